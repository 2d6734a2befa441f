"""Text recognition against tesseract alone: `python -m benchmarks.measure_ocr`.

Pages of PDFs are drawn at 200 dpi and read by both in turn, on one core. Beside the ratio of all
pages stands that of those which no second engine was asked about: the price of what we add to the
program (skew, orientation, doubts, layout).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2

from adapters.parsers.ocr import tesseract
from adapters.parsers.ocr.scan import DPI, read_image
from adapters.parsers.pdf.leaves import page_leaf
from benchmarks.reading.figure import PER_CORE, Figure, progress
from benchmarks.reading.meter import cpu_of
from benchmarks.report import SAMPLES, corpora, options, show

if TYPE_CHECKING:
    from PIL.Image import Image


def pages(most: int) -> list[Image]:
    """Some pages of French reports, where they are; else those of the samples."""
    folder = corpora()
    found = sorted((folder / "rapports-fr" / "pdfs").glob("*.pdf")) if folder else []
    return [image for pdf in found or sorted(SAMPLES.glob("*.pdf")) for image in drawn(pdf, most)]


def drawn(pdf: Path, most: int) -> list[Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        step = max(1, len(document) // most)
        return [
            document[number].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
            for number in range(step // 2, len(document), step)
        ]


def read(image: Image) -> bool:
    """Whether the first engine was enough."""
    size_pt = 72 / DPI * image.width, 72 / DPI * image.height
    result = read_image(image, 1, size_pt)
    page_leaf(1, *result.size_pt, result.blocks)
    return result.read_by == (tesseract.NAME,)


def recognition(most: int) -> list[Figure]:
    """Both in turn on some pages of each PDF, by processor time."""
    if not tesseract.languages():
        return [Figure("text recognition / tesseract alone", "", "tesseract is not installed")]
    timed = [_timed(image) for image in pages(most)]
    one_engine = [one for one in timed if one.is_enough]
    return [
        *_figures("text recognition", timed),
        *_figures("text recognition, where tesseract was enough", one_engine),
    ]


class Timed(NamedTuple):
    alone_s: float
    ours_s: float
    is_enough: bool
    """Whether the second engine was not asked."""


def _timed(image: Image) -> Timed:
    progress("text recognition: a page")
    enough: list[bool] = []
    alone_s = cpu_of(lambda: tesseract.recognise(image, DPI))
    ours_s = cpu_of(lambda: enough.append(read(image)))
    return Timed(alone_s, ours_s, enough[0])


def _figures(what: str, timed: list[Timed]) -> list[Figure]:
    on = f"{len(timed)} pages"
    alone_s, ours_s = sum(one.alone_s for one in timed), sum(one.ours_s for one in timed)
    if not timed:
        return [Figure(f"{what} / tesseract alone", on, "no such page")]
    return [
        Figure(what, on, len(timed) / ours_s, PER_CORE),
        Figure(f"{what} / tesseract alone", on, alone_s / ours_s, "ratio", least=0.9),
    ]


def main() -> None:
    parser = options("Speed of text recognition.")
    parser.add_argument("--pages", type=int, default=3, help="of each PDF, default %(default)s")
    given = parser.parse_args()
    rows = [figure.row() for figure in recognition(given.pages)]
    show("text recognition", rows, as_json=given.json)


if __name__ == "__main__":
    main()
