"""Reads a page, and tells what was read on it."""

from __future__ import annotations

import asyncio

from core.errors import Unreadable
from core.readings import ElementKind, Leaf, Parsed, Table, WordSpan
from eval.cases import PageRead, Printed, TableRow
from eval.store import on_disk
from eval.tasks.work import Bench, Done
from ingest.sniff import sniff


async def read(bench: Bench, case: Printed) -> Done:
    source = bench.sources[case.document]
    with on_disk(source) as path:
        try:
            parsed = await bench.parser.parse(
                path, await asyncio.to_thread(sniff, path, source.name)
            )
        except Unreadable as error:
            return Done(PageRead(error=f"{error.category}: {error}"), {})
    # Not timed: what was parsed before is not parsed again, and speed is a benchmark's matter.
    return Done(_page(parsed, case.page), {})


def _page(parsed: Parsed, number: int) -> PageRead:
    if number > len(parsed.leaves):
        return PageRead(error=f"there is no page {number}")
    leaf = parsed.leaves[number - 1]
    return PageRead(
        words=tuple(leaf.text[word.start : word.end] for word in leaf.words),
        boxed=sum(_is_boxed(leaf, rank) for rank in range(len(leaf.words))),
        rows=tuple(
            row for e in leaf.elements if e.table is not None for row in _rows(leaf, e.table)
        ),
        headings=tuple(
            (e.level, leaf.quote(e.words)) for e in leaf.elements if e.kind is ElementKind.HEADING
        ),
    )


def _is_boxed(leaf: Leaf, rank: int) -> bool:
    box = leaf.words[rank].box
    if box is None or box.x0 >= box.x1 or box.y0 >= box.y1:
        return False
    width, height = leaf.width_pt or 0, leaf.height_pt or 0
    return box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1


def _rows(leaf: Leaf, table: Table) -> list[TableRow]:
    """The rows, each cell under the header of its column."""
    columns = 1 + max((cell.column for cell in table.cells), default=0)
    header = _header(leaf, table, columns)
    rows = []
    for row in table.rows():
        cells = [""] * columns
        for cell in row:
            cells[cell.column] = leaf.quote(cell.words)
        rows.append(TableRow(tuple(cells), header))
    return rows


def _header(leaf: Leaf, table: Table, columns: int) -> tuple[str, ...]:
    """The texts above each column: those of the header's cells, top to bottom.

    A header that stands outside the table has no cells: its words go to the columns that stand
    under them, by their boxes.
    """
    texts: list[list[str]] = [[] for _ in range(columns)]
    if table.header is None:
        return ("",) * columns
    inside = [c for c in table.cells if _within(c.words, table.header)]
    for cell in inside:
        for column in range(cell.column, min(columns, cell.column + cell.column_span)):
            texts[column].append(leaf.quote(cell.words))
    if not inside:
        _spread(leaf, table, table.header, texts)
    return tuple(" ".join(part for part in parts if part) for parts in texts)


def _within(words: WordSpan, span: WordSpan) -> bool:
    return span.start <= words.start < words.end <= span.end


def _spread(leaf: Leaf, table: Table, header: WordSpan, texts: list[list[str]]) -> None:
    spans: list[tuple[float, float] | None] = [_extent(leaf, table, c) for c in range(len(texts))]
    for word in leaf.words[header.start : header.end]:
        if word.box is None:
            continue
        centre = (word.box.x0 + word.box.x1) / 2
        known = [(c, span) for c, span in enumerate(spans) if span]
        if known:
            column, _ = min(known, key=lambda pair: _distance(centre, pair[1]))
            texts[column].append(leaf.text[word.start : word.end])


def _distance(centre: float, span: tuple[float, float]) -> float:
    return max(span[0] - centre, 0.0, centre - span[1])


def _extent(leaf: Leaf, table: Table, column: int) -> tuple[float, float] | None:
    """Left and right of the words of a column."""
    boxes = [
        word.box
        for cell in table.cells
        if cell.column == column
        for word in leaf.words[cell.words.start : cell.words.end]
        if word.box
    ]
    return (min(b.x0 for b in boxes), max(b.x1 for b in boxes)) if boxes else None
