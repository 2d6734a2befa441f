"""`probant feedback`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit


@click.command("feedback")
@click.argument("record")
@click.option("--satisfaction", type=click.IntRange(1, 5), required=True, help="5: very satisfied.")
@options.server
@options.as_json
def command(record: str, satisfaction: int, server: str | None, as_json: bool) -> None:
    """Say how satisfied you are with an answer of yours; its RECORD is told with it."""

    async def rated() -> Json:
        async with open_backend(server, finish=False, index=False) as backend:
            return await backend.rate(record, satisfaction)

    found = asyncio.run(rated())
    if as_json:
        emit(found)
    else:
        click.echo(f"kept: {found['satisfaction']} of 5")
