"""A quote's words are the page's words inside its boxes, as another engine sees the page."""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from adapters.parsers.task import read
from core.evidence import Passage
from core.ids import CollectionId, DocumentId, EntityId, ReadingId, VersionId
from core.places import Box
from core.readings import Leaf, Reading, WordSpan
from ingest.chunk import chunks_of
from retrieval.units import units_of
from tests.ingest.fakes import count_words

PDF = "application/pdf"
SAMPLES = ("annual-report-extract.pdf", "bail-commercial.pdf", "rapport-audit.pdf")
PAGES = 30
HAIR_PT = 0.01
"""Boxes are rounded to a hundredth of a point."""
_PRECISION = 100
"""Device units a point, in the engine's own conversion from its axes to ours."""

_FOLDED = str.maketrans(
    dict.fromkeys("‘’‚‛ʼ′`´", "'")
    | dict.fromkeys("“”„«»″", '"')
    | dict.fromkeys("‐‑‒–—―−\u0002\ufffe", "-")
    | {"\u00ad": "-"}
)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A sign with ink, as pdfium places it: our axes, points, origin top left."""

    text: str
    box: Box


def glyphs_of(page: pypdfium2.PdfPage, number: int) -> list[Glyph]:
    """The characters with ink of a page, those on it only."""
    text = page.get_textpage()
    width, height = page.get_size()
    found = []
    for rank in range(text.count_chars()):
        character = folded(chr(raw.FPDFText_GetUnicode(text, rank)))
        if not character or raw.FPDFText_IsGenerated(text, rank) == 1:
            continue
        box = _on_page(page, number, text.get_charbox(rank))
        if not box or not (0 < box.x0 + box.x1 < 2 * width and 0 < box.y0 + box.y1 < 2 * height):
            continue
        if found and found[-1].box == box and found[-1].text != character:
            found[-1] = Glyph(found[-1].text + character, box)  # a ligature: one sign, "fi"
        else:
            found.append(Glyph(character, box))
    return found


def _on_page(
    page: pypdfium2.PdfPage, number: int, corners: tuple[float, float, float, float]
) -> Box | None:
    """A box in the page's own axes as it stands to the eye, rotation and crop included."""
    left, bottom, right, top = corners
    (xa, ya), (xb, yb) = _to_eye(page, left, bottom), _to_eye(page, right, top)
    x0, x1, y0, y1 = min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb)
    return Box(number, x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def _to_eye(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    width, height = (round(side * _PRECISION) for side in page.get_size())
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
    return across.value / _PRECISION, down.value / _PRECISION


def folded(text: str) -> str:
    """Characters with ink in one form: widths, ligatures, quotes, dashes and hyphens alike."""
    return "".join(
        unicodedata.normalize("NFKC", text.translate(_FOLDED)).translate(_FOLDED).split()
    )


def shown_in(boxes: Sequence[Box], glyphs: Sequence[Glyph]) -> Counter[str]:
    """The characters whose centre lies inside one of the boxes."""
    inside = (glyph for glyph in glyphs if any(b.holds_centre_of(glyph.box) for b in boxes))
    return Counter("".join(glyph.text for glyph in inside))


def is_overprinted(glyphs: Sequence[Glyph]) -> bool:
    """Whether two signs cover more than half of each other: what shows there is ambiguous."""
    ordered = sorted(glyphs, key=lambda glyph: glyph.box.x0)
    for rank, glyph in enumerate(ordered):
        for other in ordered[rank + 1 :]:
            if other.box.x0 >= glyph.box.x1:
                break
            if _covers_half(glyph.box, other.box):
                return True
    return False


def _covers_half(one: Box, other: Box) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    larger = max((box.x1 - box.x0) * (box.y1 - box.y0) for box in (one, other))
    return across > 0 and down > 0 and across * down > 0.5 * larger


def quotes_of(leaf: Leaf) -> Iterator[tuple[str, WordSpan]]:
    """Everything of a leaf that can be quoted: its chunks, their units, column headers."""
    reading = Reading(ReadingId("r"), DocumentId("d"), VersionId("v"), "test", (leaf,))
    for chunk in chunks_of(EntityId("here"), DocumentId("d"), reading, "fr", count_words):
        yield "chunk", chunk.words
        passage = Passage(
            chunk, DocumentId("d"), "d", VersionId("v"), CollectionId("default"), leaf
        )
        for unit in units_of(passage):
            yield "unit", unit.words
            if unit.header:
                yield "header", unit.header


def complaints(leaf: Leaf, words: WordSpan, glyphs: Sequence[Glyph]) -> list[str]:
    """What is wrong with the evidence that these words would be."""
    start, end = leaf.char_span(words)
    quote, boxes = leaf.quote(words), leaf.boxes(words)
    found = [] if leaf.text[start:end] == quote else ["the quote is not the text at its span"]
    if not all(_is_inside(box, leaf) for box in boxes):
        found.append("a box lies outside the page")
    expected, shown = Counter(folded(quote)), shown_in(boxes, glyphs)
    if expected != shown:
        found.append(f"missing {dict(expected - shown)}, foreign {dict(shown - expected)}")
    return found


def _is_inside(box: Box, leaf: Leaf) -> bool:
    assert leaf.width_pt
    assert leaf.height_pt
    across = -HAIR_PT <= box.x0 < box.x1 <= leaf.width_pt + HAIR_PT
    return across and -HAIR_PT <= box.y0 < box.y1 <= leaf.height_pt + HAIR_PT


def faults_of(
    path: Path, most_pages: int | None = None, *, skip_overprinted: bool = False
) -> tuple[list[str], int]:
    """What is wrong in a PDF's first pages with text, and how many quotes were looked at."""
    faults, count, pages = [], 0, 0
    with pypdfium2.PdfDocument(path) as document:
        for leaf in leaves_of(path):
            glyphs = glyphs_of(document[leaf.number - 1], leaf.number)
            if not glyphs or (skip_overprinted and is_overprinted(glyphs)):
                continue
            for what, words in dict.fromkeys(quotes_of(leaf)):
                # What was recognised in an image has no characters to compare with.
                if any(word.confidence is not None for word in leaf.words[slice(*words)]):
                    continue
                count += 1
                wrong = complaints(leaf, words, glyphs)
                faults += [f"page {leaf.number}, {what} {leaf.quote(words)!r}: {w}" for w in wrong]
            pages += 1
            if pages == most_pages:
                break
    return faults, count


@cache
def leaves_of(path: Path) -> tuple[Leaf, ...]:
    return read(path, PDF).leaves


@pytest.mark.parametrize("name", SAMPLES)
def test_every_quote_of_a_sample_is_what_its_boxes_show(samples: Path, name: str) -> None:
    faults, count = faults_of(samples / name)
    assert faults == []
    assert count > 100


@pytest.mark.parametrize("name", SAMPLES)
def test_every_character_of_a_sample_is_read_once(samples: Path, name: str) -> None:
    with pypdfium2.PdfDocument(samples / name) as document:
        for leaf in leaves_of(samples / name):
            glyphs = glyphs_of(document[leaf.number - 1], leaf.number)
            on_page = Counter("".join(glyph.text for glyph in glyphs))
            assert Counter(folded(leaf.text)) == on_page, f"page {leaf.number}"


@pytest.mark.corpora
@pytest.mark.parametrize(
    "name", ["rapports-fr/pdfs/RA-2013.pdf", "financebench/pdfs/3M_2018_10K.pdf"]
)
def test_every_quote_of_a_real_report_is_what_its_boxes_show(corpora: Path, name: str) -> None:
    faults, count = faults_of(corpora / name, PAGES, skip_overprinted=True)
    assert faults == []
    assert count > 500
