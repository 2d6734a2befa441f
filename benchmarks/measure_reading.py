"""Reading, against the bare engines in the same run: `make bench-reading`.

Speeds are pages by second of processor time, so that they hold on a machine that others use too;
only the first ratio of two cores is by the clock. The filings are those of the corpora, or the
samples where there are none. `--short` reads a few files and leaves out what takes minutes.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure_ocr import recognition
from benchmarks.reading import cores, files, memory, others, passes
from benchmarks.reading.figure import Figure, progress
from benchmarks.report import show

_SHORT = 4
"""Files."""


def main() -> None:
    given = _options().parse_args()
    with tempfile.TemporaryDirectory(prefix="probant-bench-") as folder:
        figures = measured(Path(folder), given)
    rows = [figure.row() for figure in figures]
    show("reading", rows, as_json=False)
    if given.json:
        given.json.write_text(json.dumps({"measure": "reading", "rows": rows}, indent=1), "utf-8")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Speed and memory of reading.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--repeats", type=int, default=1, help="default %(default)s")
    parser.add_argument("--files", type=int, default=12, help="of the first pass, default 12")
    parser.add_argument("--filings", type=int, default=None, help="read whole, default all")
    parser.add_argument("--pages", type=int, default=30, help="for other tools, default 30")
    parser.add_argument("--others", type=Path, metavar="FOLDER", help="where those are installed")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="one part; repeatable")
    parser.add_argument("--short", action="store_true", help="the first passes of a few files")
    return parser


def _first(folder: Path, given: argparse.Namespace) -> list[Figure]:
    most = _SHORT if given.short else given.files
    return passes.first_passes(files.some(files.pdfs(), most), given.repeats)


def _whole(folder: Path, given: argparse.Namespace) -> list[Figure]:
    every = files.filings()
    most = _SHORT if given.short else given.filings or len(every)
    return passes.whole_readings(files.some(every, most))


def _cores(folder: Path, given: argparse.Namespace) -> list[Figure]:
    return cores.two_cores(files.long_pdf(folder), given.repeats)


def _memory(folder: Path, given: argparse.Namespace) -> list[Figure]:
    return memory.peaks(files.long_pdf(folder), files.long_docx(folder))


def _ocr(folder: Path, given: argparse.Namespace) -> list[Figure]:
    return recognition(2)


def _others(folder: Path, given: argparse.Namespace) -> list[Figure]:
    small = min(files.filings(), key=files.page_count)
    return others.beside(files.sampled_pages(folder, given.pages), small, given.others)


SECTIONS: dict[str, Callable[[Path, argparse.Namespace], list[Figure]]] = {
    "first": _first,
    "whole": _whole,
    "cores": _cores,
    "memory": _memory,
    "ocr": _ocr,
    "others": _others,
}


def measured(folder: Path, given: argparse.Namespace) -> list[Figure]:
    chosen = given.only or (("first", "whole") if given.short else SECTIONS)
    figures: list[Figure] = []
    for name in chosen:
        progress(name)
        figures += SECTIONS[name](folder, given)
    return figures


if __name__ == "__main__":
    main()
