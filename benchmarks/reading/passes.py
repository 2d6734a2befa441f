"""Our first pass beside the engine that it stands on, and the whole reading."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

import liteparse

from adapters.parsers.cage import CagedParser
from adapters.parsers.ocr import rapid, tesseract
from adapters.parsers.pdf.outline import outline_of
from adapters.parsers.pdf.properties import hidden_in_file
from adapters.parsers.pdf.reader import assembled, first_pass
from benchmarks.reading.figure import PER_CORE, Figure, over, progress
from benchmarks.reading.files import page_count
from benchmarks.reading.meter import cpu_of, cpu_s
from core.readings import Leaf, Parsed

PDF = "application/pdf"
_RECOGNISERS = {tesseract.NAME, rapid.NAME}


def raw(path: Path, *, word_boxes: bool = False) -> None:
    """The engine alone, making blocks."""
    engine = liteparse.LiteParse(
        ocr_enabled=False, extract_blocks=True, emit_word_boxes=word_boxes, quiet=True
    )
    engine.parse(path.read_bytes())


def boxed(path: Path) -> None:
    raw(path, word_boxes=True)


def ours(path: Path) -> None:
    """Words, regions, tables, hidden text, running heads, headings and leaves with their texts.

    In this process; without recognising images, and without the cage.
    """
    found = list(first_pass(path, range(1, page_count(path) + 1)))
    assembled(found, outline_of(path), hidden_in_file(path))


FIRST: dict[str, Callable[[Path], None]] = {
    "liteparse, blocks": raw,
    "liteparse, blocks and word boxes": boxed,
    "our first pass": ours,
}


def first_passes(files: Sequence[Path], repeats: int) -> list[Figure]:
    """Each file by each in turn, so that a busy moment weighs on all."""
    smallest = min(files, key=page_count)
    for read in FIRST.values():
        read(smallest)
    spent = dict.fromkeys(FIRST, 0.0)
    for path in files:
        progress(f"first pass: {path.name}")
        for name, read in FIRST.items():
            spent[name] += _median_s(read, path, repeats)
    pages = sum(map(page_count, files))
    on = over(len(files), pages)
    speeds = [Figure(name, on, pages / taken, PER_CORE) for name, taken in spent.items()]
    bare, with_boxes, first = spent.values()
    ours_over = "our first pass /"
    return [
        *speeds,
        Figure(f"{ours_over} liteparse, blocks", on, bare / first, "ratio", least=0.7),
        Figure(f"{ours_over} blocks and word boxes", on, with_boxes / first, "ratio"),
    ]


def _median_s(read: Callable[[Path], None], path: Path, repeats: int) -> float:
    return statistics.median(cpu_of(lambda: read(path)) for _ in range(repeats))


def whole(path: Path, at_once: int | None = None) -> tuple[Parsed, float, float]:
    """All passes in the cage; processor seconds of all, and of the second pass."""
    told: list[float] = []
    started = cpu_s()
    parsed = asyncio.run(
        CagedParser(at_once=at_once).parse(path, PDF, lambda done, pages: told.append(cpu_s()))
    )
    second = told[-1] - told[1] if len(told) > 2 else 0.0
    return parsed, cpu_s() - started, second


def is_recognised(leaf: Leaf) -> bool:
    return not _RECOGNISERS.isdisjoint(leaf.read_by)


def whole_readings(files: Sequence[Path]) -> list[Figure]:
    speeds, all_pages, all_s, second_pages, second_s = [], 0, 0.0, 0, 0.0
    for path in files:
        parsed, taken_s, in_second_s = whole(path, at_once=1)
        speeds.append(len(parsed.leaves) / taken_s)
        progress(f"whole reading: {path.name}: {speeds[-1]:.1f} {PER_CORE}")
        all_pages, all_s = all_pages + len(parsed.leaves), all_s + taken_s
        second_pages += sum(map(is_recognised, parsed.leaves))
        second_s += in_second_s
    on = over(len(files), all_pages)
    return [
        Figure("whole reading, median of files", on, statistics.median(speeds), PER_CORE, least=8),
        Figure("whole reading, slowest file", on, min(speeds), PER_CORE),
        Figure("whole reading, all pages", on, all_pages / all_s, PER_CORE),
        Figure("second passes, pages", on, 100 * second_pages / all_pages, "%"),
        Figure("second passes, time", on, 100 * second_s / all_s, "%"),
    ]
