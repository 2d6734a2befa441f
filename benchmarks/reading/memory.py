"""Peak memory of a worker that reads one long document, its caged processes included.

`python -m benchmarks.reading.memory FILE MEDIA_TYPE` is that worker.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from adapters.parsers.cage import CagedParser
from benchmarks.reading.figure import Figure, over, progress
from benchmarks.reading.files import DOCX_PAGES, page_count
from benchmarks.reading.meter import peak_bytes
from benchmarks.reading.passes import PDF

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MOST_GB = 2.0


def peaks(pdf: Path, docx: Path) -> list[Figure]:
    """A core each at once, as by default."""
    return [
        _peak("PDF", pdf, PDF, over(1, page_count(pdf))),
        _peak("DOCX", docx, _DOCX, f"1 file, about {DOCX_PAGES} pages"),
    ]


def _peak(name: str, path: Path, media_type: str, on: str) -> Figure:
    progress(f"memory: {path.name}")
    peak = peak_bytes("benchmarks.reading.memory", [str(path), media_type])
    return Figure(f"peak memory of worker and cage, {name}", on, peak / 1e9, "GB", most=_MOST_GB)


def main() -> None:
    asyncio.run(CagedParser().parse(Path(sys.argv[1]), sys.argv[2]))


if __name__ == "__main__":
    main()
