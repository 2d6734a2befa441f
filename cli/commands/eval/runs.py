"""`probant eval runs`"""

from __future__ import annotations

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit
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
        click.echo(f"{run['name']}  {run['profile']}  {run['finished']} of {run['suites']} suites")
    if not found:
        click.echo("There is no run yet. `probant eval run all` makes one.")


def _described(run: Run) -> dict[str, object]:
    configuration = run.configuration
    return {
        "name": run.name,
        "folder": str(run.folder),
        "profile": configuration["profile"],
        "commit": configuration["code"]["commit"],
        "suites": len(configuration["suites"]),
        "finished": len(run.suites()),
    }
