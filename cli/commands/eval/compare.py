"""`probant eval compare A B`"""

from __future__ import annotations

import click

from cli import options
from cli.commands.eval import shared
from cli.output import emit
from core.settings import Settings
from eval import compare


@click.command("compare")
@click.argument("a")
@click.argument("b")
@options.as_json
def command(a: str, b: str, as_json: bool) -> None:
    """Compare run B with run A: each measure with its difference, and the cases that flipped.

    A run is given by its name, its folder, or as `latest`.
    """
    settings = Settings.read()
    compared = compare.compare(shared.run_of(a, settings), shared.run_of(b, settings))
    if as_json:
        emit(compared.to_json())
        return
    for line in compare.lines(compared):
        click.echo(line)
