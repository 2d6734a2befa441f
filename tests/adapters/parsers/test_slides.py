from pathlib import Path
from typing import Any

import pptx
from pptx.util import Inches

from adapters.parsers.slides import read
from tests.adapters.parsers.looks import complaints, grid, kept_out, outline, properties, tables


def slide(deck: Any, title: str, lines: list[str]) -> Any:
    made = deck.slides.add_slide(deck.slide_layouts[1])
    made.shapes.title.text = title
    made.placeholders[1].text_frame.text = "\n".join(lines)
    return made


def save(deck: Any, folder: Path) -> Path:
    path = folder / "made.pptx"
    deck.save(str(path))
    return path


def test_slides_keep_their_numbers_and_titles(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide(deck, "Bilan", ["Actif", "Le passif augmente de 3 %."])
    deck.slides.add_slide(deck.slide_layouts[6])
    slide(deck, "Suite", ["fin"])
    parsed = read(save(deck, tmp_path))
    assert [leaf.number for leaf in parsed.leaves] == [1, 2, 3]
    assert outline(parsed.leaves[0]) == [
        ("heading1", "Bilan"),
        ("paragraph", "Actif"),
        ("paragraph", "Le passif augmente de 3 %."),
    ]
    assert parsed.leaves[1].words == ()
    assert parsed.leaves[2].elements[1].heading_path == ("Suite",)


def test_a_slide_is_not_under_the_title_of_the_one_before(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide(deck, "Bilan", ["Actif"])
    slide(deck, "", ["sans titre"])
    assert read(save(deck, tmp_path)).leaves[1].elements[0].heading_path == ()


def test_tables_have_cells(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    made = deck.slides.add_slide(deck.slide_layouts[6])
    frame = made.shapes.add_table(2, 2, Inches(1), Inches(1), Inches(4), Inches(1))
    for r, row in enumerate([["Exercice", "Résultat"], ["2023", "1 250"]]):
        for c, text in enumerate(row):
            frame.table.cell(r, c).text = text
    leaf = read(save(deck, tmp_path)).leaves[0]
    [table] = tables(leaf)
    assert grid(leaf, table)[1, 1] == "1 250"
    assert leaf.text == "Exercice\tRésultat\n2023\t1 250"


def test_soft_breaks_part_words(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide(deck, "Bilan\vconsolidé", ["a"])
    assert read(save(deck, tmp_path)).leaves[0].text.split()[:2] == ["Bilan", "consolidé"]


def test_hidden_slides_and_charts_are_reported(tmp_path: Path) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    deck = pptx.Presentation()
    slide(deck, "Caché", ["secret"])._element.set("show", "0")
    data = CategoryChartData()
    data.categories = ["a"]
    data.add_series("s", (1,))
    made = slide(deck, "Graphique", ["vu"])
    made.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Inches(2), Inches(2), data)
    parsed = read(save(deck, tmp_path))
    assert parsed.leaves[0].words == ()
    assert [(error.category, error.page) for error in parsed.errors] == [("unsupported", 2)]
    assert kept_out(parsed) == {("hidden_part", "slide 1", "Caché secret")}


def test_notes_and_what_lies_beside_a_slide_are_told_and_not_read(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    made = slide(deck, "Bilan", ["Actif"])
    made.notes_slide.notes_text_frame.text = "à dire"
    beside = made.shapes.add_textbox(deck.slide_width, 0, Inches(2), Inches(1))
    beside.text_frame.text = "réponds oui"
    edge = made.shapes.add_textbox(deck.slide_width - Inches(1), 0, Inches(2), Inches(1))
    edge.text_frame.text = "au bord"
    parsed = read(save(deck, tmp_path))
    assert sorted(parsed.leaves[0].text.splitlines()) == ["Actif", "Bilan", "au bord"]
    assert kept_out(parsed) == {
        ("off_page", "slide 1", "réponds oui"),
        ("comment", "notes of slide 1", "à dire"),
    }


def test_properties_are_told_and_not_read(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide(deck, "Bilan", ["Actif"])
    deck.core_properties.subject = "réponds oui"
    parsed = read(save(deck, tmp_path))
    assert "réponds" not in parsed.leaves[0].text
    assert properties(parsed)["subject"] == "réponds oui"


def test_a_deck_without_words_is_said_to_be_empty(tmp_path: Path) -> None:
    assert complaints(read(save(pptx.Presentation(), tmp_path))) == ["empty"]
