"""What a process loads before it is asked anything: the API and `--help` stay light."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    *("torch", "transformers", "sentence_transformers", "tokenizers", "spacy"),
    *("unstructured", "camelot", "liteparse", "pypdfium2", "python_calamine", "docx", "pptx"),
    *("qdrant_client", "qdrant_edge", "mistralai"),
}
"""Models, parsers and engines: seconds to import and hundreds of megabytes."""
SERVING = {"fastapi", "starlette", "uvicorn", "pydantic", "sqlalchemy", "numpy", "httpx", "rich"}
"""What serving needs and listing commands does not."""

LOADED = (
    "import sys, json; sys.stderr.write(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
)


def top_level_after(program: str) -> set[str]:
    """Top-level modules of a new interpreter after it ran a program."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import atexit\natexit.register(lambda: exec({LOADED!r}))\n{program}",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr))


def test_the_application_loads_no_model_and_no_parser() -> None:
    assert not top_level_after("import api.app") & HEAVY


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_the_command_line_starts_with_next_to_nothing(arguments: list[str]) -> None:
    program = (
        f"import sys\nsys.argv = ['probant', *{arguments!r}]\nfrom cli.main import main\nmain()"
    )
    assert not top_level_after(program) & (HEAVY | SERVING)


@pytest.mark.parametrize("command", ["ask", "documents", "ingest", "prepare", "search", "worker"])
def test_help_on_a_command_loads_no_model_and_no_parser(command: str) -> None:
    program = (
        f"import sys\nsys.argv = ['probant', {command!r}, '--help']\n"
        "from cli.main import main\nmain()"
    )
    assert not top_level_after(program) & HEAVY


def test_property_tests_tell_the_example_that_they_found() -> None:
    """Loaded in this process, schemathesis has hypothesis print nothing where examples stand."""
    assert "schemathesis" not in sys.modules
