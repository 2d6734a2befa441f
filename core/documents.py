"""Documents, their versions, and the work on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.description import Corrections, Description
from core.ids import CollectionId, DocumentId, EntityId, JobId, ReadingId, VersionId
from core.outcomes import Outcome, Status
from core.principals import Classification


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
    parent: DocumentId | None = None
    """The mail or archive it came in."""
    found: Description = field(default_factory=Description)
    """What its live reading says of it."""
    corrections: Corrections = field(default_factory=dict)

    @property
    def description(self) -> Description:
        """What was found, with what users say in its place."""
        return self.found.corrected(self.corrections)

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
            "parent": self.parent,
            "description": self.description.to_json(),
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
