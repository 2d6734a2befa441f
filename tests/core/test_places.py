"""Places, their locators and their cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.places import (
    Box,
    MailPart,
    PageSpan,
    Place,
    SheetRange,
    SlideSpan,
    TextSpan,
    a1,
    a1_bounds,
    a1_range,
    parse_a1,
    parse_locator,
    place_to_json,
)

NUMBERS = st.integers(1, 10**9 - 1)
ROWS, COLUMNS = st.integers(1, 1_048_576), st.integers(1, 16_384)
SPANS = st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)).map(lambda p: (p[0], p[0] + p[1]))
CELLS = st.tuples(ROWS, COLUMNS).map(lambda spot: a1(*spot))
RANGES = st.lists(CELLS, min_size=1, max_size=4).map(a1_range)
PARTS = st.lists(st.integers(1, 99), min_size=1, max_size=4).map(
    lambda numbers: ".".join(map(str, numbers))
)
PLACES: st.SearchStrategy[Place] = st.one_of(
    st.builds(lambda n, s: PageSpan(n, *s), NUMBERS, SPANS),
    st.builds(lambda n, s: SlideSpan(n, *s), NUMBERS, SPANS),
    st.builds(lambda p, s: MailPart(p, *s), PARTS, SPANS),
    st.builds(lambda s: TextSpan(*s), SPANS),
    st.builds(SheetRange, st.text(min_size=1, max_size=40), RANGES),
)


@given(PLACES)
def test_a_locator_says_which_place_it_is_of(place: Place) -> None:
    assert parse_locator(place.locator) == place


@given(st.lists(PLACES, min_size=2, max_size=2, unique=True))
def test_two_places_never_have_one_locator(places: list[Place]) -> None:
    assert places[0].locator != places[1].locator


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text("pagesheltcr:!0123456789-.AZ \n٣", max_size=40),
    PLACES.flatmap(
        lambda place: st.integers(0, len(place.locator)).map(lambda cut: place.locator[:cut])
    ),
)


@given(HOSTILE)
def test_any_text_is_a_locator_or_a_value_error(text: str) -> None:
    try:
        place = parse_locator(text)
    except ValueError:
        return
    assert parse_locator(place.locator) == place


@pytest.mark.parametrize(
    "text",
    [
        *("", "page:3", "page:3:char:5-5", "page:3:char:9-5", "page:-1:char:0-5"),
        *("page:3:char:0-5 ", "page:3:char:0-5\n", " char:0-5", "PAGE:3:char:0-5"),
        *("sheet:!A1", "sheet:Loyers", "sheet:Loyers!a1", "sheet:Loyers!A1:", "sheet:L!ABCD1"),
        *("part::char:0-5", "part:1.:char:0-5", "slide:1:char:0-", "char:0-" + "9" * 5000),
    ],
)
def test_what_is_not_a_locator_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a locator|an empty span"):
        parse_locator(text)


def test_the_locators_are_those_of_the_contract() -> None:
    assert PageSpan(3, 120, 480).locator == "page:3:char:120-480"
    assert SheetRange("Loyers", "B7:F7").locator == "sheet:Loyers!B7:F7"
    assert SlideSpan(4, 0, 57).locator == "slide:4:char:0-57"
    assert MailPart("1.2", 10, 90).locator == "part:1.2:char:10-90"
    assert TextSpan(0, 57).locator == "char:0-57"


@given(PLACES)
def test_the_json_of_a_place_tells_its_kind_and_holds_what_its_locator_says(place: Place) -> None:
    data = place_to_json(place)
    kinds = {"page_span", "sheet_range", "slide_span", "mail_part", "text_span"}
    assert data["type"] in kinds
    assert all(str(value) in place.locator for key, value in data.items() if key != "type")


@given(ROWS, COLUMNS)
def test_an_a1_address_is_a_row_and_a_column(row: int, column: int) -> None:
    assert parse_a1(a1(row, column)) == (row, column)


@pytest.mark.parametrize(
    ("column", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")],
)
def test_columns_are_counted_as_spreadsheets_count_them(column: int, letters: str) -> None:
    assert a1(1, column) == f"{letters}1"


@given(st.lists(CELLS, min_size=1, max_size=6))
def test_a_range_is_the_smallest_around_its_cells(cells: list[str]) -> None:
    top, left, bottom, right = a1_bounds(a1_range(cells))
    spots = [parse_a1(cell) for cell in cells]
    assert {row for row, _ in spots} >= {top, bottom}
    assert {column for _, column in spots} >= {left, right}
    assert all(top <= row <= bottom and left <= column <= right for row, column in spots)


@pytest.mark.parametrize("address", ["", "A", "1", "a1", "A1 ", "AAAA1", "A-1", "A12345678", "É1"])
def test_what_is_not_an_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not an A1 address"):
        parse_a1(address)


EDGES = st.floats(0, 1000, allow_nan=False).map(lambda edge: round(edge, 2))


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x0, y0 = draw(EDGES), draw(EDGES)
    return Box(1, x0, y0, x0 + draw(st.floats(1, 100)), y0 + draw(st.floats(1, 20)))


@given(boxes(), boxes())
def test_the_union_of_two_boxes_holds_both(one: Box, other: Box) -> None:
    union = one.union(other)
    assert union == other.union(one)
    for box in (one, other):
        assert union.holds_centre_of(box)
        assert union.x0 <= box.x0 < box.x1 <= union.x1
        assert union.y0 <= box.y0 < box.y1 <= union.y1


@given(boxes(), boxes())
def test_touching_goes_both_ways_and_boxes_apart_never_touch(one: Box, other: Box) -> None:
    assert one.touches(other) is other.touches(one)
    assert one.touches(one)
    if one.x1 < other.x0 or one.y1 < other.y0:
        assert not one.touches(other)
