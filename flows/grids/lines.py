"""A grid as lines: CSV (RFC 4180) and JSON Lines, a line for each cell."""

from __future__ import annotations

import codecs
import csv
import json
import re
from dataclasses import dataclass, field
from io import StringIO
from typing import IO

from core.grids import Grid
from flows.grids.views import Row, ShownCell
from flows.grids.words import reason_of, words_in

_COLUMNS = (
    *("document", "document_id", "version", "question", "label", "type", "state", "value"),
    *("normalised", "unit", "confidence", "verdict", "reason", "quote", "page", "locator"),
    "citation",
)
_RISKY = re.compile(r"^(?=\s*+[=+\-@]|[\t\r])|(?<=\S)([;\t\r\n])(?=\s*+[=+\-@])")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(slots=True)
class CsvFile:
    """UTF-8 with a byte order mark, without which spreadsheets take it for an older encoding."""

    file: IO[bytes]
    grid: Grid
    size: int = field(default=0, init=False)
    """In bytes."""

    def __post_init__(self) -> None:
        self.size += self.file.write(codecs.BOM_UTF8)
        self._write([list(_COLUMNS)])

    def add(self, row: Row) -> None:
        shown = row.shown(self.grid.questions)
        self._write([[*map(harmless, _fields(cell, self.grid.language))] for cell in shown])

    def _write(self, lines: list[list[str]]) -> None:
        buffer = StringIO(newline="")
        csv.writer(buffer, lineterminator="\r\n").writerows(lines)
        self.size += self.file.write(buffer.getvalue().encode())

    def close(self) -> None:
        self.file.flush()


def _fields(shown: ShownCell, language: str) -> list[str]:
    question, cell = shown.question, shown.cell
    value, best = cell.value, cell.quotes[0] if cell.quotes else None
    normalised = value.normalised if value else ""
    citation = best.citations[0] if best else {}
    return [
        *(shown.name or "", shown.document, shown.version or ""),
        *(question.id, question.label, question.type.value, cell.state.value),
        value.text if value else "",
        normalised if isinstance(normalised, str) else " | ".join(normalised),
        value.unit or "" if value else "",
        f"{cell.confidence:.3f}",
        best.verdict.value if best else "",
        reason_of(cell.state.value, cell.reason, words_in(language)) if cell.reason else "",
        best.text if best else "",
        str(best.page or "") if best else "",
        str(citation.get("locator", "")),
        str(citation.get("id", "")),
    ]


def harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula (OWASP, CSV injection);
    also behind what it may part cells at, as French ones do at semicolons. A number is none."""
    if _NUMBER.fullmatch(text):
        return text
    return _RISKY.sub(lambda found: f"{found[1] or ''}'", text)


@dataclass(slots=True)
class JsonLinesFile:
    """Each cell whole."""

    file: IO[bytes]
    grid: Grid
    size: int = field(default=0, init=False)
    """In bytes."""

    def add(self, row: Row) -> None:
        for shown in row.shown(self.grid.questions):
            line = json.dumps(shown.to_json(), ensure_ascii=False)
            self.size += self.file.write(f"{line}\n".encode())

    def close(self) -> None:
        self.file.flush()
