"""The cells of an HTML table, with their places in the grid."""

from __future__ import annotations

from typing import Any

from lxml import etree

from adapters.parsers.tables import CellText

_WIDEST = 1_000
"""Columns: HTML's own ceiling for colspan; a file must not make us count to a million."""


def rows_of(html: str) -> tuple[list[list[CellText]], int | None]:
    """Rows of the first table, and how many of them the source marks as header (None: it does not).

    Merged cells come once, with their spans. Empty cells are kept.
    """
    root = etree.fromstring(html, etree.HTMLParser(no_network=True, huge_tree=False))
    table = None if root is None else root.find(".//table")
    if table is None:
        return [], None
    trs = list(table.iter("tr"))
    grid = _Grid(len(trs))
    rows = [grid.place(rank, tr) for rank, tr in enumerate(trs)]
    return rows, _marked_header(trs)


class _Grid:
    """Puts the cells of each row into the columns that spans from above leave free."""

    def __init__(self, height: int) -> None:
        self._height = height
        self._taken: dict[int, int] = {}
        """Column → first row that is free again."""

    def place(self, rank: int, tr: Any) -> list[CellText]:
        column, row = 0, []
        for cell in tr.iterchildren("td", "th"):
            while self._taken.get(column, 0) > rank:
                column += 1
            wide, high = _span(cell, "colspan"), min(_span(cell, "rowspan"), self._height - rank)
            row.append(CellText(" ".join(cell.itertext()), column, high, wide))
            if high > 1:
                self._taken.update(dict.fromkeys(range(column, column + wide), rank + high))
            column += wide
        return row


def _span(cell: Any, name: str) -> int:
    text = cell.get(name, "1")
    return max(1, min(int(text), _WIDEST)) if text.isascii() and text.isdigit() else 1


def _marked_header(trs: list[Any]) -> int | None:
    """Rows in <thead>, or first rows that are all <th>."""
    count = 0
    for tr in trs:
        cells = list(tr.iterchildren("td", "th"))
        if tr.getparent().tag != "thead" and not (cells and all(c.tag == "th" for c in cells)):
            break
        count += 1
    return count if 0 < count < len(trs) else None
