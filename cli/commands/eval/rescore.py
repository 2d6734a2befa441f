"""`probant eval rescore RUN`"""

from __future__ import annotations

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit, note
from core.settings import Settings
from eval.report.table import lines, table
from eval.report.write import write
from eval.rescore import rescore
from eval.suite import find, names


@click.command("rescore")
@click.argument("run")
@click.argument("suites", nargs=-1)
@click.option("--run", "name", metavar="NAME", help="Name of the run that is made.")
@options.as_json
def command(run: str, suites: tuple[str, ...], name: str | None, as_json: bool) -> None:
    """Score a run's outputs again, by today's measures and bars. Nothing is asked again.

    Suites that don't come with Probant are given by the path of their file.
    """
    settings = Settings.read()
    old = shared.run_of(run, settings)
    known = {suite.name: suite for suite in map(find, (*names(), *suites))}
    new = rescore(old, shared.checked(name or f"{old.name}-rescored"), known)
    page = write(new)[1]
    if as_json:
        emit({"run": new.name, "folder": str(new.folder), "rows": table(new)})
        return
    for line in lines(new):
        click.echo(line)
    note(f"report: {page}")
