"""`probant sync DIR`"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from time import perf_counter

import click

from cli import folder, options, results
from cli.connect import open_backend
from cli.output import emit, note
from cli.stopped import saying_how_to_go_on
from cli.view import viewing
from flows.documents import DEFAULT_COLLECTION


@click.command("sync")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--collection",
    default=DEFAULT_COLLECTION,
    show_default=True,
    metavar="C",
    help="The one to bring in step.",
)
@click.option("--delete", is_flag=True, help="Delete the documents of files that are gone.")
@click.option("--dry-run", is_flag=True, help="Show what would be done.")
@options.server
@options.as_json
def command(
    directory: Path,
    collection: str,
    delete: bool,
    dry_run: bool,
    server: str | None,
    as_json: bool,
) -> None:
    """Bring a collection in step with a folder.

    New files are added, changed ones become new versions, moved ones are followed without being
    read again. Exit status 3 where a document failed.
    """
    started = perf_counter()
    with saying_how_to_go_on(server):
        synced = asyncio.run(_sync(directory, collection, server, delete, dry_run, as_json))
    seconds = round(perf_counter() - started, 3)
    if as_json:
        emit({**synced.to_json(), "seconds": seconds})
    else:
        _report(synced, seconds)
    if synced.has_failures:
        sys.exit(results.SOME_FAILED)


async def _sync(
    directory: Path, collection: str, server: str | None, delete: bool, dry_run: bool, quiet: bool
) -> folder.Synced:
    async with open_backend(server, finish=False) as backend:
        with viewing(quiet=quiet) as show:
            found = await folder.look(directory, show)
            todo = await folder.planned(backend, collection, found)
            if dry_run:
                return folder.Synced(todo, documents=list(found.unreadable.values()))
            return await folder.bring_in_step(backend, collection, found, todo, show, delete=delete)


def _report(synced: folder.Synced, seconds: float) -> None:
    shown = synced.to_json()
    results.report(synced.documents)
    for sign, paths in (("+", shown["added"]), ("~", shown["changed"]), ("?", shown["vanished"])):
        for path in paths:
            note(f"{'-' if path in shown['deleted'] else sign} {path}")
    for move in shown["moved"]:
        note(f"> {move['from']} → {move['to']}")
    for path in shown["held"]:
        note(f"held, not deleted: {path}")
    for path in shown["failed"]:
        note(f"failed before, see `probant retry`: {path}")
    parts = [f"{len(shown[name])} {name}" for name in ("added", "changed", "moved", "vanished")]
    parts += [f"{len(shown['deleted'])} deleted", f"{shown['unchanged']} unchanged"]
    note(f"{', '.join(parts)}, in {seconds:.1f} s")
