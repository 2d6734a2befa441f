"""Grids: the same typed questions put to many documents, a cell for each (`core.cells`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.ids import DocumentId, EntityId, GridId
from core.principals import Classification


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
    def is_draft(self) -> bool:
        """Whether its use case lets people look at answers: nobody decides of cells, which stay
        what a program read."""
        return "supervision" in self.made_with

    @property
    def size(self) -> int:
        return len(self.questions) * len(self.documents)
