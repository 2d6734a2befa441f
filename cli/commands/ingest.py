"""`probant ingest PATH…`"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import click

from cli import options, results
from cli.backend import Json
from cli.bulk import Bulk
from cli.connect import open_backend
from cli.files import Listing, files_of
from cli.output import emit, note
from cli.sending import Item
from cli.stopped import saying_how_to_go_on
from cli.view import viewing
from flows.documents import DEFAULT_COLLECTION


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--collection",
    default=DEFAULT_COLLECTION,
    show_default=True,
    metavar="C",
    help="Where the documents go.",
)
@click.option("--supersede", metavar="ID", help="The file is a new version of this document.")
@options.reader
@options.classification
@options.server
@options.as_json
def command(
    paths: tuple[Path, ...],
    collection: str,
    supersede: str | None,
    readers: tuple[str, ...],
    classification: str | None,
    server: str | None,
    as_json: bool,
) -> None:
    """Read files, and the files in folders, into searchable evidence.

    Run again after an interruption, it goes on where it was. Exit status 3 where a document failed;
    the reasons are shown.
    """
    items = _items(files_of(paths), supersede)
    for item in items:
        item.readers, item.classification = readers or None, classification
    if not items:
        raise click.UsageError("There is no file in what was given.")
    if supersede and len(items) > 1:
        raise click.UsageError("--supersede takes one file.")
    started = perf_counter()
    with saying_how_to_go_on(server):
        shown, batch = asyncio.run(_ingest(items, collection, server, as_json))
    seconds = round(perf_counter() - started, 3)
    if as_json:
        emit({"documents": shown, "batch": batch, "seconds": seconds})
    else:
        results.report(shown)
        documents = f"{len(shown)} document{'' if len(shown) == 1 else 's'}"
        note(f"{documents} in {seconds:.1f} s: {results.counts(shown)}")
    if results.any_failed(shown):
        sys.exit(results.SOME_FAILED)


def _items(listing: Listing, supersede: str | None) -> list[Item]:
    taken = [Item(path, supersede) for path in listing.files]
    refused = listing.refused.items()
    return taken + [Item(path, result=results.refused(path, error)) for path, error in refused]


async def _ingest(
    items: Sequence[Item], collection: str, server: str | None, quiet: bool
) -> tuple[list[Json], str | None]:
    async with open_backend(server, finish=False) as backend:
        with viewing(quiet=quiet) as show:
            return await Bulk(backend, collection, show).run(items)
