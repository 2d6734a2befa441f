"""`probant eval report RUN`"""

from __future__ import annotations

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit, note
from core.settings import Settings
from eval.report.write import write


@click.command("report")
@click.argument("run", default="latest")
@options.as_json
def command(run: str, as_json: bool) -> None:
    """Write a run's report again: Markdown, and one HTML file that needs nothing else."""
    markdown, page = write(shared.run_of(run, Settings.read()))
    if as_json:
        emit({"markdown": str(markdown), "html": str(page)})
    else:
        note(f"{markdown}\n{page}")
