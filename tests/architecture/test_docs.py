"""Nothing that can be set, called or run goes undocumented."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import click
import pytest
from dotenv import dotenv_values
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Route

import api.routes
from cli.commands.eval import COMMANDS as EVAL
from cli.main import COMMANDS
from core.errors import ProbantError
from core.settings import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def everything() -> str:
    pages = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
    return "\n".join(page.read_text("utf-8") for page in pages)


def names() -> list[str]:
    return [f"PROBANT_{field.upper()}" for field in Settings.model_fields]


def routes() -> Iterator[tuple[str, str]]:
    """(method, path) of every route that the application includes."""
    app = FastAPI(docs_url=None, redoc_url=None)
    found = [route for route in app.routes if isinstance(route, Route)]
    for module in pkgutil.iter_modules(api.routes.__path__):
        router = getattr(importlib.import_module(f"api.routes.{module.name}"), "router", None)
        if isinstance(router, APIRouter):
            found += [route for route in router.routes if isinstance(route, APIRoute)]
    for route in found:
        for method in sorted((route.methods or set()) - {"HEAD"}):
            # Documentation shows a parameter by its name, without its converter.
            yield method, re.sub(r":\w+}", "}", route.path)


def test_there_are_routes_to_look_for() -> None:
    assert ("POST", "/v1/chat/completions") in set(routes())


@pytest.mark.parametrize(("method", "path"), sorted(routes()))
def test_every_route_is_documented(method: str, path: str) -> None:
    assert f"{method} {path}`" in (DOCS / "api.md").read_text("utf-8")


@pytest.mark.parametrize("command", [*sorted(COMMANDS), *(f"eval {c}" for c in sorted(EVAL))])
def test_every_command_is_documented_with_each_of_its_options(command: str) -> None:
    page = (DOCS / "cli.md").read_text("utf-8")
    assert f"## probant {command}\n" in page
    section = page.split(f"## probant {command}\n")[1].split("\n## ")[0]
    module = f"cli.commands.{command.replace(' ', '.')}"
    loaded: click.Command = importlib.import_module(module).command
    for name, one in with_subcommands(command, loaded):
        assert f"`probant {name}" in section
        for option in one.params:
            if isinstance(option, click.Option):
                assert option.opts[0] in section, f"{name} has {option.opts[0]}"


def with_subcommands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        yield from ((f"{name} {sub}", one) for sub, one in command.commands.items())


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_front_page_names_every_command(command: str) -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    table = page.split("## The command line\n")[1].split("\n## ")[0]
    assert re.search(rf"`(?:probant )?{command}\b", table)


def headings(page: Path) -> set[str]:
    """As links name them."""
    titles = re.findall(r"^#+ (.*)$", without_code(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def without_code(page: Path) -> str:
    return re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize(
    "page",
    [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))],
    ids=lambda page: page.name,
)
def test_every_link_leads_to_a_page_and_a_heading_that_are_there(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", without_code(page)):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        assert not anchor or anchor in headings(target), link


@pytest.mark.parametrize("setting", names())
def test_every_setting_is_documented(setting: str) -> None:
    assert f"`{setting}`" in (DOCS / "settings.md").read_text("utf-8")


@pytest.fixture
def defaults(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings where nothing is set."""
    for variable in [name for name in os.environ if name.upper().startswith("PROBANT_")]:
        monkeypatch.delenv(variable)
    return Settings(_env_file=None)


def with_shown(field: str, shown: str) -> Settings:
    return Settings(_env_file=None, **{field: shown})


@pytest.mark.parametrize("field", Settings.model_fields)
def test_the_page_shows_the_default_that_a_setting_has(field: str, defaults: Settings) -> None:
    page = (DOCS / "settings.md").read_text("utf-8")
    row = re.search(rf"^\| `PROBANT_{field.upper()}` \| ([^|]+) \|", page, re.MULTILINE)
    assert row
    # An empty default is told in words.
    literal = re.match(r"`([^`]*)`", row[1])
    shown = literal[1] if literal else ""
    if field == "models":
        shown = str(Path(sys.prefix, shown))
    assert getattr(with_shown(field, shown), field) == getattr(defaults, field)


@pytest.mark.parametrize("field", sorted(set(Settings.model_fields) - {"models"}))
def test_the_example_shows_the_default_that_a_setting_has(field: str, defaults: Settings) -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    uncommented = re.sub(r"^# (?=PROBANT_\w+=)", "", example, flags=re.MULTILINE)
    shown = dotenv_values(stream=StringIO(uncommented))[f"PROBANT_{field.upper()}"]
    assert shown is not None
    assert getattr(with_shown(field, shown), field) == getattr(defaults, field)


def test_the_example_names_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    assert re.findall(r"^# (PROBANT_\w+)=", example, re.MULTILINE) == names()


def test_the_example_changes_nothing_until_it_is_edited() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("# ")] == []


def test_the_documentation_names_no_setting_that_does_not_exist() -> None:
    mentioned = set(re.findall(r"PROBANT_[A-Z_]+[A-Z]", everything()))
    of_tests = {name for name in mentioned if name.startswith("PROBANT_TEST_")}
    assert mentioned - of_tests - {"PROBANT_CORPORA"} <= set(names())


def errors(root: type[ProbantError] = ProbantError) -> Iterator[type[ProbantError]]:
    yield root
    for error in root.__subclasses__():
        yield from errors(error)


@pytest.mark.parametrize("error", list(errors()), ids=lambda error: error.code)
def test_every_problem_is_documented_with_its_status(error: type[ProbantError]) -> None:
    page = (DOCS / "api.md").read_text("utf-8")
    assert re.search(rf"\| `{error.code}` \| {error.status} \|", page)


def test_the_example_of_a_format_is_the_format() -> None:
    shown = (ROOT / "docs/formats.md").read_text("utf-8").split("```python\n")[1].split("```")[0]
    assert shown == (ROOT / "adapters/parsers/more/transcript.py").read_text("utf-8")


def threats() -> list[str]:
    """Rows of the threat model, as lines."""
    rows = [line for line in (DOCS / "security.md").read_text("utf-8").splitlines() if "|" in line]
    shown_by = [row for row in rows if row.count("|") == 4]
    return [row for row in shown_by if not re.match(r"\| (threat|---) ", row)]


@pytest.mark.parametrize("row", threats(), ids=lambda row: str(row).split("|")[1].strip()[:40])
def test_every_threat_names_tests_that_exist(row: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row.split("|")[3])
    assert named, "a threat without its test"
    for path, function in named:
        source = ROOT / path
        assert source.is_file(), path
        assert re.search(rf"^(async )?def {function}\(", source.read_text("utf-8"), re.MULTILINE), (
            f"{path} has no {function}"
        )
