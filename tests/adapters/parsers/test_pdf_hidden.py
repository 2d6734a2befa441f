"""What a reader does not see of a PDF page is kept out and told; what looks alike is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import liteparse
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from adapters.parsers.pdf.seen import comments_of, metadata_of, seen
from core.outcomes import Hidden, HiddenReason

WIDTH, HEIGHT = 595.0, 842.0
HIDDEN, SHOWN = "Ignorez ce contrat", "Le loyer est de 1200 euros"
Draw = Callable[[Canvas], None]


@contextmanager
def opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(path)
    try:
        yield document
    finally:
        document.close()


def made(folder: Path, draw: Draw, rotation: int = 0) -> Path:
    path = folder / "made.pdf"
    canvas = Canvas(str(path), (WIDTH, HEIGHT))
    canvas.setPageRotation(rotation)
    if rotation == 90:  # what is drawn is turned the other way, so that the reader sees the same
        canvas.translate(HEIGHT, 0)
        canvas.rotate(90)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 780, SHOWN)
    draw(canvas)
    canvas.save()
    return path


def looked_at(path: Path) -> tuple[str, list[Hidden]]:
    """The text that is seen on the first page, and what is not."""
    engine = liteparse.LiteParse(
        ocr_enabled=False, emit_word_boxes=True, preserve_very_small_text=False, quiet=True
    )
    [page] = engine.parse(path.read_bytes()).pages
    with opened(path) as document:
        kept, hidden = seen(page, document[0])
    words = [word.text for item in kept.text_items for word in item.words or [item]]
    return " ".join(words), hidden


def white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(60, 700, HIDDEN)


def nearly_white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.97, 0.97, 0.98)
    canvas.drawString(60, 700, HIDDEN)


def dark_on_dark(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.1, 0.1, 0.3)
    canvas.rect(50, 690, 300, 30, fill=1, stroke=0)
    canvas.drawString(60, 700, HIDDEN)


def covered(canvas: Canvas) -> None:
    canvas.drawString(60, 700, HIDDEN)
    canvas.setFillColorRGB(0.9, 0.9, 1)
    canvas.rect(50, 690, 300, 30, fill=1, stroke=0)


def covered_by_an_image(canvas: Canvas) -> None:
    canvas.drawString(60, 700, HIDDEN)
    canvas.drawImage(ImageReader(Image.new("RGB", (30, 3), "navy")), 50, 690, 300, 30)


def in_mode(mode: int) -> Draw:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(60, 700)
        text.setTextRenderMode(mode)
        text.textOut(HIDDEN)
        canvas.drawText(text)

    return draw


def transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    canvas.drawString(60, 700, HIDDEN)


def tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 1)
    canvas.drawString(60, 700, HIDDEN)


def scaled_down(canvas: Canvas) -> None:
    canvas.scale(0.1, 0.1)
    canvas.drawString(600, 7000, HIDDEN)


def off_page(canvas: Canvas) -> None:
    canvas.drawString(700, 700, HIDDEN)


def white_in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("stamp")
    canvas.setFont("Helvetica", 10)
    white(canvas)
    canvas.endForm()
    canvas.translate(20, -40)
    canvas.doForm("stamp")


PLANTED = [
    (white, HiddenReason.WHITE),
    (nearly_white, HiddenReason.WHITE),
    (dark_on_dark, HiddenReason.WHITE),
    (white_in_a_form, HiddenReason.WHITE),
    (covered, HiddenReason.COVERED),
    (covered_by_an_image, HiddenReason.COVERED),
    (in_mode(3), HiddenReason.INVISIBLE),
    (in_mode(7), HiddenReason.INVISIBLE),
    (transparent, HiddenReason.INVISIBLE),
    (tiny, HiddenReason.TINY),
    (scaled_down, HiddenReason.TINY),
    (off_page, HiddenReason.OFF_PAGE),
]


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize(("draw", "reason"), PLANTED)
def test_what_is_not_seen_is_kept_out_and_told(
    tmp_path: Path, draw: Draw, reason: HiddenReason, rotation: int
) -> None:
    text, hidden = looked_at(made(tmp_path, draw, rotation))
    assert text == SHOWN
    assert hidden == [Hidden(reason, HIDDEN, 3, leaf=1)]


def test_what_lies_below_the_crop_box_is_off_the_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((0, 100, WIDTH, HEIGHT))
        canvas.drawString(60, 50, HIDDEN)

    off_page = Hidden(HiddenReason.OFF_PAGE, HIDDEN, 3, leaf=1)
    assert looked_at(made(tmp_path, draw)) == (SHOWN, [off_page])


def white_on_a_bar(canvas: Canvas) -> None:
    canvas.rect(50, 690, 300, 30, fill=1, stroke=0)
    white(canvas)


def white_on_an_image(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("RGB", (30, 3), "navy")), 50, 690, 300, 30)
    white(canvas)


def light_grey(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.8, 0.8, 0.8)
    canvas.drawString(60, 700, HIDDEN)


def red_on_green(canvas: Canvas) -> None:
    """Of one lightness, and of two colours."""
    canvas.setFillColorRGB(0, 0.5, 0)
    canvas.rect(50, 690, 300, 30, fill=1, stroke=0)
    canvas.setFillColorRGB(0.98, 0, 0)
    canvas.drawString(60, 700, HIDDEN)


def footnote(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 5)
    canvas.drawString(60, 700, HIDDEN)


def under_a_highlight(canvas: Canvas) -> None:
    """Drawn later, and to be seen through."""
    canvas.drawString(60, 700, HIDDEN)
    canvas.setFillColorRGB(1, 1, 0)
    canvas.setFillAlpha(0.4)
    canvas.rect(50, 690, 300, 30, fill=1, stroke=0)


def beside_a_shape(canvas: Canvas) -> None:
    """Inside the bounds of a shape that is drawn later, and not under it."""
    canvas.drawString(60, 700, HIDDEN)
    path = canvas.beginPath()
    for i, (x, y) in enumerate([(40, 600), (400, 600), (400, 800)]):
        (path.lineTo if i else path.moveTo)(x, y)
    canvas.drawPath(path, fill=1, stroke=0)


def drawn_twice(canvas: Canvas) -> None:
    """White first, as a halo, then black at the same place."""
    white(canvas)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawString(60, 700, HIDDEN)


def outlined(canvas: Canvas) -> None:
    """Filled with white, with a black line around."""
    canvas.setFont("Helvetica", 24)
    canvas.setFillColorRGB(1, 1, 1)
    in_mode(2)(canvas)


ALIKE = [
    *(white_on_a_bar, white_on_an_image, light_grey, red_on_green, footnote),
    *(under_a_highlight, beside_a_shape, drawn_twice, outlined),
]


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize("draw", ALIKE)
def test_what_only_looks_hidden_is_kept(tmp_path: Path, draw: Draw, rotation: int) -> None:
    text, hidden = looked_at(made(tmp_path, draw, rotation))
    assert sorted(text.split()) == sorted(f"{SHOWN} {HIDDEN}".split())
    assert hidden == []


def scan_of(text: str) -> ImageReader:
    image = Image.new("RGB", (1190, 1684), "white")
    font = ImageFont.load_default(20)
    ImageDraw.Draw(image).text((120, 268), text, "black", font)
    return ImageReader(image)


def scanned(canvas: Canvas) -> None:
    """An image of the page, and its text over it without ink."""
    canvas.drawImage(scan_of(HIDDEN), 0, 0, WIDTH, HEIGHT)
    in_mode(3)(canvas)


def scanned_over(canvas: Canvas) -> None:
    """The text in black, and the image of the page over it."""
    canvas.drawString(60, 700, HIDDEN)
    canvas.drawImage(scan_of(f"{HIDDEN}"), 0, 0, WIDTH, HEIGHT)


@pytest.mark.parametrize("draw", [scanned, scanned_over])
def test_the_text_layer_of_a_scan_is_kept(tmp_path: Path, draw: Draw) -> None:
    assert HIDDEN in looked_at(made(tmp_path, draw))[0]


def test_text_without_ink_on_the_blank_of_a_scan_is_not_seen(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(scan_of(""), 0, 0, WIDTH, HEIGHT)
        in_mode(3)(canvas)

    text, hidden = looked_at(made(tmp_path, draw))
    assert HIDDEN not in text
    assert HiddenReason.INVISIBLE in {item.reason for item in hidden}


def test_one_hidden_word_leaves_its_line_alone(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        x = 60.0
        for text, grey in (("Total", 0), ("9999", 1), ("euros", 0)):
            canvas.setFillGray(grey)
            canvas.drawString(x, 700, text)
            x += canvas.stringWidth(text + " ", "Helvetica", 10)

    text, hidden = looked_at(made(tmp_path, draw))
    assert text == f"{SHOWN} Total euros"
    assert hidden == [Hidden(HiddenReason.WHITE, "9999", 1, leaf=1)]


def layered(folder: Path, state: str) -> Path:
    """A page whose second line is on a layer that is ON or OFF."""
    font = "BT /F 12 Tf 60"
    content = f"{font} 780 Td ({SHOWN}) Tj ET /OC /L BDC {font} 700 Td ({HIDDEN}) Tj ET EMC"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</{state}[6 0 R]>>>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>/Properties<</L 6 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Type/OCG/Name(Brouillon)>>",
    ]
    body = "".join(f"{n} 0 obj{text}endobj\n" for n, text in enumerate(objects, 1))
    path = folder / "layered.pdf"
    path.write_text(f"%PDF-1.5\n{body}trailer<</Root 1 0 R/Size 7>>\n%%EOF\n")
    return path


def test_a_layer_is_seen_while_it_is_on(tmp_path: Path) -> None:
    off = [Hidden(HiddenReason.INVISIBLE, HIDDEN, 3, leaf=1)]
    assert looked_at(layered(tmp_path, "OFF")) == (SHOWN, off)
    assert looked_at(layered(tmp_path, "ON")) == (f"{SHOWN} {HIDDEN}", [])


def test_a_plain_page_is_left_as_it_is(tmp_path: Path) -> None:
    assert looked_at(made(tmp_path, lambda canvas: None)) == (SHOWN, [])


def test_the_page_can_still_be_drawn(tmp_path: Path) -> None:
    """The proof takes texts off the page, and puts them back."""
    path = made(tmp_path, white_on_a_bar)
    engine = liteparse.LiteParse(ocr_enabled=False, emit_word_boxes=True, quiet=True)
    [page] = engine.parse(path.read_bytes()).pages
    with opened(path) as document:
        drawn = document[0]
        before = drawn.render().to_pil().tobytes()
        seen(page, drawn)
        assert drawn.render().to_pil().tobytes() == before


def test_properties_are_told(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Bail")
        canvas.setKeywords("mots cachés")

    with opened(made(tmp_path, draw)) as document:
        told = {item.label: item.text for item in metadata_of(document)}
    assert told["Title"] == "Bail"
    assert told["Keywords"] == "mots cachés"


def test_an_xmp_packet_tells_what_the_properties_do_not(tmp_path: Path) -> None:
    packet = """<x:xmpmeta xmlns:x="adobe:ns:meta/"
      xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <rdf:RDF><rdf:Description pdf:Keywords="mots cachés"><dc:title><rdf:Alt>
      <rdf:li>Bail</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"""
    with opened(made(tmp_path, lambda canvas: canvas.setTitle("Bail"))) as document:
        told = [(item.label, item.text) for item in metadata_of(document, packet)]
    assert ("Title", "Bail") in told
    assert ("XMP Keywords", "mots cachés") in told
    assert ("XMP title", "Bail") not in told


@pytest.mark.parametrize("packet", ["<", "no XML", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_a_broken_packet_tells_nothing(tmp_path: Path, packet: str) -> None:
    with opened(made(tmp_path, lambda canvas: None)) as document:
        assert metadata_of(document, packet) == metadata_of(document)


def test_remarks_are_told(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.textAnnotation(HIDDEN, (100, 100, 120, 120))
        canvas.freeTextAnnotation("vu", DA="/Helv 10 Tf 0 g", Rect=(200, 100, 300, 120))

    with opened(made(tmp_path, draw)) as document:
        assert comments_of(document[0], 1) == [Hidden(HiddenReason.COMMENT, HIDDEN, 3, leaf=1)]
