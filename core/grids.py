"""Grids: the same typed questions put to many documents, a cell for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.ids import DocumentId, EntityId, GridId
from core.principals import Classification
from core.verdicts import Verdict


class AnswerType(StrEnum):
    """What a question asks for, and so how its values are normalised."""

    TEXT = "text"
    """A clause or a sentence, word for word."""
    NUMBER = "number"
    """A decimal number, with its unit."""
    DATE = "date"
    """A day, a month or a year, as ISO 8601 writes them."""
    YES_NO = "yes_no"
    PARTY = "party"
    """Names of persons or organisations."""
    LIST = "list"
    """Several texts."""


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
class GridQuestion:
    """A column of a grid."""

    id: str
    text: str
    type: AnswerType
    label: str
    """What the column is called."""
    unit: str | None = None
    """The unit that numbers are expected in, as `core.units` names it; None: any."""

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "question": self.text,
            "type": self.type.value,
            "label": self.label,
            "unit": self.unit,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> GridQuestion:
        kind = AnswerType(data["type"])
        return cls(data["id"], data["question"], kind, data["label"], data["unit"])


@dataclass(frozen=True, slots=True)
class TypedValue:
    """A value as the document has it, and in a form that can be compared and computed with."""

    text: str
    """For people."""
    normalised: str | tuple[str, ...]
    """Number: a decimal without exponent. Date: ISO 8601, as far as it is known. Yes or no: `yes`,
    `no`. List: its items. Text, party: the text with single spaces."""
    unit: str | None = None
    """ISO 4217 for amounts of money, `%`, or as `core.units` names it; None: it has none."""

    def to_json(self) -> dict[str, Any]:
        many = not isinstance(self.normalised, str)
        normalised = list(self.normalised) if many else self.normalised
        return {"text": self.text, "normalised": normalised, "unit": self.unit}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TypedValue:
        found = data["normalised"]
        return cls(data["text"], found if isinstance(found, str) else tuple(found), data["unit"])


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
class Grid:
    """What was asked of what, by whom. Its cells are rows of their own."""

    id: GridId
    entity: EntityId
    title: str
    language: str
    """Of its labels: `fr` or `en`."""
    questions: tuple[GridQuestion, ...]
    documents: tuple[DocumentId, ...]
    created_at: datetime
    created_by: str
    clearance: Classification
    """The asker's: each cell is read with it, and with the rules of that moment."""
    made_with: Mapping[str, str]
    """Versions and settings that the values depend on."""
    cancelled_at: datetime | None = None

    @property
    def size(self) -> int:
        return len(self.questions) * len(self.documents)


@dataclass(frozen=True, slots=True)
class StoredCell:
    """A cell and where it stands."""

    row: int
    """Rank of the document in the grid, from 0."""
    column: int
    """Rank of the question, from 0."""
    cell: Cell
