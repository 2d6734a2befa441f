"""What is read from a page's image beside its text layer."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from adapters.parsers.ocr.engines import installed
from adapters.parsers.ocr.scan import ScanResult, read_image, read_scan
from adapters.parsers.ocr.scanned import has_text, is_image
from adapters.parsers.ocr.tesseract import languages
from adapters.parsers.ocr.words import SeenWord
from adapters.parsers.pdf.layout import Ink
from adapters.parsers.pdf.leaves import page_leaf
from adapters.parsers.pdf.page import Page
from core.places import Box
from core.readings import Leaf
from tests.adapters.parsers.looks import grid, tables
from tests.adapters.parsers.ocr_pages import bars, engine, seen_bars

A4_PT = 595.44, 842.04
needs_tesseract = pytest.mark.skipif(not languages(), reason="tesseract is not installed")


def on_page(result: ScanResult) -> Leaf:
    """The leaf of a page without a text layer."""
    stance = result.stance
    size = stance.width_pt, stance.height_pt
    page = Page(1, *size, result.blocks, result.read_by, stance=stance)
    return page.finished(page_leaf(1, *result.size_pt, result.blocks))


def pdf(image: Image.Image | None, share: float = 1.0, text: str = "") -> pypdfium2.PdfPage:
    """A page of 600 by 800 points with an image over that share of it."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(600, 800))
    if image:
        canvas.drawImage(ImageReader(image), 0, 0, 600, 800 * share)
    canvas.drawString(50, 750, text)
    canvas.save()
    return pypdfium2.PdfDocument(file.getvalue())[0]


def test_a_page_under_an_image_with_hardly_a_word_is_a_scan() -> None:
    assert is_image(pdf(bars()))
    assert is_image(pdf(bars(), 0.6))


def test_a_page_of_text_over_a_picture_is_none() -> None:
    def layer(text: str, words: int) -> list[Ink]:
        return [Ink(text, Box(1, 72.0, 108.0, 118.8, 116.6))] * words

    assert has_text(layer("Rapport", 300))
    assert not has_text(layer("Rapport", 12))
    assert not has_text(layer("\ue010\ue011\ue012", 300))


def test_a_page_with_a_small_picture_or_none_is_none() -> None:
    assert not is_image(pdf(bars(), 0.3))
    assert not is_image(pdf(None))


def test_words_of_the_layer_win_and_none_is_doubled() -> None:
    layer = [Ink("Loyer", Box(1, 72.0, 108.0, 118.8, 116.6))]  # over the first word of the image
    result = read_image(bars(), 1, A4_PT, layer, [engine("one", seen_bars())])
    leaf = page_leaf(1, *result.size_pt, result.blocks)
    assert leaf.text.split().count("Loyer") == 1
    assert leaf.text.split().count("mot") == 239
    assert [word.confidence for word in leaf.words].count(None) == 1
    assert result.confidence == 0.95


def test_a_layer_of_codes_is_not_believed() -> None:
    layer = [Ink("\ue012\ue044\ufffd", Box(1, 72.0, 108.0, 118.8, 116.6))]
    result = read_image(bars(), 1, A4_PT, layer, [engine("one", seen_bars())])
    leaf = page_leaf(1, *result.size_pt, result.blocks)
    assert leaf.text.split() == ["mot"] * 240


def test_specks_that_are_seen_as_letters_are_dropped() -> None:
    specks = [
        SeenWord("o", 100, 100, 110, 120, 0.1),
        SeenWord("~", 100, 150, 110, 160, 0.5),
    ]
    result = read_image(bars(), 1, A4_PT, (), [engine("one", [*seen_bars(), *specks])])
    assert sum(len(line.words) for block in result.blocks for line in block.lines) == 240


def test_without_an_engine_the_layer_stays_and_the_remedy_is_told() -> None:
    layer = [Ink("Loyer", Box(1, 72.0, 108.0, 118.8, 116.6))]
    result = read_image(bars(), 7, A4_PT, layer, [])
    assert [block.text for block in result.blocks] == ["Loyer"]
    [error] = result.errors
    assert (error.category, error.page) == ("no_text_layer", 7)
    assert "tesseract-ocr-fra" in error.message


def test_boxes_are_where_the_words_are_on_a_page_that_lies_on_its_side() -> None:
    on_side = bars().transpose(Image.Transpose.ROTATE_90)
    size_pt = A4_PT[1], A4_PT[0]
    result = read_image(on_side, 1, size_pt, (), [engine("one", seen_bars(), 90)])
    leaf = on_page(result)
    assert (leaf.width_pt, leaf.height_pt) == size_pt
    middles = [(w.box.x0 + w.box.x1, w.box.y0 + w.box.y1) for w in leaf.words if w.box]
    dark = sum(on_side.getpixel((int(x / 0.72), int(y / 0.72))) == 0 for x, y in middles)
    assert dark == 240


def test_a_table_of_an_image_is_a_table() -> None:
    rows = [("", "2023", "2022"), ("Loyers", "1 250", "1 180"), ("Charges", "310", "295")]
    words = [
        SeenWord(text, x, 300 + 50 * y, x + 15 * len(text), 324 + 50 * y, 0.95, y)
        for y, row in enumerate(rows)
        for x, cell in zip((200, 800, 1100), row, strict=True)
        for x, text in _spaced(x, cell)
    ]
    result = read_image(bars(), 1, A4_PT, (), [engine("one", words)])
    leaf = page_leaf(1, *result.size_pt, result.blocks)
    [table] = tables(leaf)
    assert {"Loyers", "1 250", "1 180", "Charges", "310", "295"} <= set(grid(leaf, table).values())


def _spaced(x: int, cell: str) -> list[tuple[int, str]]:
    found = []
    for text in cell.split():
        found.append((x, text))
        x += 15 * len(text) + 8
    return found


@needs_tesseract
def test_a_scanned_letter_is_read_with_its_accents(samples: Path) -> None:
    with pypdfium2.PdfDocument(samples / "courrier-scanne.pdf") as document:
        result = read_scan(document[0], 1)
    leaf = on_page(result)
    assert "Lettre recommandée avec avis de réception" in leaf.text
    assert "dépôt de garantie détenu par le bailleur s'élève à 45 000 €" in leaf.text
    assert result.read_by == ("tesseract",)
    assert result.confidence is not None
    assert result.confidence > 0.85
    assert all(word.box and word.confidence for word in leaf.words)


@pytest.mark.skipif(not any(e.name == "rapidocr" for e in installed()), reason="no rapidocr")
@pytest.mark.slow
def test_where_tesseract_is_missing_the_other_engine_reads_alone(samples: Path) -> None:
    with pypdfium2.PdfDocument(samples / "courrier-scanne.pdf") as document:
        image = document[0].render(scale=200 / 72, grayscale=True).to_pil().convert("L")
    rapid = [one for one in installed() if one.name == "rapidocr"]
    result = read_image(image, 1, A4_PT, (), rapid)
    text = page_leaf(1, *result.size_pt, result.blocks).text
    assert "Lettre recommandée avec avis de réception" in text
    assert result.read_by == ("rapidocr",)
