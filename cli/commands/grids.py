"""`probant grids`: list them, export one again, cancel one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from cli import options
from cli.backend import Json
from cli.commands.grid import format_of, report
from cli.connect import open_backend
from cli.output import emit


@click.group("grids", invoke_without_command=True)
@options.server
@options.as_json
@click.pass_context
def command(context: click.Context, server: str | None, as_json: bool) -> None:
    """List grids, newest first."""
    if options.is_alone(context):
        listed = asyncio.run(_listed(server))
        if as_json:
            emit({"grids": listed})
            return
        for grid in listed:
            report(grid)


@command.command("export")
@click.argument("grid")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@options.server
def export(grid: str, out: Path, server: str | None) -> None:
    """Write a grid as .xlsx, .csv or .jsonl."""
    kind = format_of(out)

    async def fetched() -> bytes:
        async with open_backend(server, finish=False, index=False) as backend:
            return await backend.export_grid(grid, kind)

    out.write_bytes(asyncio.run(fetched()))


@command.command("cancel")
@click.argument("grid")
@options.server
@options.as_json
def cancel(grid: str, server: str | None, as_json: bool) -> None:
    """Read no more cells of a grid; those that were read stay."""

    async def cancelled() -> Json:
        async with open_backend(server, finish=False, index=False) as backend:
            return await backend.cancel_grid(grid)

    shown = asyncio.run(cancelled())
    if as_json:
        emit(shown)
    else:
        report(shown)


async def _listed(server: str | None) -> list[Json]:
    async with open_backend(server, finish=False, index=False) as backend:
        return await backend.grids()
