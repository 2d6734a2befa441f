"""A workbook in words of our own: what its sheets hold, whatever file they become."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class Tone(StrEnum):
    """How a cell looks."""

    PLAIN = "plain"
    HEADER = "header"
    TITLE = "title"
    MUTED = "muted"
    STRONG = "strong"
    FOUND = "found"
    ABSENT = "absent"
    CONFLICT = "conflict"
    UNSURE = "unsure"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RowLink:
    """Leads to a row of another sheet."""

    sheet: str
    row: int
    """From 0."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    value: str | Decimal | int | date | datetime | None = None
    """Text is text, whatever it begins with: never a formula, never a link."""
    tone: Tone = Tone.PLAIN
    link: RowLink | str | None = None
    """A row, or an address."""
    unit: str = ""
    """Of a number: ISO 4217, `%` (the value is in hundredths: 3.5 for 3.5 %), or another name."""
    span: int = 1
    """Columns that it stretches over, to the right."""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    widths: tuple[int, ...]
    """Of the columns, in characters."""
    rows: tuple[tuple[SheetCell, ...], ...]
    most_lines: int = 12
    """Of a row; more of a long text is there, and not in sight."""
    frozen: tuple[int, int] = (0, 0)
    """Rows and columns that stay in sight; where there are rows, the last one has filters."""


class WorkbookWriter(Protocol):
    def write(self, sheets: tuple[Sheet, ...], made_at: datetime) -> bytes:
        """The file; the same sheets and moment give the same bytes. Blocks: call it from a
        thread."""
        ...
