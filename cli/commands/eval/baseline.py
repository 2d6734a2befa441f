"""`probant eval baseline RUN`"""

from __future__ import annotations

from pathlib import Path

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit, note
from core.settings import Settings
from eval import baselines


@click.command("baseline")
@click.argument("run")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write. By default where `gate` looks.",
)
@options.as_json
def command(run: str, folder: Path | None, as_json: bool) -> None:
    """Make a run what later runs are measured against. The one way to change a baseline."""
    written = baselines.keep(shared.run_of(run, Settings.read()), folder)
    if as_json:
        emit({"written": [str(path) for path in written]})
        return
    for path in written:
        note(f"written: {path}")
