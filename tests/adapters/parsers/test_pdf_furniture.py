"""What runs through a document is told from what its pages say."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from adapters.parsers.pdf.reader import read
from core.readings import ElementKind, Parsed
from tests.adapters.parsers.test_pdf import HEIGHT, Draw, pdf, prose

FURNITURE = {ElementKind.HEADER, ElementKind.FOOTER}


def put_aside(parsed: Parsed) -> list[str]:
    """The texts that are no part of what the pages say."""
    return [
        " ".join(leaf.quote(element.words).split())
        for leaf in parsed.leaves
        for element in leaf.elements
        if element.kind in FURNITURE
    ]


def pages(*texts: str, y: float, size: float = 10) -> list[Draw]:
    """Pages of prose, each with one more text at a height, from the top."""

    def page(text: str) -> Draw:
        def draw(canvas: Canvas) -> None:
            prose(canvas)
            canvas.setFont("Helvetica", size)
            canvas.drawString(60, HEIGHT - y, text)

        return draw

    return [page(text) for text in texts]


def test_the_amount_at_the_foot_of_an_invoice_is_what_it_says(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, HEIGHT - 180, "Net à payer en euros :")
        canvas.drawString(400, HEIGHT - 260, "950")

    assert put_aside(read(pdf(tmp_path, draw))) == []


def test_numbered_titles_and_totals_are_what_pages_say(tmp_path: Path) -> None:
    titles = [f"Annexe {n}" for n in range(1, 5)]
    assert put_aside(read(pdf(tmp_path, *pages(*titles, y=40, size=18)))) == []
    totals = [
        "Total du lot 1 : 150 euros",
        "Total du lot 2 : 250 euros",
        "Total du lot 3 : 90 euros",
    ]
    assert put_aside(read(pdf(tmp_path, *pages(*totals, y=815)))) == []


def test_numbers_that_count_with_the_pages_are_page_numbers(tmp_path: Path) -> None:
    assert put_aside(read(pdf(tmp_path, *pages("41", "42", "43", "44", y=815)))) == [
        *("41", "42", "43", "44")
    ]
    assert put_aside(read(pdf(tmp_path, *pages("Page 1", y=815)))) == ["Page 1"]


def test_running_text_with_the_year_and_the_page_is_put_aside(tmp_path: Path) -> None:
    heads = [f"Rapport annuel 2023 - page {n} / 5" for n in range(1, 6)]
    assert put_aside(read(pdf(tmp_path, *pages(*heads, y=30)))) == heads


def test_the_numbers_of_facing_pages_are_page_numbers_and_two_years_are_none(
    tmp_path: Path,
) -> None:
    def facing(left: str, right: str) -> Draw:
        def draw(canvas: Canvas) -> None:
            prose(canvas)
            canvas.drawString(60, HEIGHT - 815, left)
            canvas.drawString(500, HEIGHT - 815, right)

        return draw

    assert put_aside(read(pdf(tmp_path, facing("26", "27")))) == ["26 27"]
    assert put_aside(read(pdf(tmp_path, facing("2022", "2023")))) == []


def test_a_page_number_comes_last_and_has_no_level(tmp_path: Path) -> None:
    [leaf] = read(pdf(tmp_path, *pages("Page 1", y=815))).leaves
    assert (leaf.elements[-1].kind, leaf.elements[-1].level) == (ElementKind.FOOTER, 0)
