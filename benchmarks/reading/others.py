"""Other readers of PDF, each in a process of its own: they are no part of this project.

`python -m benchmarks.reading.others NAME FILE` prints pages and processor seconds. Where they are
installed says --others: a folder, so that none of them comes into the project's environment.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from adapters.parsers.offline import prepare
from benchmarks.reading.figure import PER_CORE, Figure, over, progress
from benchmarks.reading.files import page_count
from benchmarks.reading.meter import cpu_of
from benchmarks.reading.passes import boxed, ours, raw
from benchmarks.report import ROOT

_MOST_S = 1_800


def unstructured_fast(path: Path) -> None:
    """Elements with boxes; with a blank spaCy, as offline, which makes it faster."""
    prepare()
    from unstructured.partition.pdf import partition_pdf

    if not partition_pdf(str(path), strategy="fast", languages=["eng"]):
        raise ValueError("nothing was read")


def docling_parse(path: Path) -> None:
    """Words with boxes."""
    from docling_parse.pdf_parser import DoclingPdfParser  # type: ignore[import-not-found]

    for _, page in DoclingPdfParser(loglevel="fatal").load(str(path)).iterate_pages():
        list(page.word_cells)


READERS: dict[str, Callable[[Path], None]] = {
    "liteparse, blocks": raw,
    "liteparse, blocks and word boxes": boxed,
    "our first pass": ours,
    "docling-parse, words": docling_parse,
    "unstructured, fast": unstructured_fast,
}


def beside(pages: Path, small: Path, folder: Path | None) -> list[Figure]:
    """Each reader on the same pages, after a first run on a small file."""
    on = over(1, page_count(pages)) + " drawn from all"
    figures = []
    for name in READERS:
        progress(f"beside others: {name}")
        speed = _speed(name, small, pages, folder)
        figures.append(Figure(f"on drawn pages: {name}", on, speed, PER_CORE))
    return figures


def _speed(name: str, small: Path, pages: Path, folder: Path | None) -> float | str:
    """Pages by second of processor time; words where it did not run."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, _paths(folder)))}
    command = [sys.executable, "-m", "benchmarks.reading.others", name, str(small), str(pages)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_MOST_S,
        check=False,
    )
    if done.returncode:
        progress(f"{name} did not run: {done.stderr[-300:]}")
        return "not installed" if "ModuleNotFoundError" in done.stderr else "failed"
    return page_count(pages) / float(json.loads(done.stdout.splitlines()[-1]))


def _paths(folder: Path | None) -> list[str]:
    return [str(ROOT), str(folder or ""), os.environ.get("PYTHONPATH", "")]


def main() -> None:
    name, small, pages = sys.argv[1:]
    read = READERS[name]
    read(Path(small))
    sys.stdout.write(f"\n{json.dumps(cpu_of(lambda: read(Path(pages))))}\n")


if __name__ == "__main__":
    main()
