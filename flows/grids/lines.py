"""A grid as lines: CSV (RFC 4180) and JSON Lines, a line for each cell."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO

from core.grids import AnswerType, Cell, GridQuestion
from flows.grids.views import Row, ShownCell, Table
from flows.grids.words import reason_of, words_in

_COLUMNS = (
    *("document", "document_id", "question", "label", "type", "state", "value", "normalised"),
    *("unit", "confidence", "verdict", "reason", "quote", "page", "locator", "citation"),
)
_RISKY = re.compile(r"^(?=\s*+[=+\-@]|[\t\r])|(?<=\S)([;\t\r\n])(?=\s*+[=+\-@])")


def as_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, without which spreadsheets take it for an older encoding."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in table.rows:
        for question, cell in zip(table.grid.questions, row.cells, strict=True):
            writer.writerow(_fields(row, question, cell, table.grid.language))
    return buffer.getvalue().encode("utf-8-sig")


def _fields(row: Row, question: GridQuestion, cell: Cell, language: str) -> list[str]:
    value, best = cell.value, cell.quotes[0] if cell.quotes else None
    normalised = value.normalised if value else ""
    joined = normalised if isinstance(normalised, str) else " | ".join(normalised)
    is_number = question.type is AnswerType.NUMBER
    citation = best.citations[0] if best else {}
    why = reason_of(cell.state.value, cell.reason, words_in(language)) if cell.reason else ""
    texts = [row.name or "", row.document, question.id, question.label, question.type.value]
    texts += [cell.state.value, value.text if value else ""]
    return [
        *map(harmless, texts),
        joined if is_number else harmless(joined),  # a negative number is no formula
        value.unit or "" if value else "",
        f"{cell.confidence:.3f}",
        best.verdict.value if best else "",
        harmless(why),
        harmless(best.text) if best else "",
        str(best.page or "") if best else "",
        harmless(str(citation.get("locator", ""))),
        str(citation.get("id", "")),
    ]


def harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula (OWASP, CSV injection);
    also behind what it may part cells at, as French ones do at semicolons."""
    return _RISKY.sub(lambda found: f"{found[1] or ''}'", text)


def as_json_lines(table: Table) -> bytes:
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in _lines(table)).encode()


def _lines(table: Table) -> Iterator[dict[str, object]]:
    for row in table.rows:
        for question, cell in zip(table.grid.questions, row.cells, strict=True):
            yield ShownCell(row.document, row.name, question, cell).to_json()
