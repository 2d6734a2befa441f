"""PDFs made for one question each: what a reader sees on the page is what is read."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from adapters.parsers.task import read as read_as
from core.errors import Unreadable
from core.readings import Element, ElementKind, Leaf, Parsed
from tests.adapters.parsers.looks import complaints, grid, header, tables
from tests.adapters.parsers.test_leaf_builder import check_leaf
from tests.adapters.parsers.test_pdf_boxes import PDF, faults_of

WIDTH, HEIGHT = 595.0, 842.0
SIZE, LEADING = 10, 14
MARGIN = 60.0

LEFT_COLUMN = (
    "Le bailleur remet au preneur un local",
    "en bon état d'entretien et conforme à",
    "sa destination dès la prise d'effet.",
    "Le preneur entretient ce local à ses",
    "frais pendant toute la durée du bail.",
)
RIGHT_COLUMN = (
    "La cession du bail exige un accord",
    "écrit du bailleur, donné sous un mois",
    "à compter de la demande qui est faite.",
    "Un silence de plus de trois mois vaut",
    "refus, sauf clause contraire du bail.",
)
ACCOUNTS = (
    ("", "2018", "2017"),
    ("Net sales", "32,765", "31,657"),
    ("Cost of sales", "16,682", "16,055"),
    ("Selling and administrative", "7,602", "6,626"),
    ("Research and development", "1,821", "1,870"),
    ("Operating income", "7,207", "7,692"),
    ("Interest expense", "350", "322"),
    ("Income before taxes", "7,000", "7,548"),
    ("Provision for income taxes", "1,637", "2,679"),
)

Draw = Callable[[Canvas], None]


def read(path: Path) -> Parsed:
    return read_as(path, PDF)


def pdf(folder: Path, *pages: Draw, rotation: int = 0, **options: object) -> Path:
    """A PDF of A4 pages, one for each function that draws one.

    A rotation turns the page and what is drawn on it: the reader sees the same.
    """
    path = folder / "made.pdf"
    canvas = Canvas(str(path), (WIDTH, HEIGHT), **options)  # type: ignore[arg-type]
    for draw in pages:
        _turn(canvas, rotation)
        canvas.setFont("Helvetica", SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def _turn(canvas: Canvas, rotation: int) -> None:
    canvas.setPageRotation(rotation)
    canvas.translate(*{0: (0, 0), 90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[rotation])
    canvas.rotate(rotation)


def write(canvas: Canvas, lines: Sequence[str], x: float = MARGIN, top: float = 100) -> None:
    """Lines one under the other; `top` counts from the page's upper edge."""
    for rank, line in enumerate(lines):
        canvas.drawString(x, HEIGHT - top - rank * LEADING, line)


def rows(canvas: Canvas, table: Sequence[Sequence[str]], top: float = 100) -> None:
    """A label, then figures set flush right in columns."""
    for rank, (label, *figures) in enumerate(table):
        y = HEIGHT - top - rank * LEADING
        canvas.drawString(MARGIN, y, label)
        for column, figure in enumerate(figures):
            canvas.drawRightString(350 + 90 * column, y, figure)


def prose(canvas: Canvas) -> None:
    write(canvas, [*LEFT_COLUMN, *RIGHT_COLUMN], top=200)


def kinds(leaf: Leaf, text: str) -> set[ElementKind]:
    """The kinds of the elements that hold a text."""
    return {e.kind for e in leaf.elements if text in leaf.quote(e.words)}


def only_table(leaf: Leaf) -> Element:
    [table] = tables(leaf)
    return table


def lines_of(leaf: Leaf, table: Element) -> list[list[str]]:
    """The texts of a table's cells, row by row."""
    assert table.table
    return [[leaf.quote(cell.words) for cell in row] for row in table.table.rows()]


@pytest.mark.parametrize("count", [2, 3, 5])
def test_two_columns_of_prose_are_read_one_after_the_other(tmp_path: Path, count: int) -> None:
    """Of two lines, the engine makes one region: it takes ours to see the columns."""

    def draw(canvas: Canvas) -> None:
        write(canvas, LEFT_COLUMN[:count])
        write(canvas, RIGHT_COLUMN[:count], x=320)

    [leaf] = read(pdf(tmp_path, draw)).leaves
    assert leaf.text.split() == " ".join(LEFT_COLUMN[:count] + RIGHT_COLUMN[:count]).split()


def test_a_table_has_its_years_as_header_and_a_cell_for_each_figure(tmp_path: Path) -> None:
    [leaf] = read(pdf(tmp_path, lambda canvas: rows(canvas, ACCOUNTS))).leaves
    table = only_table(leaf)
    assert header(leaf, table).split() == ["2018", "2017"]
    assert lines_of(leaf, table)[1:] == [list(row) for row in ACCOUNTS[1:]]


def test_figures_of_one_year_share_a_column(tmp_path: Path) -> None:
    [leaf] = read(pdf(tmp_path, lambda canvas: rows(canvas, ACCOUNTS))).leaves
    column = {text: place[1] for place, text in grid(leaf, only_table(leaf)).items()}
    assert column["32,765"] == column["16,682"] == column["7,207"]
    assert column["31,657"] == column["16,055"] == column["7,692"]
    assert column["32,765"] < column["31,657"]


def test_a_small_table_without_rules_is_read_row_by_row(tmp_path: Path) -> None:
    small = [*ACCOUNTS[:3], ACCOUNTS[5]]
    [leaf] = read(pdf(tmp_path, lambda canvas: rows(canvas, small))).leaves
    assert ["\t".join(row) for row in small[1:]] == leaf.text.split("\n")[1:]


def test_labels_with_figures_are_rows_even_between_prose(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, LEFT_COLUMN, top=100)
        rows(canvas, ACCOUNTS[1:], top=100 + LEADING * len(LEFT_COLUMN))
        write(canvas, RIGHT_COLUMN, top=100 + LEADING * (len(LEFT_COLUMN) + len(ACCOUNTS)))

    [leaf] = read(pdf(tmp_path, draw)).leaves
    lines = ["\t".join(row) for row in ACCOUNTS[1:]]
    assert leaf.quote(only_table(leaf).words).split("\n") == lines
    assert kinds(leaf, "Le bailleur remet") == {ElementKind.PARAGRAPH}
    assert kinds(leaf, "La cession du bail") == {ElementKind.PARAGRAPH}


def test_running_heads_feet_and_page_numbers_are_not_what_the_pages_say(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, ["Rapport annuel 2023"], top=30)
            prose(canvas)
            write(canvas, [f"Société Exemple — page {number}"], top=815)

        return draw

    leaves = read(pdf(tmp_path, *(page(number) for number in range(1, 6)))).leaves
    for leaf in leaves:
        assert kinds(leaf, "Rapport annuel") == {ElementKind.HEADER}
        assert kinds(leaf, "Société Exemple") == {ElementKind.FOOTER}
        assert kinds(leaf, "La cession du bail") == {ElementKind.PARAGRAPH}


@pytest.mark.parametrize("number", ["7", "- 7 -", "Page 7 sur 12", "7/12"])
def test_a_page_number_alone_at_the_foot_is_a_footer(tmp_path: Path, number: str) -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.drawCentredString(WIDTH / 2, 30, number)

    [leaf] = read(pdf(tmp_path, draw)).leaves
    # The engine itself leaves out a small number that stands alone.
    assert kinds(leaf, number) <= {ElementKind.FOOTER}
    assert kinds(leaf, RIGHT_COLUMN[-1]) == {ElementKind.PARAGRAPH}


def test_what_stands_on_one_page_only_is_no_running_head(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["Nouveau bail, signé le 3 mars 2023"], top=30)
        prose(canvas)

    first, *_ = read(pdf(tmp_path, draw, prose, prose)).leaves
    assert ElementKind.HEADER not in kinds(first, "Nouveau bail")


def test_a_blank_page_is_a_page_and_no_error(tmp_path: Path) -> None:
    parsed = read(pdf(tmp_path, prose, lambda canvas: None, prose))
    assert [bool(leaf.words) for leaf in parsed.leaves] == [True, False, True]
    assert [leaf.number for leaf in parsed.leaves] == [1, 2, 3]
    assert parsed.errors == ()


def picture(canvas: Canvas) -> None:
    image = io.BytesIO()
    Image.new("RGB", (60, 80), "grey").save(image, "PNG")
    canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)


def test_a_page_that_is_an_image_is_looked_at(tmp_path: Path) -> None:
    def scan(canvas: Canvas) -> None:
        image = Image.new("L", (1240, 1754), 255)
        ImageDraw.Draw(image).text((200, 300), "Loyer annuel: 48000 euros", font_size=48)
        canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)

    parsed = read(pdf(tmp_path, prose, scan))
    text, image = parsed.leaves
    assert text.read_by == ("liteparse",)
    assert all(word.confidence is None for word in text.words)
    assert image.text == "Loyer annuel: 48000 euros"
    assert all(word.confidence for word in image.words)


def test_an_image_beside_text_is_no_error(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        picture(canvas)
        prose(canvas)

    assert complaints(read(pdf(tmp_path, draw))) == []


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_is_read_with_boxes_where_the_reader_sees_the_words(
    tmp_path: Path, rotation: int
) -> None:
    path = pdf(tmp_path, prose, rotation=rotation)
    with pypdfium2.PdfDocument(path) as document:
        assert document[0].get_rotation() == rotation
        seen = document[0].get_size()
    [leaf] = read(path).leaves
    assert (leaf.width_pt, leaf.height_pt) == pytest.approx(seen)
    assert leaf.text.split() == " ".join([*LEFT_COLUMN, *RIGHT_COLUMN]).split()
    faults, count = faults_of(path)
    assert faults == []
    assert count


@pytest.mark.parametrize(
    "text", ["Crédit photographique : Communauté Exemplaire", "Photo service 2015"]
)
def test_text_set_upwards_in_the_margin_has_boxes_around_all_of_it(
    tmp_path: Path, text: str
) -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.translate(30, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, text)

    faults, count = faults_of(pdf(tmp_path, draw))
    assert faults == []
    assert count


def test_words_off_the_page_are_no_evidence(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        beyond = ((-300, 400), (WIDTH + 20, 400), (MARGIN, -40), (MARGIN, HEIGHT + 40))
        hardly_seen = ((-34, 400), (WIDTH - 12, 400), (MARGIN, -5), (MARGIN, HEIGHT - 1))
        for x, y in (*beyond, *hardly_seen):
            canvas.drawString(x, y, "clandestin")

    [leaf] = read(pdf(tmp_path, draw)).leaves
    assert "clandestin" not in leaf.text
    assert "La cession du bail" in leaf.text


def test_an_encrypted_pdf_says_so(tmp_path: Path) -> None:
    locked = pdfencrypt.StandardEncryption("open sesame", "owner", canPrint=0)
    with pytest.raises(Unreadable) as caught:
        read(pdf(tmp_path, prose, encrypt=locked))
    assert caught.value.category == "encrypted"
    assert "password" in caught.value.remedy


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"%PDF-1.7\ngarbage" * 50, b"\x00" * 999])
def test_garbage_is_malformed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "garbage.pdf"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        read(path)
    assert caught.value.category == "malformed"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_a_file_that_ends_too_soon_is_read_or_refused(tmp_path: Path, share: float) -> None:
    whole = pdf(tmp_path, prose, prose).read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(whole[: int(share * len(whole))])
    for leaf in leaves_if_readable(path):
        check_leaf(leaf)


def leaves_if_readable(path: Path) -> tuple[Leaf, ...]:
    """No leaf only where the reader says that the file is malformed."""
    try:
        return read(path).leaves
    except Unreadable as error:
        if error.category != "malformed":
            raise
        return ()


def _two_columns(canvas: Canvas) -> None:
    write(canvas, LEFT_COLUMN)
    write(canvas, RIGHT_COLUMN, x=320)


def _everything(canvas: Canvas) -> None:
    write(canvas, ["Rapport annuel 2023"], top=30)
    canvas.setFont("Helvetica-Bold", 18)
    write(canvas, ["Comptes consolidés"], top=80)
    canvas.setFont("Helvetica", SIZE)
    rows(canvas, ACCOUNTS, top=120)
    write(canvas, LEFT_COLUMN, top=280)
    write(canvas, RIGHT_COLUMN, x=320, top=280)
    write(canvas, ["- Cession soumise à accord", "- Silence valant refus"], top=330)
    canvas.drawCentredString(WIDTH / 2, 30, "Page 12 sur 40")


@pytest.mark.parametrize("draw", [prose, _two_columns, _everything])
def test_every_word_of_the_text_layer_is_read_once(tmp_path: Path, draw: Draw) -> None:
    path = pdf(tmp_path, draw)
    [leaf] = read(path).leaves
    with pypdfium2.PdfDocument(path) as document:
        layer = document[0].get_textpage().get_text_range()
    assert Counter(leaf.text.split()) == Counter(layer.split())
    check_leaf(leaf)


@pytest.mark.parametrize("draw", [prose, _two_columns, _everything])
def test_every_quote_of_a_made_page_is_what_its_boxes_show(tmp_path: Path, draw: Draw) -> None:
    faults, count = faults_of(pdf(tmp_path, draw))
    assert faults == []
    assert count


def test_the_same_file_is_read_the_same_twice(tmp_path: Path) -> None:
    path = pdf(tmp_path, _everything, prose)
    assert read(path) == read(path)
