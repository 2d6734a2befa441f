"""Regions that reach across columns of prose are made anew; rows of texts and figures are not."""

from __future__ import annotations

from collections.abc import Sequence

from liteparse import AnnotationRect, LayoutBlock, ParsedPage, TextItem, WordBox

from adapters.parsers.pdf.blocks import page_blocks
from adapters.parsers.pdf.exploded import tables_of
from adapters.parsers.pdf.paragraphs import patches
from adapters.parsers.pdf.regions import with_columns_apart
from adapters.parsers.pdf.zones import page_words, zones_of

LEFT = [
    "le preneur entretient ce",
    "local à ses frais et en",
    "rend compte au bailleur",
    "une fois",
]
RIGHT = [
    "la cession du bail exige",
    "un accord écrit et signé",
    "qui est donné sous trente",
    "jours",
]
Text = tuple[str, float, float]


def column(lines: Sequence[str], x: float, y: float, leading: float = 12) -> list[Text]:
    return [(line, x, y + leading * rank) for rank, line in enumerate(lines)]


def item(text: str, x: float, y: float) -> TextItem:
    words = []
    for word in text.split():
        words.append(WordBox(word, x, y, 5.0 * len(word), 10))
        x += 5 * len(word) + 3
    return TextItem(text, words[0].x, y, x - words[0].x, 10, words=words)


def page(kind: str, *texts: Text) -> ParsedPage:
    """A page with one region, which holds everything."""
    region = LayoutBlock(kind, level=1, bbox=AnnotationRect(0, 0, 600, 800))
    items = [item(*text) for text in texts]
    return ParsedPage(1, 600, 800, text="", markdown="", text_items=items, blocks=[region])


def read(made: ParsedPage) -> list[str]:
    return [block.text for block in page_blocks(with_columns_apart(zones_of(made)))]


def test_columns_in_what_the_engine_takes_for_a_table_are_read_one_by_one() -> None:
    made = page("table", *column(LEFT, 50, 100), *column(RIGHT, 300, 107))
    assert read(made) == [" ".join(LEFT), " ".join(RIGHT)]


def test_a_column_that_starts_lower_on_the_left_still_comes_first() -> None:
    made = page("table", *column(RIGHT, 300, 100), *column(LEFT, 50, 119))
    assert read(made) == [" ".join(LEFT), " ".join(RIGHT)]


def test_what_stands_across_the_columns_parts_what_is_above_from_what_is_below() -> None:
    across = "Article deux : de la cession du bail et de la remise des clefs à la fin du bail"
    made = page(
        "table",
        *column(LEFT, 50, 100),
        *column(RIGHT, 300, 107),
        (across, 50, 190),
        *column(RIGHT, 50, 230),
        *column(LEFT, 300, 237),
    )
    left, right = " ".join(LEFT), " ".join(RIGHT)
    assert read(made) == [left, right, across, right, left]


def test_each_item_of_a_list_in_a_column_is_a_region() -> None:
    listed = ["• remise des clefs", "• état des lieux fait", "• relevé des compteurs"]
    made = page("table", *column(LEFT, 50, 100), *column(listed, 300, 107))
    assert read(made) == [" ".join(LEFT), *listed]


def test_texts_in_rows_stay_a_table() -> None:
    rows = [
        text for y in (100, 180, 260) for text in (*column(LEFT, 50, y), *column(RIGHT, 300, y))
    ]
    made = page("table", *rows)
    zones = zones_of(made)
    assert with_columns_apart(zones) is zones


def test_a_table_of_figures_stays_one() -> None:
    labels = ["loyers de la galerie", "charges de la galerie", "impôts de la galerie"]
    figures = [(str(1500 + n), x, 100.0 + 12 * n) for n in range(3) for x in (480.0, 540.0)]
    made = page("table", *column(labels, 50, 100), *column(labels, 300, 104), *figures)
    zones = zones_of(made)
    assert with_columns_apart(zones) is zones


def test_a_paragraph_torn_apart_at_wide_spaces_stays_whole() -> None:
    right = [(text, 300.0 + 9 * n, 100.0 + 12 * n) for n, text in enumerate(RIGHT)]
    made = page("paragraph", *column(LEFT, 50, 100), *right)
    zones = zones_of(made)
    assert with_columns_apart(zones) is zones


def test_columns_that_are_given_apart_from_their_table_stay_beside_their_labels() -> None:
    rows = [("emprunt", "10", "20"), ("découvert", "30", "40")]
    texts = [
        (text, x, 100.0 + 12 * n)
        for n, row in enumerate(rows)
        for text, x in zip(row, (50, 300, 400), strict=True)
    ]
    made = page("table", *texts)
    side = LayoutBlock("table", level=1, bbox=AnnotationRect(280, 97, 200, 28))
    whole = LayoutBlock("table", level=1, bbox=AnnotationRect(40, 95, 450, 32))
    made = ParsedPage(
        1, 600, 800, text="", markdown="", text_items=made.text_items, blocks=[whole, side]
    )
    assert read(made) == ["emprunt 10 20 découvert 30 40"]


def test_the_pieces_of_a_table_beside_a_column_of_prose_are_found() -> None:
    labels = ["Recettes locatives", "Charges", "Produits divers", "Résultat net"]
    figures = ["742", "805", "703", "999"]
    texts = [*column(labels, 50, 100), *column(figures, 190, 100), *column(figures, 240, 100)]
    made = page("table", *texts, *column(RIGHT, 300, 101))
    found = patches(page_words(made))
    is_prose = [patch.is_prose() for patch in found]
    assert is_prose.count(True) == 1
    [pieces] = tables_of(found, is_prose, set(range(len(found))))
    held = {word.text for rank in pieces for word in found[rank].words}
    assert held == {word for text in (*labels, *figures) for word in text.split()}
