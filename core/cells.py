"""Cells of grids: what one document says to one question, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.grids import TypedValue
from core.ids import ReadingId, VersionId
from core.verdicts import Verdict


class CellState(StrEnum):
    FOUND = "found"
    ABSENT = "absent"
    """Nothing in the document answers."""
    CONFLICT = "conflict"
    """Places that are as good as each other give different values."""
    UNSURE = "unsure"
    """There is evidence, but it is weak, or holds no value of the type asked for."""
    FAILED = "failed"
    """The cell could not be read; `reason` says why."""
    PENDING = "pending"
    """Not read yet. It is never stored."""


@dataclass(frozen=True, slots=True)
class CellQuote:
    """One place of the document that a cell rests on."""

    citations: tuple[Mapping[str, Any], ...]
    """As `core.evidence.Citation.to_json` gives them (id, quote, page, boxes, verdict …): the place
    itself, then what it can't be read without, such as the headers of a row. At least one."""
    value: TypedValue | None = None
    """What this place says; None where it holds no value of the type."""

    @property
    def verdict(self) -> Verdict:
        """Whether the value follows from the quotes, read again at their places."""
        return Verdict(self.citations[0]["verdict"])

    @property
    def is_proven(self) -> bool:
        return self.verdict in (Verdict.SUPPORTED, Verdict.DERIVED)

    @property
    def text(self) -> str:
        return " — ".join(" ".join(citation["quote"].split()) for citation in self.citations)

    @property
    def page(self) -> int | None:
        """1-based; None where the document has no pages."""
        found: int | None = self.citations[0]["page_start"]
        return found

    def to_json(self) -> dict[str, Any]:
        value = self.value.to_json() if self.value else None
        return {"citations": [dict(citation) for citation in self.citations], "value": value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CellQuote:
        value = TypedValue.from_json(data["value"]) if data["value"] else None
        return cls(tuple(data["citations"]), value)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one document says to one question."""

    state: CellState
    confidence: float = 0.0
    """How likely it is that the state, and the evidence shown, are right, in [0, 1]."""
    value: TypedValue | None = None
    quotes: tuple[CellQuote, ...] = ()
    """The best first."""
    reason: str = ""
    """Why there is no certain value, in a word that `flows.grids.words` can put for people."""

    @property
    def verdict(self) -> Verdict | None:
        """Of the best place; None where there is none."""
        return self.quotes[0].verdict if self.quotes else None

    def to_json(self) -> dict[str, Any]:
        return {
            "state": self.state.value,
            "confidence": round(self.confidence, 6),
            "value": self.value.to_json() if self.value else None,
            "verdict": self.verdict.value if self.verdict else None,
            "quotes": [quote.to_json() for quote in self.quotes],
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Cell:
        return cls(
            state=CellState(data["state"]),
            confidence=data["confidence"],
            value=TypedValue.from_json(data["value"]) if data["value"] else None,
            quotes=tuple(CellQuote.from_json(quote) for quote in data["quotes"]),
            reason=data["reason"],
        )


@dataclass(frozen=True, slots=True)
class StoredCell:
    """A cell, where it stands, and what it was read in."""

    row: int
    """Rank of the document in the grid, from 0."""
    column: int
    """Rank of the question, from 0."""
    cell: Cell
    version: VersionId | None = None
    reading: ReadingId | None = None
    """Of the document, as they were live when it was read; None where none was. All cells of a row
    are of one reading."""
