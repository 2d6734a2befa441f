"""A workbook in words of our own: what its sheets hold, whatever file they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import IO, Protocol

_MANY = 10**8


def is_in_millions(value: Decimal) -> bool:
    """Whether people read a finite amount more easily in millions: a large and round one."""
    return abs(value) >= _MANY and value % 100_000 == 0


class Tone(StrEnum):
    """How a cell looks."""

    PLAIN = "plain"
    HEADER = "header"
    COUNTS = "counts"
    """Header of a column of counts, which stand in its middle."""
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
    """Text is text, whatever it begins with: never a formula, never a link. An int is a count."""
    tone: Tone = Tone.PLAIN
    link: RowLink | str | None = None
    """A row, or an address."""
    unit: str = ""
    """Of a number: `%` (the value is in hundredths: 3.5 for 3.5 %), or what stands behind it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    widths: tuple[int, ...]
    """Of the columns, in characters."""
    most_lines: int = 12
    """Of a row; more of a long text is there, and not in sight."""
    frozen: tuple[int, int] = (0, 0)
    """Rows and columns that stay in sight; where there are rows, the last one has filters."""


class Workbook(Protocol):
    """A workbook in the making: rows that were added are on disk. Blocks: work in a thread."""

    @property
    def chars(self) -> int:
        """Of all texts that were added."""
        ...

    def add(self, sheet: str, cells: tuple[SheetCell, ...]) -> int:
        """The next row of a sheet; its rank, from 0."""
        ...

    def close(self) -> None:
        """Complete the file."""
        ...


class WorkbookWriter(Protocol):
    def open(
        self, file: IO[bytes], folder: Path, sheets: Sequence[Sheet], made_at: datetime
    ) -> Workbook:
        """A workbook with these sheets that becomes `file`; until then its rows are in `folder`.

        The same rows and moment give the same bytes.
        """
        ...
