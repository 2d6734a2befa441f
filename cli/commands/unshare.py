"""`probant unshare ID…`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit


@click.command("unshare")
@click.argument("shares", nargs=-1, required=True, metavar="ID...")
@options.server
@options.as_json
def command(shares: tuple[str, ...], server: str | None, as_json: bool) -> None:
    """Take shares back: nobody reads anything by them any more. They stay listed."""
    ended = asyncio.run(_unshare(shares, server))
    if as_json:
        emit({"shares": ended})


async def _unshare(shares: tuple[str, ...], server: str | None) -> list[Json]:
    async with open_backend(server) as backend:
        return [await backend.unshare(share) for share in shares]
