"""The life of documents at scale: `make bench-life`.

Ratios of one run: the pipeline against the bare encoder, a full store against an empty one, two
workers against one. The filings are those of the corpora, or the samples where there are none.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.life.embedding import embedding
from benchmarks.life.growth import growth
from benchmarks.life.indexing import indexing
from benchmarks.life.memory import memory
from benchmarks.life.shop import bundled
from benchmarks.life.workers import workers
from benchmarks.reading.figure import Figure, progress
from benchmarks.report import show
from core.settings import Settings


def main() -> None:
    given = _options().parse_args()
    with tempfile.TemporaryDirectory(prefix="probant-bench-") as folder:
        figures = measured(Path(folder), given)
    rows = [figure.row() for figure in figures]
    show("life of documents", rows, as_json=False)
    if given.json:
        given.json.write_text(json.dumps({"measure": "life", "rows": rows}, indent=1), "utf-8")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Speed and memory of a document's life.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--filings", type=int, default=None, help="put into the store, default all")
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; repeatable")
    return parser


PARTS: dict[str, Callable[[Path, argparse.Namespace], list[Figure]]] = {
    "embedding": lambda folder, given: embedding(
        folder, bundled(Settings.read()), documents=60, paragraphs=6
    ),
    "indexing": lambda folder, given: indexing(folder, documents=40, paragraphs=500),
    "growth": lambda folder, given: growth(folder, given.filings),
    "workers": lambda folder, given: workers(folder, documents=40),
    "memory": lambda folder, given: memory(folder, documents=2_000),
}


def measured(folder: Path, given: argparse.Namespace) -> list[Figure]:
    figures: list[Figure] = []
    for name in given.only or PARTS:
        progress(name)
        figures += PARTS[name](folder, given)
    return figures


if __name__ == "__main__":
    main()
