"""Which tables of a page the headers of another one hold for."""

from __future__ import annotations

import pytest

from adapters.parsers.pdf.blocks import Block, block_of
from adapters.parsers.pdf.layout import Ink, Line
from adapters.parsers.pdf.leaves import page_leaf
from core.places import Box
from core.readings import ElementKind


def line(y: float, label: str, figures: list[str]) -> Line:
    places = [(label, 50.0), *((figure, 200.0 + 50 * n) for n, figure in enumerate(figures))]
    words = [Ink(text, Box(1, x, y, x + 5 * len(text), y + 10)) for text, x in places if text]
    return Line(tuple(words))


def table(*found: Line) -> Block:
    return block_of(ElementKind.TABLE, found, 0)


@pytest.mark.parametrize(("columns", "is_theirs"), [(2, True), (7, False)])
def test_a_header_holds_for_tables_of_about_as_many_columns(columns: int, is_theirs: bool) -> None:
    dated = table(line(100, "", ["2023", "2022"]), line(112, "Loyers", ["1,250", "1,180"]))
    prose = block_of(ElementKind.PARAGRAPH, [line(200, "Engagements", [])], 0)
    other = table(
        line(300, "Cautions", ["310"] * columns), line(312, "Garanties", ["295"] * columns)
    )
    leaf = page_leaf(1, 600, 800, [dated, prose, other])
    *_, last = [element.table for element in leaf.elements if element.table]
    assert (last.header is not None) is is_theirs
    if last.header:
        assert leaf.quote(last.header) == "2023\t2022"
