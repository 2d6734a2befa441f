"""Titles, signs and last words keep their place in columns; rows of texts stay rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from liteparse import AnnotationRect, LayoutBlock, ParsedPage
from reportlab.pdfgen.canvas import Canvas

from adapters.parsers.pdf.blocks import page_blocks
from adapters.parsers.pdf.layout import Ink
from adapters.parsers.pdf.paragraphs import patches
from adapters.parsers.pdf.regions import with_columns_apart
from adapters.parsers.pdf.zones import zones_of
from core.places import Box
from tests.adapters.parsers.test_pdf import HEIGHT, SIZE, pdf, prose
from tests.adapters.parsers.test_pdf import read as read_file
from tests.adapters.parsers.test_pdf_regions import LEFT, RIGHT, Text, column, item, page, read

Corners = tuple[float, float, float, float]


def regions(*found: tuple[str, Corners], texts: Sequence[Text]) -> list[str]:
    """What is read of a page with these regions, each its kind, left, top, right and bottom."""
    blocks = [
        LayoutBlock(kind, level=1, bbox=AnnotationRect(x0, y0, x1 - x0, y1 - y0))
        for kind, (x0, y0, x1, y1) in found
    ]
    items = [item(*text) for text in texts]
    made = ParsedPage(1, 600, 800, text="", markdown="", text_items=items, blocks=blocks)
    return [block.text for block in page_blocks(with_columns_apart(zones_of(made)))]


def test_columns_that_the_engine_reads_by_turns_are_read_one_after_the_other() -> None:
    """Each line is a region, and the regions go from side to side."""
    turns = [
        ("paragraph", (x, y + 12 * rank - 1, x + 200, y + 12 * rank + 11))
        for rank in range(4)
        for x, y in ((50.0, 100.0), (300.0, 107.0))
    ]
    found = regions(*turns, texts=[*column(LEFT, 50, 100), *column(RIGHT, 300, 107)])
    assert " ".join(found) == " ".join([*LEFT, *RIGHT])


def test_texts_that_start_level_with_each_other_stay_in_rows() -> None:
    rows = [
        ("paragraph", (x, 99.0 + 24 * rank, x + 200, 123.0 + 24 * rank))
        for rank in range(2)
        for x in (50.0, 300.0)
    ]
    found = regions(*rows, texts=[*column(LEFT, 50, 100), *column(RIGHT, 300, 100)])
    cut = (LEFT[:2], RIGHT[:2], LEFT[2:], RIGHT[2:])
    assert found == [" ".join(text) for text in cut]


def test_a_title_between_the_columns_made_anew_keeps_its_place() -> None:
    texts = [*column(LEFT, 50, 100), *column(RIGHT, 300, 107), ("Autres actions", 50, 180)]
    found = regions(("table", (40, 90, 560, 160)), ("paragraph", (40, 140, 560, 200)), texts=texts)
    assert found == [" ".join(LEFT), "Autres actions", " ".join(RIGHT)]


def test_large_lines_with_a_small_one_between_them_are_no_paragraph() -> None:
    boxes = (Box(1, 50, 40, 300, 60), Box(1, 80, 62, 270, 72), Box(1, 60, 74, 290, 94))
    found = patches([Ink(str(rank), box) for rank, box in enumerate(boxes)])
    assert [patch.box for patch in found] == list(boxes)


def test_signs_that_no_region_holds_open_their_items() -> None:
    texts = [*column(LEFT, 50, 100), *column(RIGHT, 300, 107)]
    signs = [("•", 50, 230), ("•", 50, 242)]
    items = [("Le toit est refait", 65, 230), ("La cave est sèche", 65, 242)]
    kinds = (("table", (40.0, 90.0, 560.0, 160.0)), ("paragraph", (60.0, 228.0, 300.0, 256.0)))
    found = regions(*kinds, texts=[*texts, *signs, *items])
    assert found[1:-1] == ["• Le toit est refait", "• La cave est sèche"]


def test_the_last_words_of_a_line_outside_their_region_stay_in_it() -> None:
    texts = [("Le bail porte sur le lot trois", 50, 100), ("et la cave.", 50, 112)]
    found = regions(("paragraph", (40, 95, 150, 125)), texts=texts)
    assert found == ["Le bail porte sur le lot trois et la cave."]


def test_a_line_outside_regions_stands_in_its_column() -> None:
    texts = [("Hydrologie", 20, 60), ("et rivières", 20, 140), *column(LEFT, 200, 100)]
    kinds = (("heading", (10.0, 55.0, 120.0, 75.0)), ("paragraph", (190.0, 95.0, 400.0, 150.0)))
    assert regions(*kinds, texts=texts) == ["Hydrologie", "et rivières", " ".join(LEFT)]


def test_cells_of_words_are_no_columns_of_prose() -> None:
    titles = ["Titre de la catégorie", "Action de la société", "Obligation à dix ans"]
    places = ["Bourse de Paris Sud", "Bourse de New York", "Marché de gré à gré"]
    [found] = read(page("table", *column(titles, 50, 100), *column(places, 300, 107)))
    assert "Action de la société Bourse de New York Obligation" in found


def test_labels_with_colons_stay_beside_their_values() -> None:
    labels = ["Nom du preneur :", "Durée du bail :", "Date de prise d'effet :"]
    values = ["la société du Lac", "neuf ans au plus", "premier mars deux mille"]
    made = page("paragraph", *column(labels, 50, 100), *column(values, 300, 100))
    assert "Durée du bail : neuf ans au plus" in " ".join(read(made))


def test_a_note_whose_line_wraps_before_a_number_is_one_note(tmp_path: Path) -> None:
    notes = ("1 Voir le décret qui a été pris en conseil le", "23 mars 2019 et son annexe.")

    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.setFont("Helvetica", 7)
        for rank, note in enumerate((*notes, "2 Voir le rapport de la chambre.")):
            canvas.drawString(60, HEIGHT - 720 - 9 * rank, note)
        canvas.setFont("Helvetica", SIZE)

    [leaf] = read_file(pdf(tmp_path, draw)).leaves
    told = [" ".join(leaf.quote(e.words).split()) for e in leaf.elements[-2:]]
    assert told == [" ".join(notes), "2 Voir le rapport de la chambre."]
