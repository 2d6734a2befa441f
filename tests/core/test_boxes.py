"""The boxes of a quote: around its own words and nobody else's."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from core.places import Box
from core.readings import Leaf, LeafKind, Word, WordSpan
from tests.core.generated import leaves, spans

HEIGHT = 10.0


@st.composite
def set_pages(draw: st.DrawFn) -> Leaf:
    """A page whose words stand in columns and lines, uneven, close or far, and never overlap."""
    columns, lines = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    leading = draw(st.sampled_from([10.0, 10.5, 14.0]))
    found: list[list[list[Box]]] = []
    for column in range(columns):
        top = draw(st.floats(0, 9))
        found.append([_line(draw, column, top + line * leading) for line in range(lines)])
    order = draw(st.sampled_from(["down", "across", "any"]))
    lines_read = found if order == "down" else [list(row) for row in zip(*found, strict=True)]
    read = [box for group in lines_read for line in group for box in line]
    return _page(draw(st.permutations(read)) if order == "any" else read)


def _line(draw: st.DrawFn, column: int, y: float) -> list[Box]:
    x, boxes = 200.0 * column, []
    for _ in range(draw(st.integers(1, 4))):
        width, gap = draw(st.floats(2, 30)), draw(st.sampled_from([2.5, 3.0, 15.0]))
        shift, height = draw(st.sampled_from([0.0, 0.0, -2.0, 1.0])), draw(st.sampled_from([6, 9]))
        boxes.append(Box(1, x, y + 1 + shift / 4, x + width, y + 1 + shift / 4 + height))
        x += width + gap
    return boxes


def _page(boxes: list[Box]) -> Leaf:
    words = tuple(Word(2 * rank, 2 * rank + 1, box) for rank, box in enumerate(boxes))
    return Leaf(1, LeafKind.PAGE, "a " * len(boxes), words, (), "", 600.0, 100.0)


def boxes_of(words: Iterable[Word]) -> list[Box]:
    return [word.box for word in words if word.box]


@given(set_pages(), st.data())
def test_the_boxes_of_a_quote_hold_its_words_and_no_other(leaf: Leaf, data: st.DataObject) -> None:
    words = data.draw(spans(leaf))
    shown = leaf.boxes(words)
    own = boxes_of(leaf.words[words.start : words.end])
    foreign = boxes_of(leaf.words[: words.start] + leaf.words[words.end :])
    assert all(any(box.holds_centre_of(word) for box in shown) for word in own)
    assert not [word for word in foreign for box in shown if box.holds_centre_of(word)]


@given(set_pages(), st.data())
def test_the_boxes_of_a_quote_stay_within_its_words(leaf: Leaf, data: st.DataObject) -> None:
    words = data.draw(spans(leaf))
    own = boxes_of(leaf.words[words.start : words.end])
    for box in leaf.boxes(words):
        assert box.page == leaf.number
        assert min(b.x0 for b in own) <= box.x0 < box.x1 <= max(b.x1 for b in own)
        assert min(b.y0 for b in own) <= box.y0 < box.y1 <= max(b.y1 for b in own)


@given(leaves([LeafKind.PAGE]), st.data())
def test_plain_lines_have_one_box_each_inside_the_page(leaf: Leaf, data: st.DataObject) -> None:
    words = data.draw(spans(leaf))
    lines = {box.y0 for box in boxes_of(leaf.words[words.start : words.end])}
    shown = leaf.boxes(words)
    assert [box.y0 for box in shown] == sorted(lines)
    assert leaf.width_pt
    assert leaf.height_pt
    assert all(0 <= b.x0 < b.x1 <= leaf.width_pt for b in shown)
    assert all(0 <= b.y0 < b.y1 <= leaf.height_pt for b in shown)


@given(leaves([LeafKind.SLIDE, LeafKind.PART, LeafKind.TEXT, LeafKind.SHEET]), st.data())
def test_only_pages_have_boxes(leaf: Leaf, data: st.DataObject) -> None:
    assert leaf.boxes(data.draw(spans(leaf))) == ()


def test_a_word_between_two_of_a_quote_cuts_its_box() -> None:
    left, between, right = (Box(1, x, 10, x + 20, 20) for x in (0, 40, 80))
    # Read last or first, the word between stands outside the quote of the other two.
    assert _page([left, right, between]).boxes(WordSpan(0, 2)) == (left, right)
    assert _page([between, left, right]).boxes(WordSpan(1, 3)) == (left, right)


def test_two_cells_of_a_row_are_one_box_where_nothing_stands_between() -> None:
    left, right = Box(1, 0, 10, 20, 20), Box(1, 80, 10, 100, 20)
    assert _page([left, right]).boxes(WordSpan(0, 2)) == (left.union(right),)
