"""`probant grid QUESTIONS [DOCUMENT…]`"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from cli import options, results
from cli.backend import Backend, Json
from cli.beside import beside
from cli.bulk import Bulk
from cli.connect import open_backend
from cli.files import files_of
from cli.grid_files import GridFile, write_grid
from cli.output import emit, note, progress_of
from cli.patience import Patience
from cli.sending import Item
from cli.stopped import saying_how_to_go_on
from cli.view import viewing
from core.errors import InvalidRequest
from flows.documents import DEFAULT_COLLECTION
from flows.grids.questions import QuestionSet, parse_questions

_LOOK_EVERY_S = 0.3
_FINAL = ("done", "cancelled")


@click.command("grid")
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("documents", nargs=-1)
@options.collection
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=GridFile(),
    metavar="FILE",
    help="Write the grid there, as .xlsx, .csv or .jsonl; several are taken.",
)
@click.option(
    "--language", type=click.Choice(["fr", "en"]), help="Of questions and labels. [the file's]"
)
@options.use_case
@options.server
@options.as_json
def command(
    questions: Path,
    documents: tuple[str, ...],
    collection: str | None,
    outs: tuple[Path, ...],
    language: str | None,
    use_case: str | None,
    server: str | None,
    as_json: bool,
) -> None:
    """Put the questions of a YAML file to documents, and make a table of the answers.

    Documents are names or ids; files and folders, which are read first; all of a collection where
    none is named. Run again after an interruption, it goes on where it was. Exit status 3 where a
    cell failed.
    """
    if not documents and not collection:
        raise click.UsageError("Name documents, files or folders, or a --collection.")
    asked = parse_questions(questions.read_bytes(), language)
    paths = [Path(one) for one in documents if Path(one).exists()]
    names = [one for one in documents if not Path(one).exists()]
    with saying_how_to_go_on(server):
        shown = asyncio.run(_grid(asked, paths, names, collection, use_case, outs, server, as_json))
    if as_json:
        emit({**shown, "files": [str(path) for path in outs]})
    else:
        report(shown)
    if shown["counts"]["failed"]:
        sys.exit(results.SOME_FAILED)


async def _grid(
    asked: QuestionSet,
    paths: Sequence[Path],
    names: Sequence[str],
    collection: str | None,
    use_case: str | None,
    outs: Sequence[Path],
    server: str | None,
    quiet: bool,
) -> Json:
    async with open_backend(server, finish=False) as backend:
        ids = await _read(backend, paths, collection, quiet) if paths else []
        if paths and not ids and not names:
            raise InvalidRequest("None of the files given was read: there is nothing to ask.")
        grid = await backend.ask_grid(asked, [*ids, *names], collection, use_case)
        with progress_of("cells", grid["title"]) as told:
            shown = await beside(backend.answer(), _follow(backend, grid["id"], told))
        for path in outs:
            await write_grid(backend, grid["id"], path)
    return shown


async def _read(
    backend: Backend, paths: Sequence[Path], collection: str | None, quiet: bool
) -> list[str]:
    """Ids of the documents that the files and folders are."""
    listing = files_of(paths)
    with viewing(quiet=quiet) as show:
        items = [Item(path) for path in listing.files]
        read, _ = await Bulk(backend, collection or DEFAULT_COLLECTION, show).run(items)
    refused = [results.refused(path, error) for path, error in listing.refused.items()]
    if unread := [one for one in (*read, *refused) if one["status"] == "failed"]:
        results.report(unread)
    return [one["id"] for one in read if one["id"]]


async def _follow(backend: Backend, grid: str, told: Callable[[str, int, int], None]) -> Json:
    """Its last state. An outage is waited out for a while."""
    patience = Patience(lambda reason: note(reason) if reason else None)
    while True:
        shown = await patience.through(lambda: backend.grid(grid))
        told("", shown["done"], shown["total"])
        if shown["state"] in _FINAL:
            return shown
        await asyncio.sleep(_LOOK_EVERY_S)


def report(grid: Json) -> None:
    """A few lines on stderr."""
    counts = ", ".join(f"{count} {state}" for state, count in grid["counts"].items() if count)
    size = f"{grid['documents']} documents × {len(grid['questions'])} questions"
    note(f"{grid['id']}  {grid['state']}  {grid['title']}: {size}: {counts}")
