"""A quote is the text at its span, and a place leads back to the words it is of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.places import (
    MailPart,
    PageSpan,
    Place,
    SheetRange,
    SlideSpan,
    TextSpan,
    parse_a1,
    parse_locator,
)
from core.readings import ElementKind, Leaf, LeafKind, WordSpan
from tests.core.generated import Block, leaf_of, leaves, spans

SPANNED = (LeafKind.PAGE, LeafKind.SLIDE, LeafKind.PART, LeafKind.TEXT)
PLACE_OF = {
    LeafKind.PAGE: PageSpan,
    LeafKind.SLIDE: SlideSpan,
    LeafKind.PART: MailPart,
    LeafKind.TEXT: TextSpan,
    LeafKind.SHEET: SheetRange,
}


@given(leaves(), st.data())
def test_a_quote_is_the_text_at_its_span_word_for_word(leaf: Leaf, data: st.DataObject) -> None:
    words = data.draw(spans(leaf))
    start, end = leaf.char_span(words)
    assert leaf.quote(words) == leaf.text[start:end]
    run = leaf.words[words.start : words.end]
    assert leaf.quote(words).split() == [leaf.text[word.start : word.end] for word in run]


def test_no_words_are_no_quote() -> None:
    assert leaf_of([Block(ElementKind.PARAGRAPH, [[["loyer"]]])]).quote(WordSpan(0, 0)) == ""


@given(leaves(), st.data())
def test_the_words_at_a_quote_s_span_are_its_words(leaf: Leaf, data: st.DataObject) -> None:
    words = data.draw(spans(leaf))
    assert leaf.words_at(*leaf.char_span(words)) == words


@given(leaves(), st.integers(0, 60), st.integers(0, 60))
def test_words_at_any_span_lie_wholly_inside_it(leaf: Leaf, start: int, end: int) -> None:
    words = leaf.words_at(start, end)
    inside = {i for i, w in enumerate(leaf.words) if start <= w.start and w.end <= end}
    assert set(range(*words)) == inside


@given(leaves(SPANNED), st.data())
def test_a_place_leads_back_to_its_words(leaf: Leaf, data: st.DataObject) -> None:
    words = data.draw(spans(leaf))
    place = leaf.place(words)
    assert isinstance(place, PLACE_OF[leaf.kind])
    assert leaf.find(place) == words
    assert leaf.find(parse_locator(place.locator)) == words


@given(leaves([LeafKind.SHEET]), st.data())
def test_a_row_of_a_sheet_leads_back_to_its_words(leaf: Leaf, data: st.DataObject) -> None:
    rows = [parse_a1(word.cell)[0] for word in leaf.words if word.cell]
    row = data.draw(st.sampled_from(rows))
    words = WordSpan(rows.index(row), len(rows) - rows[::-1].index(row))
    place = leaf.place(words)
    assert isinstance(place, SheetRange)
    assert leaf.find(parse_locator(place.locator)) == words


@given(leaves([LeafKind.SHEET]), st.data())
def test_a_range_of_a_sheet_never_leads_to_fewer_cells_or_others(
    leaf: Leaf, data: st.DataObject
) -> None:
    words = data.draw(spans(leaf))
    place = leaf.place(words)
    found = leaf.find(place)
    if found is not None:
        assert found.start <= words.start < words.end <= found.end
        assert leaf.place(found) == place


@given(leaves(), st.data())
def test_a_place_on_another_leaf_is_not_on_this_one(leaf: Leaf, data: st.DataObject) -> None:
    place = leaf.place(data.draw(spans(leaf)))
    elsewhere = replace(leaf, number=leaf.number + 1, label=leaf.label + "0")
    other_kind = replace(leaf, kind=_other(leaf.kind))
    if leaf.kind is not LeafKind.TEXT:  # a text has one leaf
        assert elsewhere.find(place) is None
    assert other_kind.find(place) is None


def _other(kind: LeafKind) -> LeafKind:
    return LeafKind.TEXT if kind is LeafKind.SHEET else LeafKind.SHEET


TEXT = leaf_of([Block(ElementKind.PARAGRAPH, [[["Le", "loyer", "annuel"]]])])


@pytest.mark.parametrize(
    "locator",
    ["char:0-5", "char:1-8", "char:0-99", "char:2-3", "char:14-15", "page:1:char:0-8", "char:0-9"],
)
def test_a_span_that_cuts_a_word_or_goes_beyond_leads_nowhere(locator: str) -> None:
    assert TEXT.find(parse_locator(locator)) is None
    assert TEXT.find(parse_locator("char:0-8")) == WordSpan(0, 2)


SHEET = leaf_of(
    [Block(ElementKind.TABLE, [[["Lot"], ["Loyer"]], [["A1"], ["48", "000"]], [["A2"], ["12"]]])],
    LeafKind.SHEET,
    label="Loyers",
)


@pytest.mark.parametrize(
    ("place", "quote"),
    [
        (SheetRange("Loyers", "A2:B2"), "A1\t48 000"),
        (SheetRange("Loyers", "B2"), "48 000"),
        (SheetRange("Loyers", "A1:B3"), "Lot\tLoyer\nA1\t48 000\nA2\t12"),
        (SheetRange("Loyers", "B1:B3"), None),  # a column is no run of words
        (SheetRange("Loyers", "A2:C2"), None),  # nothing stands in C2: not what was cited
        (SheetRange("Loyers", "Z9"), None),
        (SheetRange("Autre", "A2:B2"), None),
    ],
)
def test_a_range_leads_to_the_words_in_it_where_they_are_a_run(
    place: Place, quote: str | None
) -> None:
    words = SHEET.find(place)
    assert (SHEET.quote(words) if words else None) == quote
