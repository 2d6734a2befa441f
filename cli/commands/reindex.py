"""`probant reindex`"""

from __future__ import annotations

import asyncio
import contextlib

import click

from cli import options
from cli.output import emit, note, progress_of
from core.errors import Conflict, StoreLocked
from core.generations import EncoderSpec
from core.ids import GenerationId
from core.jobs import READING, Lane
from core.settings import Settings
from flows.bootstrap import (
    Installation,
    build_direct_queue,
    build_reindexer,
    encoder_spec,
    open_installation,
)
from flows.reindex import Building, Reindexer

_LOOK_EVERY_S = 1.0


@click.command("reindex")
@click.option("--encoder", metavar="NAME", help="Model to build with. [PROBANT_ENCODER]")
@click.option("--query-prefix", metavar="TEXT", help="[PROBANT_ENCODER_QUERY_PREFIX]")
@click.option("--passage-prefix", metavar="TEXT", help="[PROBANT_ENCODER_PASSAGE_PREFIX]")
@click.option("--reread", is_flag=True, help="Read the documents anew as well.")
@click.option("--status", is_flag=True, help="Show how far it is, and begin nothing.")
@click.option("--cancel", is_flag=True, help="Give up the one that is being built.")
@options.as_json
def command(
    encoder: str | None,
    query_prefix: str | None,
    passage_prefix: str | None,
    reread: bool,
    status: bool,
    cancel: bool,
    as_json: bool,
) -> None:
    """Build the index anew beside the one that answers, and put it in its place at once.

    Beside `probant serve` or workers it records what is to be done, and they do it; otherwise this
    command does it all. Whoever searches meanwhile notices nothing.
    """
    chosen = {
        "encoder": encoder,
        "encoder_query_prefix": query_prefix,
        "encoder_passage_prefix": passage_prefix,
    }
    given = {name: value for name, value in chosen.items() if value is not None}
    if status + cancel > 1 or ((status or cancel) and (given or reread)):
        raise click.UsageError("--status and --cancel stand alone.")
    settings = Settings.read()
    if status or cancel:
        shown = asyncio.run(_look(settings, cancel=cancel))
    else:
        spec = encoder_spec(settings.model_copy(update=given))
        shown = asyncio.run(_reindex(settings, spec, rereads=reread))
    if as_json:
        emit(shown.to_json())
    else:
        _show(shown)


async def _look(settings: Settings, *, cancel: bool) -> Building:
    async with open_installation(settings, build_direct_queue(), index=False) as parts:
        reindexer = build_reindexer(settings, parts.database)
        return await (reindexer.cancel() if cancel else reindexer.progress())


async def _reindex(settings: Settings, spec: EncoderSpec, *, rereads: bool) -> Building:
    async with open_installation(settings, build_direct_queue(), index=False) as parts:
        reindexer = build_reindexer(settings, parts.database)
        begun = await begin(reindexer, spec, rereads=rereads)
        if begun.building and await _is_ours(parts, begun.building.id):
            await parts.worker.recover(tuple(Lane))
            with progress_of("reindex", "") as told:
                working = asyncio.create_task(parts.worker.until_idle(READING))
                while not working.done():
                    told("embed", begun.held, begun.documents)
                    await asyncio.wait({working}, timeout=_LOOK_EVERY_S)
                    begun = await reindexer.progress()
                await working
        return await reindexer.progress()


async def begin(reindexer: Reindexer, spec: EncoderSpec, *, rereads: bool) -> Building:
    """What is to be built; the same as is being built already is gone on with.

    Raises `Conflict` where that is another, and what `Reindexer.begin` does.
    """
    try:
        return await reindexer.begin(spec, rereads=rereads)
    except Conflict:
        found = await reindexer.progress()
        if not found.building or (found.building.encoder, found.building.rereads) != (
            spec,
            rereads,
        ):
            raise
        return found


async def _is_ours(parts: Installation, building: GenerationId) -> bool:
    """Whether this process does the work: nobody else owns the embedded index."""
    if parts.settings.index_url:
        return False
    with contextlib.suppress(StoreLocked):
        await parts.spaces.space(building)
        return True
    note("a server owns the index and does the work: see --status")
    return False


def _show(shown: Building) -> None:
    if shown.live:
        click.echo(f"live      {shown.live.id}  {shown.live.encoder.model}")
    if shown.building:
        click.echo(
            f"building  {shown.building.id}  {shown.building.encoder.model}  "
            f"{shown.held} of {shown.documents} documents"
        )
    for document in shown.stuck:
        click.secho(f"stuck     {document}: see `probant jobs --failed`", fg="red")
