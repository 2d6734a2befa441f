"""Pages a second of our PDF reader in its cage, against the bare engine in this process.

The bare engine only makes blocks; ours starts a confined child for each document, orders words into
elements, checks them and carries them back. The ratio is what that costs. One document at a time.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import liteparse

from adapters.parsers.cage import CagedParser
from benchmarks.report import SAMPLES, Row, corpora, options, repeated, show
from core.errors import Unreadable

MOST_CORPUS_FILES = 4


def bare(path: Path) -> int:
    engine = liteparse.LiteParse(ocr_enabled=False, extract_blocks=True, quiet=True)
    return len(engine.parse(path.read_bytes()).pages)


def caged(path: Path) -> int:
    try:
        return len(asyncio.run(CagedParser().parse(path, "application/pdf")).leaves)
    except Unreadable as error:
        raise SystemExit(f"{path.name}: {error}") from error


def files() -> Iterator[tuple[str, list[Path]]]:
    """Sets of PDFs. Short documents pay most for a process of their own."""
    yield "samples", sorted(SAMPLES.glob("*.pdf"))
    folder = corpora()
    for name in ("rapports-fr/pdfs", "sec10q", "us-fed-reports"):
        found = sorted((folder / name).rglob("*.pdf")) if folder else []
        if found:
            yield name.partition("/")[0], found[:MOST_CORPUS_FILES]


def measured(name: str, paths: list[Path], repeats: int) -> Row:
    seconds: dict[str, list[float]] = {"bare": [], "caged": []}
    pages = 0
    for _ in range(repeats):  # interleaved, so that a busy moment weighs on both
        for kind, read in (("bare", bare), ("caged", caged)):
            started = perf_counter()
            pages = sum(read(path) for path in paths)
            seconds[kind].append(perf_counter() - started)
    bare_s, caged_s = statistics.median(seconds["bare"]), statistics.median(seconds["caged"])
    return {
        "documents": name,
        "files": len(paths),
        "pages": pages,
        "bare pages/s": pages / bare_s,
        "ours pages/s": pages / caged_s,
        "ours / bare": bare_s / caged_s,
    }


def main() -> None:
    given = repeated(options("Speed of reading PDF.")).parse_args()
    rows = [measured(name, paths, given.repeats) for name, paths in files()]
    show("reading PDF", rows, as_json=given.json)


if __name__ == "__main__":
    main()
