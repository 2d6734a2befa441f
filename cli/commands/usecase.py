"""`probant usecase`"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit, note
from core.errors import Conflict, NotFound, ProbantError
from core.ids import UseCaseId
from core.marked_yaml import read_yaml
from core.settings import Settings
from core.use_cases import Stage, UseCase
from governance.mistakes import Mistake, Mistaken
from governance.use_cases.declared import parse

_WAYS = (Stage.APPROVED, Stage.PILOT, Stage.PRODUCTION, Stage.RETIRED)
_MISSED = 3
_SHORT = 12
"""Characters of a version that are shown."""


@click.group("usecase")
def command() -> None:
    """Declare what the service is used for, have it evaluated, let it into use.

    Declarations are files in the folder PROBANT_USE_CASES; docs/use-cases.md says what they say.
    """


@command.command("new")
@click.argument("use_case", metavar="ID")
@options.as_json
def new(use_case: str, as_json: bool) -> None:
    """Write a declaration to fill in."""
    settings = Settings.read()
    path = settings.use_cases / f"{use_case}.yaml"
    if path.exists():
        raise Conflict(f"There is {path} already.", "Change it, or choose another id.")
    review = datetime.now(UTC).date() + timedelta(days=365)
    known = {"id": use_case, "entity": settings.entity, "review": review}
    filled = _TEMPLATE.format(**known, title="Title", text="Whatever it says.", owner="Owner")
    parse(filled.encode(), path.name, stem=use_case)  # an id that can't be one is told now
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_TEMPLATE.format(**known, title="", text="", owner=""), "utf-8")
    if as_json:
        emit({"file": str(path)})
    else:
        click.echo(f"{path}: fill it in, then `probant usecase check {use_case}`.")


@command.command("check")
@click.argument("use_cases", nargs=-1, metavar="[ID...]")
@options.as_json
def check(use_cases: tuple[str, ...], as_json: bool) -> None:
    """Look for mistakes in declarations, in all of them if none is named.

    Exit status 1 where there are any: each is told with its file, its line and what to write.
    """
    folder = Settings.read().use_cases
    sound: list[UseCase] = []
    mistakes: list[Mistake] = []
    for path in _files(folder, use_cases):
        try:
            sound.append(_checked(path))
        except Mistaken as error:
            mistakes += error.mistakes
    if as_json:
        told = [{"id": one.id, "version": one.version, "title": one.title} for one in sound]
        emit({"use_cases": told, "mistakes": [one.to_json() for one in mistakes]})
    else:
        for one in sound:
            click.echo(f"{one.id}  {one.version[:_SHORT]}  {one.title}")
        for mistake in mistakes:
            click.echo(str(mistake), err=True)
    if mistakes:
        sys.exit(1)


@command.command("submit")
@click.argument("use_case", metavar="ID")
@options.server
@options.as_json
def submit(use_case: str, server: str | None, as_json: bool) -> None:
    """Bring a declaration in, as a draft. Who uses an earlier version notices nothing."""
    declared = _checked(_file(Settings.read().use_cases, use_case))

    async def submitted() -> Json:
        async with open_backend(server, finish=False, index=False) as backend:
            return await backend.submit_use_case(declared.to_json())

    _tell(asyncio.run(submitted()), as_json=as_json)


@command.command("evaluate")
@click.argument("use_case", metavar="ID")
@options.as_json
def evaluate(use_case: str, as_json: bool) -> None:
    """Run the suite of the version submitted last, and keep what came of it.

    On the machine of the database: a run that somebody sends proves nothing. Exit status 3 where a
    bar is missed.
    """
    told = asyncio.run(_evaluated(UseCaseId(use_case)))
    if as_json:
        emit(told)
    else:
        for measure, value in told["run"]["values"].items():
            click.echo(f"{measure:30} {value:.3f}  bar {told['bars'][measure]:g}")
        for missed in told["run"]["missed"]:
            click.echo(missed, err=True)
        click.echo(f"{use_case} is {told['stage']}. Report: {told['report']}")
    if told["run"]["missed"]:
        sys.exit(_MISSED)


async def _evaluated(use_case: UseCaseId) -> Json:
    from cli.commands.eval import shared
    from eval.report.write import write
    from eval.use_cases import evaluate as run_suite
    from flows.bootstrap import build_direct_queue, open_installation
    from flows.use_cases.shown import run_to_json
    from governance.identity import local_user

    settings = Settings.read()
    opened = open_installation(settings, build_direct_queue(), index=False)
    async with opened as parts:
        declared = (await parts.registry.latest(use_case)).use_case
        by, told = local_user(settings.local_entity).id, shared.progress()
        run, made = await run_suite(settings, declared, settings.use_cases, by, told)
        standing = await parts.registry.evaluated(run)
    return {
        "run": run_to_json(run),
        "bars": dict(declared.evaluation.bars),
        "stage": standing.stage.value,
        "report": str(write(made)[1]),
    }


@command.command("promote")
@click.argument("use_case", metavar="ID")
@click.option("--to", required=True, type=click.Choice([stage.value for stage in _WAYS]))
@click.option("--why", "reason", default="", metavar="TEXT", help="For who looks into it later.")
@click.option("--version", metavar="V", help="Of several, this one; else the last submitted.")
@options.server
@options.as_json
def promote(
    use_case: str, to: str, reason: str, version: str | None, server: str | None, as_json: bool
) -> None:
    """Let a use case on to its next stage, or retire it.

    Somebody with the role `approver` who did not write it, after a run above its bars.
    """

    async def promoted() -> Json:
        async with open_backend(server, finish=False, index=False) as backend:
            return await backend.promote_use_case(use_case, Stage(to), reason, version)

    _tell(asyncio.run(promoted()), as_json=as_json)


@command.command("show")
@click.argument("use_case", metavar="ID")
@options.server
@options.as_json
def show(use_case: str, server: str | None, as_json: bool) -> None:
    """Show the versions of a use case, and its evaluation runs."""

    async def told() -> Json:
        async with open_backend(server, finish=False, index=False) as backend:
            return await backend.use_case(use_case)

    found = asyncio.run(told())
    if as_json:
        emit(found)
        return
    for one in found["versions"]:
        click.echo(_line(one))
    for run in found["runs"]:
        outcome = "passed" if run["passed"] else "missed its bars"
        click.echo(f"  run of {run['at'][:16]}  {run['version'][:_SHORT]}  {outcome}")


@command.command("map")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write a page.")
@click.option("--csv", type=click.Path(path_type=Path), metavar="FILE", help="Write a table.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@options.server
@options.as_json
def map_(
    html: Path | None, csv: Path | None, language: str, server: str | None, as_json: bool
) -> None:
    """Export the map of authorised uses: each use case with its owner, data, models, stage."""
    from flows.use_cases.map import as_csv
    from flows.use_cases.map_page import as_html

    async def told() -> list[Json]:
        async with open_backend(server, finish=False, index=False) as backend:
            return await backend.use_cases()

    found = asyncio.run(told())
    if html:
        html.write_text(as_html(found, language, datetime.now(UTC)), "utf-8", newline="")
    if csv:
        csv.write_text(as_csv(found, language), "utf-8", newline="")
    for path in filter(None, (html, csv)):
        note(f"written: {path}")
    if as_json:
        emit({"use_cases": found})
    elif not (html or csv):
        for one in found:
            click.echo(_line(one))


@command.command("undeclared")
@options.server
@options.as_json
def undeclared(server: str | None, as_json: bool) -> None:
    """List what people asked that is no use case of theirs, in the last 90 days."""

    async def told() -> list[Json]:
        async with open_backend(server, finish=False, index=False) as backend:
            return await backend.undeclared_uses()

    found = asyncio.run(told())
    if as_json:
        emit({"undeclared": found})
        return
    for one in found:
        click.echo(f"{one['count']:6}  {one['model']}  {one['first']} to {one['last']}")


def _tell(one: Json, *, as_json: bool) -> None:
    if as_json:
        emit(one)
    else:
        click.echo(_line(one))


def _line(one: Json) -> str:
    overdue = "  review overdue" if one["overdue"] else ""
    version = one["version"][:_SHORT]
    return f"{one['id']}  {version}  {one['stage']}{overdue}  {one['entity']}  {one['title']}"


def _files(folder: Path, named: Sequence[str]) -> Iterator[Path]:
    """Raises `NotFound`."""
    if named:
        yield from (_file(folder, one) for one in named)
        return
    found = sorted(folder.glob("*.yaml"))
    if not found:
        raise NotFound(f"There is no declaration in {folder}.", "`probant usecase new` makes one.")
    yield from found


def _file(folder: Path, use_case: str) -> Path:
    path = folder / f"{use_case}.yaml"
    if "/" in use_case or not path.is_file():
        raise NotFound(f"There is no file {path}.", f"`probant usecase new {use_case}` makes it.")
    return path


def _checked(path: Path) -> UseCase:
    """Raises `Mistaken`, also for a suite that is not there or lacks a measure."""
    from eval.use_cases import suite_of

    raw = path.read_bytes()
    use_case = parse(raw, str(path), stem=path.stem)
    try:
        suite_of(use_case, path.parent)
    except ProbantError as error:
        line = read_yaml(raw).line(["evaluation", "suite"])
        mistake = Mistake(str(path), line, "evaluation.suite", error.detail, error.remedy)
        raise Mistaken.of([mistake]) from error
    return use_case


_TEMPLATE = """\
# What each field is for: docs/use-cases.md. `probant usecase check {id}` looks for mistakes.
id: {id}
# What people will call it.
title: {title}
# What it is for, in a sentence or two; and what it is not for.
purpose: {text}
# Who answers for it.
owner: {owner}
entity: {entity}
roles: [reader]
groups: []
collections: [default]
classification: internal
models: [extractive]
retention_days: 365
risk:
  class: minimal
  # Why it is in this class of Regulation (EU) 2024/1689.
  reason: {text}
supervision:
  mode: sampled
  share: 0.1
verification: drop
baseline:
  minutes: [10, 20]
  method: declared
  sample: 5
  # Who said, or how it was timed, what one of these took before.
  how: {text}
evaluation:
  suite: samples
  bars: {{abstention.refused: 0.8, citation.source: 1.0}}
review_date: {review}
"""
