"""The tutorial holds: its commands, run as they stand in an empty folder, say what it shows."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.e2e.conftest import free_port

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorials" / "use-case.md"
_LONGEST_S = 1_200


@dataclass
class Step:
    """A command of the page, and what it is to say."""

    command: str
    shown: list[str] = field(default_factory=list)

    def holds(self, said: str) -> bool:
        """`…` stands for anything in a line, and alone for any lines, or none."""
        lines = [
            r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n"
            for line in self.shown
        ]
        return re.fullmatch("".join(lines), said) is not None


def steps(page: str) -> Iterator[Step]:
    for block in re.findall(r"^```console\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
        step: Step | None = None
        for line in block.splitlines():
            if line.startswith("$ "):
                if step:
                    yield step
                step = Step(line.removeprefix("$ "))
            elif step and line.startswith(">") and not step.shown:
                step.command += "\n" + re.sub("^> ?", "", line)
            elif step:
                step.shown.append(line)
        if step:
            yield step


def run(script: str, folder: Path) -> str:
    """What bash says of it all. Nothing that it started outlives it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PROBANT_")}
    models = {name: os.environ[name] for name in ("PROBANT_MODELS",) if name in os.environ}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        ["bash", "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env={**kept, **models, "PATH": path, "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        return process.communicate(timeout=_LONGEST_S)[0].decode()
    finally:
        with suppress(ProcessLookupError):  # all of it has ended
            os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.timeout(_LONGEST_S)
def test_a_use_case_comes_into_production_by_the_commands_of_the_tutorial(tmp_path: Path) -> None:
    """But for the port, and for where Probant was cloned to."""
    page = PAGE.read_text("utf-8").replace("8440", str(free_port()))
    told = list(steps(page.replace("~/probant/", f"{ROOT}/")))
    assert len(told) > 30
    end = "--- end of a step ---"
    said = run("\n".join(f"{step.command}\necho '{end}'" for step in told), tmp_path)
    outputs = said.split(f"{end}\n")[:-1]
    assert len(outputs) == len(told), said
    wrong = [
        "\n".join((f"$ {step.command}", "shown:", *step.shown, "said:", output))
        for step, output in zip(told, outputs, strict=True)
        if not step.holds(output)
    ]
    assert not wrong, "\n".join(wrong)
    assert "Reading of leases" in (tmp_path / "office" / "map.html").read_text("utf-8")
