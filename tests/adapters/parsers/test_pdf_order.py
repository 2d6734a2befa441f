"""What a reader's eye follows: columns, titles across them, notes below, words in the margin."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from adapters.parsers.pdf.reading_order import in_reading_order
from core.places import Box
from core.readings import ElementKind, Leaf
from tests.adapters.parsers.test_pdf import (
    HEIGHT,
    LEFT_COLUMN,
    RIGHT_COLUMN,
    SIZE,
    kinds,
    pdf,
    prose,
    read,
    write,
)

NARROW = (
    (
        "Les travaux du pont",
        "ont pris fin en mars",
        "après deux mois d'arrêt",
        "dû à la crue du lac.",
    ),
    ("La piscine du bourg", "accueille les écoles", "chaque jour de classe", "et le samedi matin."),
    (
        "Le musée de la mine",
        "ouvre ses deux salles",
        "le premier dimanche",
        "de chaque mois d'été.",
    ),
)


def text_of(leaf: Leaf) -> str:
    return " ".join(leaf.text.split())


def titled(canvas: Canvas, text: str, size: int, x: float = 60, top: float = 70) -> None:
    canvas.setFont("Helvetica-Bold", size)
    write(canvas, [text], x, top)
    canvas.setFont("Helvetica", SIZE)


def test_three_columns_of_unequal_height_are_read_down_one_after_the_other(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for rank, column in enumerate(NARROW):
            write(canvas, column, x=60 + 170 * rank, top=100 + 21 * rank)

    [leaf] = read(pdf(tmp_path, draw)).leaves
    assert text_of(leaf) == " ".join(line for column in NARROW for line in column)


def test_a_large_title_beside_a_column_stays_out_of_its_lines(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 24)
        for rank, word in enumerate(("Pôle", "voirie,", "réseaux")):
            canvas.drawString(40, HEIGHT - 110 - 28 * rank, word)
        canvas.setFont("Helvetica", SIZE)
        write(canvas, LEFT_COLUMN, x=220, top=100)
        write(canvas, RIGHT_COLUMN, x=220, top=100 + 14 * len(LEFT_COLUMN))

    [leaf] = read(pdf(tmp_path, draw)).leaves
    assert "Pôle voirie, réseaux" in text_of(leaf)
    assert " ".join([*LEFT_COLUMN, *RIGHT_COLUMN]) in text_of(leaf)


def test_a_title_across_columns_comes_before_both(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        titled(canvas, "Obligations du preneur et du bailleur commercial", 18)
        write(canvas, LEFT_COLUMN)
        write(canvas, RIGHT_COLUMN, x=320, top=107)

    [leaf] = read(pdf(tmp_path, draw)).leaves
    assert leaf.text.startswith("Obligations du preneur")
    assert text_of(leaf).endswith(" ".join([*LEFT_COLUMN, *RIGHT_COLUMN]))


def test_sizes_of_type_give_the_levels_of_headings(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        titled(canvas, "Comptes du groupe", 22, top=60)
        titled(canvas, "Trésorerie nette", 16, top=110)
        write(canvas, LEFT_COLUMN, top=150)
        titled(canvas, "Dette à long terme", 16, top=260)
        write(canvas, RIGHT_COLUMN, top=300)

    [leaf] = read(pdf(tmp_path, draw)).leaves
    found = [(leaf.quote(e.words), e.level) for e in leaf.elements if e.kind is ElementKind.HEADING]
    assert found == [("Comptes du groupe", 1), ("Trésorerie nette", 2), ("Dette à long terme", 2)]


def test_the_outline_tells_headings_that_type_does_not(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for rank, (title, level) in enumerate((("Partie une", 0), ("Durée du bail", 1))):
            canvas.bookmarkPage(title)
            canvas.addOutlineEntry(title, title, level)
            write(canvas, [title], top=100 + 150 * rank)
            write(canvas, (LEFT_COLUMN, RIGHT_COLUMN)[rank], top=140 + 150 * rank)

    [leaf] = read(pdf(tmp_path, draw)).leaves
    found = [(leaf.quote(e.words), e.level) for e in leaf.elements if e.kind is ElementKind.HEADING]
    assert found == [("Partie une", 1), ("Durée du bail", 2)]


def test_a_large_sentence_is_no_heading(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        titled(canvas, "Le bailleur a vendu tous ses locaux en mars.", 16)
        prose(canvas)

    [leaf] = read(pdf(tmp_path, draw)).leaves
    assert kinds(leaf, "Le bailleur a vendu") == {ElementKind.PARAGRAPH}


@pytest.mark.parametrize("gap", [4, 30])
def test_notes_are_elements_of_their_own_behind_the_body(tmp_path: Path, gap: int) -> None:
    notes = ("1 Décret du 3 mars 2019, article 4.", "2 Voir le rapport de la chambre.")

    def draw(canvas: Canvas) -> None:
        write(canvas, LEFT_COLUMN, top=700)
        canvas.setFont("Helvetica", 7)
        for rank, note in enumerate(notes):
            canvas.drawString(60, HEIGHT - 700 - 14 * 4 - gap - 10 - 9 * rank, note)
        canvas.setFont("Helvetica", SIZE)
        write(canvas, RIGHT_COLUMN, x=320, top=693)

    [leaf] = read(pdf(tmp_path, draw)).leaves
    told = [(e.kind, leaf.quote(e.words)) for e in leaf.elements[-2:]]
    assert told == [(ElementKind.PARAGRAPH, note) for note in notes]
    assert " ".join([*LEFT_COLUMN, *RIGHT_COLUMN]) in text_of(leaf)


def test_words_set_upwards_in_the_margin_come_last_and_in_their_order(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.translate(40, 560)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Photo du service des eaux")

    [leaf] = read(pdf(tmp_path, draw)).leaves
    assert leaf.quote(leaf.elements[-1].words) == "Photo du service des eaux"
    assert " ".join([*LEFT_COLUMN, *RIGHT_COLUMN]) in text_of(leaf)


@given(st.lists(st.builds(lambda x, y: Box(1, x, y, x + 90, y + 40), *[st.integers(0, 500)] * 2)))
def test_every_box_is_read_once(boxes: list[Box]) -> None:
    assert sorted(in_reading_order(boxes)) == list(range(len(boxes)))
