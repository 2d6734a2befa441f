"""`probant grids`: list them, export one again, cancel or delete one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from cli import options
from cli.backend import Json
from cli.commands.grid import report
from cli.connect import open_backend
from cli.grid_files import GridFile, write_grid
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
@click.option("--out", required=True, type=GridFile(), metavar="FILE")
@options.server
def export(grid: str, out: Path, server: str | None) -> None:
    """Write a grid as .xlsx, .csv or .jsonl."""

    async def written() -> None:
        async with open_backend(server, finish=False, index=False) as backend:
            await write_grid(backend, grid, out)

    asyncio.run(written())


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


@command.command("delete")
@click.argument("grid")
@options.server
def delete(grid: str, server: str | None) -> None:
    """Delete a grid with its cells; its documents stay."""

    async def deleted() -> None:
        async with open_backend(server, finish=False, index=False) as backend:
            await backend.delete_grid(grid)

    asyncio.run(deleted())


async def _listed(server: str | None) -> list[Json]:
    async with open_backend(server, finish=False, index=False) as backend:
        return await backend.grids()
