"""Requests made up from the API's own description, by schemathesis, in a process of its own.

In a process of its own because it changes how property tests report what they found (the plugin for
pytest is left out for the same reason: pyproject.toml).
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_PROGRAM = Path(sys.executable).with_name("schemathesis")
_ERASING = "/v1/history"
"""What was asked, and the tasks that were begun, are nobody's any more."""
_OFTEN = 0.6
"""How often an id is one that is there."""


async def checked(
    url: str,
    folder: Path,
    known: Mapping[str, Sequence[str]],
    *,
    examples: int,
    key: str = "",
    phases: str = "examples,coverage,fuzzing",
) -> tuple[int, str]:
    """Exit status and report of requests to each route: `examples` of them made up by chance, and
    with the phase `coverage` those at the edges of what is allowed. `known` are values that are
    there, by parameter (`path.document`), of one operation where its name stands before it. Last
    comes what erases them.
    """
    settings = folder / "schemathesis.toml"
    settings.write_text(_settings(known), "utf-8")
    command = [
        *("--config-file", str(settings), "run", f"{url}/openapi.json", "--no-color"),
        *("--generation-deterministic", "--max-examples", str(examples)),
        *("--continue-on-failure", "--warnings", "off"),
        *("--phases", phases, "--suppress-health-check", "all"),
        *(("--header", f"Authorization: Bearer {key}") if key else ()),
    ]
    status, report = await _told([*command, "--exclude-path", _ERASING], folder)
    last, rest = await _told([*command, "--include-path", _ERASING], folder)
    return status or last, report + rest


async def _told(command: Sequence[str], folder: Path) -> tuple[int, str]:
    running = await asyncio.create_subprocess_exec(
        *(str(_PROGRAM), *command),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "CI"},
    )
    try:
        told, _ = await running.communicate()
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()
    return running.returncode or 0, told.decode("utf-8", "replace")


_SETTINGS = """\
[cache]
enabled = false

# Requests depend on the description and on what is known, never on what was answered.
[phases.fuzzing.extra-data-sources]
responses = false
[phases.fuzzing.error-feedback]
enabled = false
[phases.coverage]
unexpected-methods = ["options"]

# What is well-formed and can't be meant is a 400 (docs/api.md).
[checks.positive_data_acceptance]
enabled = false

# In a form everything is text: what is meant for another type is sent as a text that fits.
[[operations]]
include-name = "POST /v1/documents"
[operations.checks.negative_data_rejection]
enabled = false
"""


def _settings(known: Mapping[str, Sequence[str]]) -> str:
    everywhere, of_one = [], []
    for number, (parameter, values) in enumerate(known.items()):
        operation, _, name = parameter.rpartition(" ")
        everywhere += [f"[dictionaries.known{number}]", f"values = {json.dumps(list(values))}"]
        bound = [f'dictionary = "known{number}"', f"probability = {_OFTEN}"]
        if operation:
            of_one += ["[[operations]]", f"include-name = {json.dumps(operation)}"]
            of_one += [f"[operations.parameters.{json.dumps(name)}]", *bound]
        else:
            everywhere += [f"[parameters.{json.dumps(name)}]", *bound]
    return "\n".join([_SETTINGS, *everywhere, *of_one]) + "\n"
