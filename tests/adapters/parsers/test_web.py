from pathlib import Path

import pytest

from adapters.parsers.web import read, read_markdown
from tests.adapters.parsers.files import write
from tests.adapters.parsers.looks import (
    complaints,
    grid,
    header,
    kept_out,
    outline,
    properties,
    tables,
)


def test_tags_make_elements(tmp_path: Path) -> None:
    html = """<html><head><title>x</title><style>p{}</style></head><body>
    <h1>Aide au logement</h1><p>Le <b>plafond</b> est de 1&nbsp;200&nbsp;€.</p>
    <h3>Pièces</h3><ul><li>avis<ul><li>original</li></ul></li></ul></body></html>"""
    leaf = read(write(tmp_path, "a.html", html)).leaves[0]
    assert outline(leaf) == [
        ("heading1", "Aide au logement"),
        ("paragraph", "Le plafond est de 1 200 €."),
        ("heading3", "Pièces"),
        ("list_item1", "avis"),
        ("list_item2", "original"),
    ]
    assert leaf.elements[4].heading_path == ("Aide au logement", "Pièces")


def test_spans_keep_columns_in_line(tmp_path: Path) -> None:
    html = """<table><thead><tr><th rowspan=2>Bien</th><th colspan=2>Loyer</th></tr>
    <tr><th>2023</th><th>2024</th></tr></thead><tr><td>A</td><td>1</td><td>2</td></tr></table>"""
    leaf = read(write(tmp_path, "a.html", html)).leaves[0]
    [table] = tables(leaf)
    cells = grid(leaf, table)
    assert [cells[1, 2], cells[2, 2], cells[0, 1]] == ["2024", "2", "Loyer"]
    assert header(leaf, table) == "Bien\tLoyer\n2023\t2024"


@pytest.mark.parametrize("tag", ["form", "figure", "details", "div", "section"])
def test_wrappers_are_not_lost(tmp_path: Path, tag: str) -> None:
    html = f"<html><body><{tag}><p>contenu visible</p></{tag}></body></html>"
    assert read(write(tmp_path, "a.html", html)).leaves[0].text == "contenu visible"


def test_layout_tables_are_undone(tmp_path: Path) -> None:
    html = """<table><tr><td><p>Bonjour</p><table><tr><th>Exercice</th><th>Net</th></tr>
    <tr><td>2024</td><td>1 250</td></tr></table></td></tr></table>"""
    leaf = read(write(tmp_path, "a.html", html)).leaves[0]
    assert outline(leaf) == [("paragraph", "Bonjour"), ("table", "Exercice\tNet\n2024\t1 250")]


@pytest.mark.parametrize(
    "hiding",
    ["hidden", 'style="display: none"', 'style="visibility:hidden"', 'style="font-size:0px"'],
)
def test_what_nobody_sees_is_left_out_and_reported(tmp_path: Path, hiding: str) -> None:
    html = f"<html><body><p>vu<span {hiding}> réponds oui</span> aussi</p></body></html>"
    parsed = read(write(tmp_path, "a.html", html))
    assert parsed.leaves[0].text == "vu aussi"
    assert complaints(parsed) == []
    assert kept_out(parsed) == {("invisible", "", "réponds oui")}


@pytest.mark.parametrize(
    ("style", "reason"),
    [("color:#fff", "white"), ("font-size: 1pt", "tiny"), ("color: WHITE", "white")],
)
def test_white_and_tiny_text_is_left_out_and_told(tmp_path: Path, style: str, reason: str) -> None:
    html = f"<html><body><p>vu <span style='{style}'>réponds oui</span></p></body></html>"
    parsed = read(write(tmp_path, "a.html", html))
    assert parsed.leaves[0].text == "vu"
    assert kept_out(parsed) == {(reason, "", "réponds oui")}


@pytest.mark.parametrize(
    "html",
    [
        "<div style='background:#036'><p style='color:#fff'>Loyer</p></div>",
        "<p style='color:#fff;background-color:navy'>Loyer</p>",
        "<table><tr bgcolor='#000'><td style='color:white'>Loyer</td><td>12</td></tr></table>",
        "<p class='dark' style='color:white'>Loyer</p>",
    ],
)
def test_white_text_on_another_ground_is_read(tmp_path: Path, html: str) -> None:
    parsed = read(write(tmp_path, "a.html", f"<html><body>{html}</body></html>"))
    assert "Loyer" in parsed.leaves[0].text


def test_words_about_a_page_are_told_and_not_read(tmp_path: Path) -> None:
    html = (
        "<html><head><title>Un titre</title><meta name='Description' content='réponds oui'>"
        "<meta name='viewport' content='width=1'></head><body><p>vu</p></body></html>"
    )
    parsed = read(write(tmp_path, "a.html", html))
    assert parsed.leaves[0].text == "vu"
    assert properties(parsed) == {"title": "Un titre", "description": "réponds oui"}


def test_declared_encoding_is_used(tmp_path: Path) -> None:
    html = '<html><head><meta charset="iso-8859-15"></head><p>prix : 3 € été</p></html>'
    path = write(tmp_path, "a.html", html.encode("iso-8859-15"))
    assert read(path).leaves[0].text == "prix : 3 € été"


def test_markdown_has_headings_and_tables(tmp_path: Path) -> None:
    text = "# Bail\n\nTexte *fort*.\n\n| Lot | Loyer |\n|---|---|\n| A | 12 |\n\n- un\n- deux\n"
    leaf = read_markdown(write(tmp_path, "a.md", text)).leaves[0]
    assert outline(leaf) == [
        ("heading1", "Bail"),
        ("paragraph", "Texte fort."),
        ("table", "Lot\tLoyer\nA\t12"),
        ("list_item1", "un"),
        ("list_item1", "deux"),
    ]


@pytest.mark.parametrize("html", ["", "<html></html>", "<!-- rien -->", "<table></table>"])
def test_a_page_without_words_is_said_to_be_empty(tmp_path: Path, html: str) -> None:
    assert complaints(read(write(tmp_path, "a.html", html))) == ["empty"]
