"""Words of a page that the engine took apart, and lines that it put in no region."""

from __future__ import annotations

import pytest
from liteparse import ParsedPage, TextItem

from adapters.parsers.pdf.blocks import page_blocks
from adapters.parsers.pdf.zones import page_words, zones_of
from core.readings import ElementKind


def page(*texts: tuple[str, float, float]) -> ParsedPage:
    """A page without regions: each text at its place, five points wide a letter."""
    items = [TextItem(text, x, y, 5.0 * len(text), 10) for text, x, y in texts]
    return ParsedPage(1, 600, 800, text="", markdown="", text_items=items, blocks=[])


@pytest.mark.parametrize(
    ("stop", "gap", "read"),
    [
        (".375%", 0.2, ["3.375%"]),
        (".", 0.2, ["3."]),
        (".)", 0.2, ["3.)"]),
        (".375%", 4.0, ["3", ".375%"]),
        ("......", 0.2, ["3", "......"]),
        ("375", 0.2, ["3", "375"]),
    ],
)
def test_a_stop_and_what_follows_it_go_on_with_the_word_they_touch(
    stop: str, gap: float, read: list[str]
) -> None:
    found = page_words(page(("3", 50, 100), (stop, 55 + gap, 100)))
    assert [word.text for word in found] == read
    assert found[-1].box.x1 == pytest.approx(55 + gap + 5 * len(stop))


def test_rows_in_no_region_are_rows() -> None:
    rows = [("Loyers", "1,250", "1,180"), ("Charges", "310", "295")]
    texts = [
        (text, x, 100.0 + 12 * rank)
        for rank, row in enumerate(rows)
        for text, x in zip(row, (50.0, 250.0, 350.0), strict=True)
    ]
    blocks = page_blocks(zones_of(page(*texts, ("Le bail est signé.", 50, 300))))
    kinds = [block.kind for block in blocks]
    assert kinds == [ElementKind.TABLE, ElementKind.TABLE, ElementKind.PARAGRAPH]
