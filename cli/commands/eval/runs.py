"""`probant eval runs`"""

from __future__ import annotations

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit
from core.errors import ProbantError
from core.settings import Settings
from eval.runs import Run


@click.command("runs")
@options.as_json
def command(as_json: bool) -> None:
    """List the runs, the last one at the end."""
    found = [_described(run) for run in shared.all_runs(Settings.read())]
    if as_json:
        emit({"runs": found})
        return
    for run in found:
        click.echo(f"{run['name']}  {_told(run)}")
    if not found:
        click.echo("There is no run yet. `probant eval run all` makes one.")


def _told(run: dict[str, object]) -> str:
    if "damaged" in run:
        return str(run["damaged"])
    return f"{run['profile']}  {run['finished']} of {run['suites']} suites"


def _described(run: Run) -> dict[str, object]:
    """A damaged run is listed with what is wrong: the others are not its fault."""
    try:
        configuration = run.configuration
    except ProbantError as error:
        return {"name": run.name, "folder": str(run.folder), "damaged": str(error)}
    return {
        "name": run.name,
        "folder": str(run.folder),
        "profile": configuration["profile"],
        "commit": configuration["code"]["commit"],
        "suites": len(configuration["suites"]),
        "finished": len(run.suites()),
    }
