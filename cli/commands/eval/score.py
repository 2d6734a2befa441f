"""`probant eval score SUITE RUNFILE`"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit, note
from core.errors import NotFound
from core.settings import Settings
from eval import others, plan
from eval.report.table import lines, table
from eval.report.write import write
from eval.runs import Run
from eval.suite import Profile, find
from eval.workspace import open_workspace


@click.command("score")
@click.argument("suite")
@click.argument("runfile", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@shared.profile
@click.option("--run", "name", metavar="NAME", help="Name of the run that is made of it.")
@options.as_json
def command(suite: str, runfile: Path, profile: str, name: str | None, as_json: bool) -> None:
    """Score what another system gave for a suite: a TREC run, or JSON Lines of answers.

    The format is in docs/eval-run-files.md. It becomes a run, which can be compared and reported.
    """
    run, missing = asyncio.run(_score(suite, runfile, Profile(profile), name))
    page = write(run)[1]
    if missing:
        note(f"{missing} cases have no line in {runfile.name}: they count as missed")
    if as_json:
        emit({"run": run.name, "missing": missing, "rows": table(run)})
    else:
        for line in lines(run):
            click.echo(line)
        note(f"report: {page}")


async def _score(suite: str, path: Path, profile: Profile, name: str | None) -> tuple[Run, int]:
    workspace = open_workspace(Settings.read())
    planned = await plan.make(workspace, [find(suite)], profile)
    for why in planned.left_out.values():
        raise NotFound(why)
    chosen = shared.checked(name or f"{planned.suites[0].suite.name}-{profile}-{path.stem}")
    return await others.score(workspace, planned, path, chosen, shared.progress())
