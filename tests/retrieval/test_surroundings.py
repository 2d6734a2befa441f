"""What stands around a quote is the leaf's own text, within limits and between words."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from core.readings import Element, ElementKind, Leaf, LeafKind, Word, WordSpan
from retrieval.surroundings import around, headings_over


def _leaf(text: str, kind: LeafKind = LeafKind.TEXT, *elements: Element) -> Leaf:
    words = tuple(Word(found.start(), found.end()) for found in re.finditer(r"\S+", text))
    return Leaf(1, kind, text, words, elements)


@given(
    st.lists(st.sampled_from(["le", "loyer", "48 000", "€", "x" * 60, "\n", "\t"]), min_size=1),
    st.data(),
    st.integers(0, 80),
    st.sampled_from([LeafKind.TEXT, LeafKind.SHEET]),
)
def test_it_is_the_leaf_s_text_there_within_the_limit(
    pieces: list[str], data: st.DataObject, most: int, kind: LeafKind
) -> None:
    leaf = _leaf(" ".join(["mot", *pieces]), kind)
    start = data.draw(st.integers(0, len(leaf.words) - 1))
    end = data.draw(st.integers(start + 1, len(leaf.words)))
    words = WordSpan(start, end)
    before, after = around(leaf, words, most)
    assert before + leaf.quote(words) + after in leaf.text
    assert max(len(before), len(after)) <= most
    first, last = leaf.char_span(words)
    assert leaf.text[first - len(before) : first] == before
    assert leaf.text[last : last + len(after)] == after
    cut = {word.start for word in leaf.words} | {0}
    assert not before or kind is LeafKind.SHEET or first - len(before) in cut


def test_no_word_is_cut() -> None:
    leaf = _leaf("Le bailleur donne à bail au preneur le local du rez-de-chaussée")
    assert around(leaf, WordSpan(6, 7), 12) == ("à bail au ", " le local du")


def test_on_a_sheet_rows_stay_whole_where_one_ends_near() -> None:
    leaf = _leaf("Lot\tLoyer\nA1\t12 000\nA2\t14 500\nA3\t9 000\nTotal\t35 500", LeafKind.SHEET)
    row = leaf.words_at(leaf.text.index("A2"), leaf.text.index("A3"))
    assert leaf.quote(row) == "A2\t14 500"
    assert around(leaf, row, 14) == ("A1\t12 000\n", "\nA3\t9 000")


def test_the_headings_are_those_that_the_quote_begins_under() -> None:
    first = Element(ElementKind.PARAGRAPH, WordSpan(0, 2), heading_path=("Bail", "Durée"))
    second = Element(ElementKind.PARAGRAPH, WordSpan(2, 4), heading_path=("Bail", "Loyer"))
    leaf = _leaf("neuf ans 48000 euros", LeafKind.TEXT, first, second)
    assert headings_over(leaf, WordSpan(1, 3)) == ("Bail", "Durée")
    assert headings_over(leaf, WordSpan(2, 4)) == ("Bail", "Loyer")
    assert headings_over(_leaf("neuf ans"), WordSpan(0, 1)) == ()
