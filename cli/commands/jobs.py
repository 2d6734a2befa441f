"""`probant jobs`: what is being done, and what was given up."""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.backend import Backend, Json
from cli.connect import open_backend
from cli.output import emit, note
from core.errors import Conflict, NotFound


@click.group("jobs", invoke_without_command=True)
@click.option("--failed", is_flag=True, help="Those that were given up instead.")
@options.server
@options.as_json
@click.pass_context
def command(context: click.Context, failed: bool, server: str | None, as_json: bool) -> None:
    """List jobs that run or wait."""
    if options.is_alone(context):
        _show(asyncio.run(_jobs(failed, server)), as_json)


@command.command("requeue")
@click.argument("ids", nargs=-1, metavar="[ID...]")
@click.option("--all", "every", is_flag=True, help="All that were given up.")
@options.server
@options.as_json
def requeue(ids: tuple[str, ...], every: bool, server: str | None, as_json: bool) -> None:
    """Have jobs done after all that were given up or cancelled."""
    if bool(ids) == every:
        raise click.UsageError("Give ids, or --all.")
    _show(asyncio.run(_requeue(ids, every, server)), as_json)


def _show(listed: list[Json], as_json: bool) -> None:
    if as_json:
        emit({"jobs": listed})
        return
    for job in listed:
        click.echo(_line(job))


async def _jobs(failed: bool, server: str | None) -> list[Json]:
    async with open_backend(server, finish=False, index=False) as backend:
        return await backend.jobs(failed=failed)


async def _requeue(given: tuple[str, ...], every: bool, server: str | None) -> list[Json]:
    async with open_backend(server, finish=False, index=False) as backend:
        if every:
            return await requeue_all(backend)
        return [await backend.requeue(job) for job in given]


async def requeue_all(backend: Backend) -> list[Json]:
    """List after list, as one is not endless. What can't be done again is told, and left."""
    done: list[Json] = []
    seen = set[str]()
    while new := [job["id"] for job in await backend.jobs(failed=True) if job["id"] not in seen]:
        seen.update(new)
        for job in new:
            try:
                done.append(await backend.requeue(job))
            except (Conflict, NotFound) as error:
                note(f"{job}: {error}")
    return done


def _line(job: Json) -> str:
    share = f" {job['done']}/{job['total']}" if job["total"] else ""
    stage = " ".join(dict.fromkeys([job["lane"], job["stage"]])).strip() + share
    why = f"  {job['error']['message']}" if job["error"] else ""
    return f"{job['id']}  {job['state']}  {job['kind']}  {job['document'] or '-'}  {stage}{why}"
