"""`probant purge`"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import click

from cli import options
from cli.local import open_local
from cli.output import emit
from core.settings import Settings
from flows.retention import expired, purge_expired, purge_spent_grids

_AT_ONCE = 200


@click.command("purge")
@click.option("--dry-run", is_flag=True, help="Show what would go, and delete nothing.")
@options.as_json
def command(dry_run: bool, as_json: bool) -> None:
    """Delete what the retention of its collection says is kept no longer, of every entity."""
    found = asyncio.run(_expired() if dry_run else _purge())
    if as_json:
        emit({"documents": found, "deleted": not dry_run})
        return
    for document in found:
        click.echo(document)


async def _expired() -> list[str]:
    """All of them, without what came in them."""
    now, limit = datetime.now(UTC), _AT_ONCE
    async with open_local(Settings.read(), finish=False, index=False) as local:
        while len(found := await expired(local.parts.database, now, limit)) == limit:
            limit *= 2
    return [document.id for document in found]


async def _purge() -> list[str]:
    now, went = datetime.now(UTC), list[str]()
    async with open_local(Settings.read(), finish=False, index=True) as local:
        while gone := await purge_expired(local.parts.database, now, _AT_ONCE):
            went += gone
            for document in gone:
                await local.finish(document)
            await local.parts.worker.tidy()
        while await purge_spent_grids(local.parts.database, _AT_ONCE):
            pass
    return went
