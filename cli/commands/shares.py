"""`probant shares`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.backend import Json
from cli.commands.share import line
from cli.connect import open_backend
from cli.output import emit


@click.command("shares")
@click.option("--ended", is_flag=True, help="Also what has ended or was taken back.")
@options.server
@options.as_json
def command(ended: bool, server: str | None, as_json: bool) -> None:
    """List what the entity shares with others, newest first."""
    found = asyncio.run(_shares(ended, server))
    if as_json:
        emit({"shares": found})
        return
    for one in found:
        click.echo(line(one))


async def _shares(ended: bool, server: str | None) -> list[Json]:
    async with open_backend(server) as backend:
        return await backend.shares(ended=ended)
