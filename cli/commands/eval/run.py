"""`probant eval run SUITE…`"""

from __future__ import annotations

import asyncio
import sys

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit, note
from core.settings import Settings
from eval import others, plan, runner
from eval.report.table import lines, table
from eval.report.write import write
from eval.runs import Run
from eval.suite import Profile
from eval.workspace import open_workspace

SOME_LEFT_OUT = 3


@click.command("run")
@click.argument("suites", nargs=-1, required=True)
@shared.profile
@click.option("--run", "name", metavar="NAME", help="Name of the run; one that exists goes on.")
@click.option(
    "--floor",
    "floors",
    multiple=True,
    type=click.Choice([kind.value for kind in others.FloorKind]),
    help="Also measure a plain search: words alone, or vectors alone. Can be given twice.",
)
@options.as_json
def command(
    suites: tuple[str, ...],
    profile: str,
    name: str | None,
    floors: tuple[str, ...],
    as_json: bool,
) -> None:
    """Run suites, by name, by group (`answering`) or by the path of their file, or `all`.

    Exit status 0 where every suite ran, whatever it scored; 3 where data of some are missing.
    """
    kinds = [others.FloorKind(kind) for kind in floors]
    run, left_out = asyncio.run(_run(suites, Profile(profile), name, kinds))
    page = write(run)[1]
    if as_json:
        emit({"run": run.name, "folder": str(run.folder), "left_out": left_out, "rows": table(run)})
    else:
        for line in lines(run):
            click.echo(line)
        note(f"report: {page}")
    for suite in run.suites():
        if failed := run.summary(suite)["failed"]:
            note(f"{suite}: {failed} cases gave an error or nothing")
    for suite, why in left_out.items():
        note(f"left out: {suite}. {why}")
    if left_out:
        sys.exit(SOME_LEFT_OUT)


async def _run(
    suites: tuple[str, ...], profile: Profile, name: str | None, floors: list[others.FloorKind]
) -> tuple[Run, dict[str, str]]:
    workspace = open_workspace(Settings.read())
    told = shared.progress()
    planned = await plan.make(workspace, shared.suites_of(suites), profile)
    chosen = shared.checked(name) if name else runner.new_name(planned)
    note(f"run {chosen}: {len(planned.suites)} suites. If interrupted, go on with --run {chosen}")
    run = await runner.run(workspace, planned, chosen, told)
    if floors:
        await others.measure_floors(workspace, planned, run, floors, told)
    return run, dict(planned.left_out)
