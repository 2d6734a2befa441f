"""What became of a document: its status, what went wrong, what was kept out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """What became of a document. `unchanged` is an outcome of an ingest, never a stored state."""

    QUEUED = "queued"
    PROCESSING = "processing"
    INDEXED = "indexed"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNCHANGED = "unchanged"

    @property
    def is_final(self) -> bool:
        return self not in (Status.QUEUED, Status.PROCESSING)


@dataclass(frozen=True, slots=True)
class ErrorItem:
    """Something that went wrong with one document, as data."""

    component: str
    """The stage or parser that says it: sniff, parse, pdf, embed …"""
    category: str
    """empty | encrypted | malformed | unsupported | too_large | timeout | memory | crash |
    no_text_layer | internal"""
    message: str
    page: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "component": self.component,
            "page": self.page,
            "category": self.category,
            "message": self.message,
        }


class HiddenReason(StrEnum):
    """Why a person who opens the document does not see a text that is in the file."""

    INVISIBLE = "invisible"
    """Drawn in no ink, or styled hidden."""
    WHITE = "white"
    """In the colour of what is behind it, or nearly."""
    TINY = "tiny"
    OFF_PAGE = "off_page"
    COVERED = "covered"
    """Something was drawn over it."""
    HIDDEN_PART = "hidden_part"
    """On a hidden sheet, row, column or slide."""
    METADATA = "metadata"
    """Properties of the file."""
    COMMENT = "comment"
    """A remark beside the text, seen only by who asks for it."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text that is in the file and not on what it shows: never evidence, always told."""

    reason: HiddenReason
    text: str
    """Its beginning."""
    words: int
    """How many in all."""
    leaf: int | None = None
    """Number of the leaf it would be on, where it would be on one."""
    label: str = ""
    """Where in the file, in its own terms: a sheet's name, cells, a property."""

    def to_json(self) -> dict[str, Any]:
        return {
            "reason": self.reason.value,
            "text": self.text,
            "words": self.words,
            "leaf": self.leaf,
            "label": self.label,
        }

    @staticmethod
    def from_json(data: dict[str, Any]) -> Hidden:
        return Hidden(**{**data, "reason": HiddenReason(data["reason"])})


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one ingest. Never `indexed` with a non-empty error list.

    What was hidden is no error: a document is whole without it.
    """

    status: Status
    pages: int = 0
    elements: int = 0
    chunks: int = 0
    errors: tuple[ErrorItem, ...] = ()
    hidden: tuple[Hidden, ...] = ()

    def __post_init__(self) -> None:
        if self.status is Status.INDEXED and self.errors:
            raise ValueError("an outcome with errors is partial or failed, never indexed")

    def to_json(self) -> dict[str, Any]:
        return {
            "status": self.status.value,
            "pages": self.pages,
            "elements": self.elements,
            "chunks": self.chunks,
            "errors": [error.to_json() for error in self.errors],
            "hidden": [hidden.to_json() for hidden in self.hidden],
        }

    @staticmethod
    def from_json(data: dict[str, Any]) -> Outcome:
        return Outcome(
            Status(data["status"]),
            data["pages"],
            data["elements"],
            data["chunks"],
            tuple(ErrorItem(**error) for error in data["errors"]),
            # Outcomes of before the list was kept have none.
            tuple(Hidden.from_json(hidden) for hidden in data.get("hidden", ())),
        )
