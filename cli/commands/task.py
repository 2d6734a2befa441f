"""`probant task`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit


@click.group("task")
def command() -> None:
    """Time a piece of work that you do with the service, from its start to its end."""


@command.command("start")
@click.argument("use_case", metavar="USE_CASE")
@options.server
@options.as_json
def start(use_case: str, server: str | None, as_json: bool) -> None:
    """Begin one; its id is told."""

    async def started() -> Json:
        async with open_backend(server, finish=False, index=False) as backend:
            return await backend.start_task(use_case)

    found = asyncio.run(started())
    if as_json:
        emit(found)
    else:
        click.echo(f"{found['id']}  {found['use_case']}")


@command.command("finish")
@click.argument("task", metavar="ID")
@click.option("--abandon", is_flag=True, help="It is given up, not done.")
@options.server
@options.as_json
def finish(task: str, abandon: bool, server: str | None, as_json: bool) -> None:
    """It is done, within 12 hours; or given up."""

    async def finished() -> Json:
        async with open_backend(server, finish=False, index=False) as backend:
            return await backend.finish_task(task, is_done=not abandon)

    found = asyncio.run(finished())
    if as_json:
        emit(found)
        return
    took = "" if found["seconds"] is None else f" in {found['seconds'] / 60:.0f} min"
    click.echo(f"{found['outcome']}{took}")
