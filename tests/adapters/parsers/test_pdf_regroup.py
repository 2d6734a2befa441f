"""Columns and headers that the engine took away from their table come back to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from adapters.parsers.pdf.layout import Ink, lines
from adapters.parsers.pdf.regroup import Group, regrouped
from core.places import Box
from core.readings import ElementKind

PARAGRAPH, TABLE = ElementKind.PARAGRAPH, ElementKind.TABLE


def ink(text: str, x: float, y: float) -> Ink:
    return Ink(text, Box(1, x, y, x + 5 * len(text), y + 8))


def group(kind: ElementKind, x: float, y: float, *texts: str) -> Group:
    """A word a line, 12 points from line to line."""
    return Group(kind, 1, [ink(text, x, y + 12 * n) for n, text in enumerate(texts)])


def texts(groups: Sequence[Group]) -> list[list[str]]:
    """By group, its lines."""
    return [[" ".join(w.text for w in line.words) for line in lines(g.words)] for g in groups]


def test_columns_of_figures_join_the_labels_they_stand_level_with() -> None:
    labels = group(PARAGRAPH, 50, 100, "Loyers", "Charges", "Total")
    first = group(PARAGRAPH, 300, 100, "1,577", "(473)", "1,104")
    second = group(PARAGRAPH, 400, 101, "1,373", "-", "1,373")
    [table], alone = regrouped([labels, first, second], [])
    assert table.kind is TABLE
    assert texts([table]) == [["Loyers 1,577 1,373", "Charges (473) -", "Total 1,104 1,373"]]
    assert alone == []


def test_a_dash_that_no_region_held_joins_its_row() -> None:
    table = Group(TABLE, 1, [ink("Loyers", 50, 100), ink("1,577", 300, 100), ink("Frais", 50, 112)])
    [joined], alone = regrouped([table], [ink("-", 300, 112), ink("17", 300, 700)])
    assert texts([joined]) == [["Loyers 1,577", "Frais -"]]
    assert [word.text for word in alone] == ["17"]


def test_a_page_number_beside_prose_stays_alone() -> None:
    prose = group(PARAGRAPH, 50, 100, "Les", "locaux", "sont", "loués")
    kept, alone = regrouped([prose], [ink("29", 500, 136)])
    assert texts(kept) == [["Les", "locaux", "sont", "loués"]]
    assert [word.text for word in alone] == ["29"]
    number = group(PARAGRAPH, 500, 136, "29")
    kept, _ = regrouped([group(PARAGRAPH, 50, 100, "Les", "locaux", "sont", "loués"), number], [])
    assert len(kept) == 2


def test_figures_that_stand_level_with_nothing_stay_apart() -> None:
    prose = group(PARAGRAPH, 50, 100, "Les", "locaux", "sont", "loués")
    figures = group(PARAGRAPH, 300, 106, "1,577", "1,373", "1,420")
    kept, _ = regrouped([prose, figures], [])
    assert len(kept) == 2


def test_headers_above_their_columns_join_the_table() -> None:
    rows = Group(TABLE, 1, [])
    for n, (label, new, old) in enumerate([("Loyers", "1,577", "1,373"), ("Frais", "9", "8")]):
        y = 130 + 12 * n
        rows.words += [ink(label, 50, y), ink(new, 300, y), ink(old, 400, y)]
    new = group(PARAGRAPH, 295, 104, "December", "2018")
    old = group(PARAGRAPH, 395, 104, "December", "2017")
    [table], _ = regrouped([rows, new, old], [])
    assert texts([table])[0][:2] == ["December December", "2018 2017"]


def test_a_year_far_above_or_beside_is_no_header() -> None:
    def rows() -> Group:
        return Group(TABLE, 1, [ink("Loyers", 50, 130), ink("1,577", 300, 130)])

    far = group(PARAGRAPH, 300, 30, "Exercice", "2018")
    assert len(regrouped([rows(), far], [])[0]) == 2
    beside = group(PARAGRAPH, 500, 104, "Exercice", "2018")
    assert len(regrouped([rows(), beside], [])[0]) == 2


@given(
    st.lists(
        st.tuples(
            st.sampled_from([PARAGRAPH, TABLE, ElementKind.HEADING]),
            st.lists(
                st.builds(
                    ink,
                    st.sampled_from(["Loyers", "2018", "1,577", "-", "$", "rue", "(3)"]),
                    st.integers(0, 500),
                    st.integers(0, 700),
                ),
                max_size=6,
            ),
        ),
        max_size=6,
    ),
    st.lists(
        st.builds(ink, st.sampled_from(["17", "-", "rue"]), st.just(300), st.integers(0, 700))
    ),
)
def test_no_word_is_lost_or_doubled(
    given_groups: list[tuple[ElementKind, list[Ink]]], strays: list[Ink]
) -> None:
    before = Counter([*strays, *(word for _, words in given_groups for word in words)])
    groups = [Group(kind, 1, list(words)) for kind, words in given_groups]
    kept, alone = regrouped(groups, strays)
    assert Counter([*alone, *(word for one in kept for word in one.words)]) == before
    assert all(one.words for one in kept)


def test_headers_that_the_engine_took_for_tables_are_not_lost() -> None:
    body = Group(TABLE, 1, [ink("Loyers", 50, 130), ink("1,577", 300, 130), ink("1,373", 360, 130)])
    years = Group(TABLE, 1, [ink("Clos", 300, 106), ink("2023", 300, 118), ink("2022", 360, 118)])
    above = group(PARAGRAPH, 300, 80, "Clos", "2021")
    for groups in ([body, years, above], [above, years, body], [years, body, above]):
        given = [Group(one.kind, 1, list(one.words)) for one in groups]
        kept, _ = regrouped(given, [])
        assert sum(len(one.words) for one in kept) == 8
