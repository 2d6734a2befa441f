"""`probant ingest PATH…`"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import click

from cli import options
from cli.backend import Backend, Json
from cli.connect import open_backend
from cli.output import emit, note, progress_of
from core.errors import ProbantError, Unreadable
from core.outcomes import Status
from flows.documents import DEFAULT_COLLECTION

SOME_FAILED = 3


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--collection", default=DEFAULT_COLLECTION, show_default=True, metavar="C")
@options.server
@options.as_json
def command(paths: tuple[Path, ...], collection: str, server: str | None, as_json: bool) -> None:
    """Read files, and the files in folders, into searchable evidence.

    Exit status 3 where a document failed; the reasons are shown.
    """
    files = files_of(paths)
    if not files:
        raise click.UsageError("There is no file in what was given.")
    started = perf_counter()
    shown = asyncio.run(_ingest(files, collection, server, as_json))
    seconds = round(perf_counter() - started, 3)
    if as_json:
        emit({"documents": shown, "seconds": seconds})
    else:
        counts = Counter(document["status"] for document in shown)
        summary = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        note(f"{len(shown)} documents in {seconds:.1f} s: {summary}")
    if any(document["status"] == Status.FAILED for document in shown):
        sys.exit(SOME_FAILED)


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files given and those in the folders given, in order, without hidden ones."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        visible = (p for p in inside if p == path or not _is_hidden(p, path))
        found.update(dict.fromkeys(p for p in visible if _is_file(p)))
    return list(found)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder that may be listed and no more: reading the file will say so
        return True


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


async def _ingest(
    files: Sequence[Path], collection: str, server: str | None, quiet: bool
) -> list[Json]:
    shown = []
    async with open_backend(server) as backend:
        for number, path in enumerate(files, start=1):
            document = await _one(backend, path, collection, f"{number}/{len(files)}")
            shown.append(document)
            if not quiet:
                _report(document)
    return shown


async def _one(backend: Backend, path: Path, collection: str, position: str) -> Json:
    """What became of one file. An error of this file alone is its outcome, not the command's."""
    with progress_of(path.name, position) as progress:
        try:
            _check_readable(path)
            document = await backend.ingest(path, path.name, collection, progress)
        except ProbantError as error:
            if error.code not in ("too-large", "unreadable"):
                raise
            return _refused(path, error)
    kept = ("id", "name", "status", "pages", "elements", "chunks", "errors", "hidden")
    return {field: document[field] for field in kept}


def _check_readable(path: Path) -> None:
    """Raises `Unreadable`: further on, nothing tells a file that fails from a store that fails."""
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise Unreadable(f"The file cannot be read: {error.strerror or error}.") from error


def _refused(path: Path, error: ProbantError) -> Json:
    category = error.code.replace("-", "_")
    item = {"component": "accept", "page": None, "category": category, "message": str(error)}
    nothing = {"pages": 0, "elements": 0, "chunks": 0, "errors": [item], "hidden": []}
    return {"id": None, "name": path.name, "status": "failed", **nothing}


def _report(document: Json) -> None:
    pages = f"{document['pages']} page{'' if document['pages'] == 1 else 's'}"
    note(f"{document['status']:>9}  {document['name']}  {pages}")
    for error in document["errors"][:5]:
        where = f"page {error['page']}: " if error["page"] else ""
        note(f"           {error['category']}: {where}{error['message']}")
    if len(document["errors"]) > 5:
        note(f"           and {len(document['errors']) - 5} more")
    words = Counter[str]()
    for hidden in document["hidden"]:
        words[hidden["reason"]] += hidden["words"]
    # Every other file has properties: they are told by `probant inspect`.
    told = [f"{count} {reason}" for reason, count in sorted(words.items()) if reason != "metadata"]
    if told:
        note(f"           hidden words left out: {', '.join(told)}")
