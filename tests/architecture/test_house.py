"""The tree as a whole: nothing of the machine it was written on, and a package that installs."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution, entry_points, packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cli.main import COMMANDS, main

ROOT = Path(__file__).parents[2]
ROOMS = ["cli", "api", "eval", "flows", "ingest", "retrieval", "governance", "adapters", "core"]

# Put together here, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a machine's path": r"(?<![\w.])/(?:" + "|".join(["wo" + "rk", "ro" + "ot"]) + r")/",
    "a registry's host": "|".join(
        re.escape(host)
        for host in (
            *("pypi" + ".org", "python" + "hosted.org", "download.py" + "torch.org"),
            *("registry.npm" + "js.org", "static.crates" + ".io", "conda.ana" + "conda.org"),
        )
    ),
    "the number of an issue": r"(?i)\b(?:issues?|tickets?|fix(?:es)?|close[sd]?)" + r" #\d+\b",
    "a working session": r"(?i)\b(?:this|my|previous|next|earlier|last) " + r"session\b",
}
IGNORED = {
    *(".git", ".venv", ".probant", "__pycache__", "build", "dist", "node_modules"),
    *(".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache"),
}


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the tree, from the root."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - IGNORED)
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_symlink() or name == ".env":
                continue
            try:
                yield path.relative_to(ROOT), path.read_text("utf-8")
            except UnicodeDecodeError:
                continue


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_no_file_mentions(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{path}:{text.count(chr(10), 0, hit.start()) + 1}: {hit[0]}"
        for path, text in texts()
        for hit in pattern.finditer(text)
    ]
    assert found == []


def test_the_patterns_find_what_they_look_for() -> None:
    shown = {
        "a machine's path": "see /" + "work/notes",
        "a registry's host": "https://pypi" + ".org/simple",
        "the number of an issue": "Fixes" + " #12",
        "a working session": "in this" + " session",
    }
    for what, text in shown.items():
        assert re.search(FORBIDDEN[what], text), what
    assert not re.search(FORBIDDEN["a machine's path"], "team" + "work/life and home/ro" + "ot/x")


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_the_package_holds_the_rooms_and_nothing_else() -> None:
    packages = project()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(packages) == sorted(ROOMS)
    assert [room for room in ROOMS if not (ROOT / room / "__init__.py").is_file()] == []


def test_the_built_package_carries_what_is_not_python() -> None:
    from hatchling.builders.wheel import WheelBuilder

    files = {
        file.distribution_path
        for file in WheelBuilder(str(ROOT)).recurse_included_files()
        if file.distribution_path
    }
    assert {"api/static/index.html", "adapters/sql/migrations/env.py"} <= files
    assert {"eval/suites/samples.toml", "eval/report/page.css", "eval/report/page.js"} <= files
    assert {"flows/inspect/page.css", "flows/inspect/page.js"} <= files
    # For internal evaluation only, like the questions that they translate.
    assert "eval/suites/crosslingual.csv" not in files
    assert {path.split("/")[0] for path in files} == set(ROOMS)


def test_the_console_script_is_installed_and_works() -> None:
    [script] = entry_points(group="console_scripts", name="probant")
    assert script.load() is main
    program = Path(sys.executable).with_name("probant")
    shown = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", shown, re.MULTILINE), command


def test_wrong_usage_ends_with_2_and_says_so_on_stderr() -> None:
    program = Path(sys.executable).with_name("probant")
    done = subprocess.run([program, "sing"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "No such command" in done.stderr


def pins() -> dict[str, str]:
    """Version by canonical name. Every line is a comment or one exact pin."""
    found = {}
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            match = re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9][0-9A-Za-z.]*)", line)
            assert match, line
            found[canonicalize_name(match[1])] = match[2]
    return found


def wanted() -> list[Requirement]:
    metadata = project()["project"]
    extras = metadata["optional-dependencies"]
    lines = metadata["dependencies"] + extras["dev"] + extras["llm-test"]
    return [Requirement(line) for line in lines]


def test_everything_that_is_asked_for_is_pinned_to_a_version_that_is_allowed() -> None:
    pinned = pins()
    for requirement in wanted():
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)])


def imported() -> Iterator[tuple[str, Path]]:
    """What the rooms import, by its first name, wherever in a file they do."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    yield from ((alias.name.split(".")[0], path) for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    yield node.module.split(".")[0], path


def test_everything_that_is_imported_is_pinned() -> None:
    """A package that only happens to be installed here is missing on every other machine."""
    pinned, known = pins(), packages_distributions()
    missing = {
        (name, str(path.relative_to(ROOT)))
        for name, path in imported()
        if name in known
        and name not in ROOMS
        and not any(canonicalize_name(one) in pinned for one in known[name])
    }
    assert missing == set()


def test_every_pin_is_needed() -> None:
    """What the pinned packages ask for in turn leads to every other line."""
    pinned = pins()
    reached: set[tuple[str, frozenset[str]]] = set()
    pending = [(requirement, frozenset(requirement.extras)) for requirement in wanted()]
    while pending:
        requirement, extras = pending.pop()
        name = canonicalize_name(requirement.name)
        if (name, extras) not in reached:
            reached.add((name, extras))
            pending += [
                (needed, frozenset(needed.extras))
                for needed in map(Requirement, distribution(name).requires or [])
                if needed.marker is None
                or any(needed.marker.evaluate({"extra": extra}) for extra in ("", *extras))
            ]
    assert {name for name, _ in reached} == set(pinned)


def test_the_licence_is_the_apache_licence() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert re.search(r"Apache License\s+Version 2\.0, January 2004", text)
    assert text.rstrip().endswith("limitations under the License.")
    assert project()["project"]["license"] == "Apache-2.0"
