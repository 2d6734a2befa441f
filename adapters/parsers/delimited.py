"""CSV: one leaf of kind sheet, labelled CSV: the file has no sheet name, and a stored one no name.

Cells are the file's own text: 1 234,50 stays 1 234,50.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path

from adapters.parsers.finish import finish_apart
from adapters.parsers.grid import GridRow, add_grid
from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.plain import decode
from core.outcomes import ErrorItem
from core.readings import LeafKind, Parsed

LABEL = "CSV"
MOST_CELLS = 1_000_000
MOST_COLUMNS = 16_384
"""Up to XFD, as a spreadsheet: a column beyond has no A1 address."""
_TOO_WIDE = ErrorItem("csv", "too_large", f"rows were cut after {MOST_COLUMNS:,} columns")
_DELIMITERS = ";,\t|"
_SAMPLE = 65_536
_LONGEST_FIELD = 1_000_000


def read(path: Path) -> Parsed:
    csv.field_size_limit(_LONGEST_FIELD)
    text = decode(path.read_bytes()).replace("\0", "")
    builder = LeafBuilder(1, LeafKind.SHEET, LABEL)
    errors: list[ErrorItem] = []
    add_grid(builder, _rows(text, errors))
    return finish_apart("csv", [builder.build()], errors)


def _rows(text: str, errors: list[ErrorItem]) -> Iterator[GridRow]:
    """Rows that are not empty, until the file ends, breaks or goes beyond the limits."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter_of(text))
    cells = 0
    try:
        for number, row in enumerate(reader, 1):
            cells += len(row) or 1  # a row has an address too, and they end
            if cells > MOST_CELLS:
                errors.append(ErrorItem("csv", "too_large", f"cut after {MOST_CELLS:,} cells"))
                return
            if any(cell.strip() for cell in row[MOST_COLUMNS:]) and _TOO_WIDE not in errors:
                errors.append(_TOO_WIDE)
            numbered = enumerate(row[:MOST_COLUMNS], 1)
            if filled := tuple((i, cell) for i, cell in numbered if cell.strip()):
                yield GridRow(number, filled)
    except csv.Error as error:
        message = f"cut at line {reader.line_num}: {error}"
        errors.append(ErrorItem("csv", "malformed", message))


def delimiter_of(text: str) -> str:
    """The delimiter that gives the most rows the same number of fields; a comma in doubt."""
    sample = text[:_SAMPLE]
    best: str = max((",", *_DELIMITERS), key=lambda one: _regularity(sample, one))
    return best


def _regularity(sample: str, delimiter: str) -> tuple[float, int]:
    """Share of the sample's rows that have the most common width above 1, and that width."""
    try:
        rows = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
        widths = [len(row) for row in islice(rows, 100) if row]
    except csv.Error:
        return 0.0, 0
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return 0.0, 0
    width, count = wide.most_common(1)[0]
    return count / len(widths), width
