"""Documents, their versions, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.ids import CollectionId, DocumentId, EntityId, JobId, ReadingId, VersionId
from core.principals import Classification


class Status(StrEnum):
    """What became of a document. `unchanged` is an outcome of an ingest, never a stored state."""

    QUEUED = "queued"
    PROCESSING = "processing"
    INDEXED = "indexed"
    PARTIAL = "partial"
    FAILED = "failed"
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
    no_text_layer | hidden | internal"""
    message: str
    page: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "component": self.component,
            "page": self.page,
            "category": self.category,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one ingest. Never `indexed` with a non-empty error list."""

    status: Status
    pages: int = 0
    elements: int = 0
    chunks: int = 0
    errors: tuple[ErrorItem, ...] = ()

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
        }

    @staticmethod
    def from_json(data: dict[str, Any]) -> Outcome:
        return Outcome(
            Status(data["status"]),
            data["pages"],
            data["elements"],
            data["chunks"],
            tuple(ErrorItem(**error) for error in data["errors"]),
        )


@dataclass(frozen=True, slots=True)
class Document:
    """One document of one collection of one entity, at its current version."""

    id: DocumentId
    entity: EntityId
    collection: CollectionId
    name: str
    version: VersionId
    media_type: str
    size_bytes: int
    created_at: datetime
    created_by: str
    classification: Classification = Classification.INTERNAL
    outcome: Outcome = field(default_factory=lambda: Outcome(Status.QUEUED))

    def to_json(self) -> dict[str, Any]:
        """The document as `GET /v1/documents/{id}` shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "collection": self.collection,
            "version": self.version,
            "media_type": self.media_type,
            "size_bytes": self.size_bytes,
            "classification": self.classification.name.lower(),
            "created_at": self.created_at.isoformat().replace("+00:00", "Z"),
            **self.outcome.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What remains of a deleted document: enough to say that it was, when and by whom deleted."""

    document: DocumentId
    entity: EntityId
    version: VersionId
    readings: tuple[ReadingId, ...]
    deleted_at: datetime
    deleted_by: str


class JobKind(StrEnum):
    INGEST = "ingest"
    PURGE = "purge"


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """Work accepted and recorded. The row is the truth; a queue only wakes workers."""

    id: JobId
    kind: JobKind
    entity: EntityId
    document: DocumentId
    version: VersionId
    state: JobState = JobState.QUEUED
    attempts: int = 0
