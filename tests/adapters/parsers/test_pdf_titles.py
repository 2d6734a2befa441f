"""Headings that go on over the line."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from adapters.parsers.pdf.reader import read
from core.readings import ElementKind
from tests.adapters.parsers.test_pdf import pdf


def test_a_heading_that_goes_on_over_the_line_is_one(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(72, 760, "Rapport de gestion sur")
        canvas.drawString(72, 738, "les comptes de la foncière")
        canvas.drawString(72, 700, "Deuxième partie")
        canvas.setFont("Helvetica", 10)
        for line in range(12):
            canvas.drawString(72, 670 - 14 * line, "Les loyers ont été encaissés à leur date.")

    [leaf] = read(pdf(tmp_path, draw)).leaves
    titles = [leaf.quote(e.words) for e in leaf.elements if e.kind is ElementKind.HEADING]
    assert [" ".join(title.split()) for title in titles] == [
        "Rapport de gestion sur les comptes de la foncière",
        "Deuxième partie",
    ]
