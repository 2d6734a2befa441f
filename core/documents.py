"""Documents, their versions, and what holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.description import Corrections, Description
from core.ids import CollectionId, DocumentId, EntityId, Reader, ReadingId, VersionId
from core.outcomes import Outcome, Status
from core.principals import Classification


@dataclass(frozen=True, slots=True)
class Validity:
    """From which day to which a document counts, both inclusive; None: without that limit."""

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise ValueError("a validity that ends before it begins")

    def holds_on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def to_json(self) -> dict[str, str | None]:
        return {
            "valid_from": self.first.isoformat() if self.first else None,
            "valid_until": self.last.isoformat() if self.last else None,
        }


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: until it is lifted, nothing it covers is deleted, whoever asks."""

    reason: str
    placed_by: str
    placed_at: datetime

    def to_json(self) -> dict[str, Any]:
        return {"reason": self.reason, "by": self.placed_by, "at": _shown(self.placed_at)}


@dataclass(frozen=True, slots=True)
class Document:
    """One document of one collection of one entity, at its current version."""

    id: DocumentId
    entity: EntityId
    collection: CollectionId
    name: str
    version: VersionId
    """The one that is live, or the first while none is."""
    media_type: str
    size_bytes: int
    created_at: datetime
    created_by: str
    classification: Classification = Classification.INTERNAL
    outcome: Outcome = field(default_factory=lambda: Outcome(Status.QUEUED))
    """Of the version that is live; while none is, of the last try."""
    own: bool = True
    """Whether someone added it on its own; otherwise it goes with the last it came in."""
    parents: tuple[DocumentId, ...] = ()
    """The mails and archives it came in, in id order."""
    source: str | None = None
    """Its path in the folder that its collection is kept in step with; None: it came otherwise."""
    validity: Validity = field(default_factory=Validity)
    hold: Hold | None = None
    found: Description = field(default_factory=Description)
    """What its live reading says of it."""
    corrections: Corrections = field(default_factory=dict)
    readers: tuple[Reader, ...] | None = None
    """Who of its entity reads it, in order; None: who reads its collection."""
    open_to: tuple[Reader, ...] = field(default=(), compare=False)
    """Who may read it today, with those it is shared with, in order. It follows from the rest:
    the database says it."""

    @property
    def description(self) -> Description:
        """What was found, with what users say in its place."""
        return self.found.corrected(self.corrections)

    def to_json(self) -> dict[str, Any]:
        """The document as `GET /v1/documents/{id}` shows it, what is under way apart."""
        return {
            "id": self.id,
            "entity": self.entity,
            "name": self.name,
            "collection": self.collection,
            "version": self.version,
            "media_type": self.media_type,
            "size_bytes": self.size_bytes,
            "classification": self.classification.name.lower(),
            "created_at": _shown(self.created_at),
            "parents": list(self.parents),
            "source": self.source,
            **self.validity.to_json(),
            "hold": self.hold.to_json() if self.hold else None,
            "description": self.description.to_json(),
            **self.outcome.to_json(),
        }


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """One state of a document's bytes. The same bytes may come back later, under a new number."""

    document: DocumentId
    number: int
    """1-based, in the order in which they were added."""
    version: VersionId
    name: str
    media_type: str
    size_bytes: int
    added_at: datetime
    added_by: str | None
    """None: whoever sees it is not told."""

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "version": self.version,
            "name": self.name,
            "media_type": self.media_type,
            "size_bytes": self.size_bytes,
            "added_at": _shown(self.added_at),
            "added_by": self.added_by,
        }


@dataclass(frozen=True, slots=True)
class Collection:
    """A shelf of an entity, and what holds for everything on it."""

    entity: EntityId
    name: CollectionId
    retention_days: int | None = None
    """Days after which a document is deleted; None: it is kept."""
    hold: Hold | None = None
    dense_weight: float | None = None
    """Of dense against BM25 for its passages, in [0, 1]; None: as everywhere."""
    readers: tuple[Reader, ...] | None = None
    """Who reads the documents on it that say nothing else, in order; None: everybody of the
    entity."""
    documents: int = 0
    """How many are on it, inside the scope that asked."""

    def to_json(self) -> dict[str, Any]:
        """What whoever reads on it is told; who else does is for those who manage it."""
        return {
            "name": self.name,
            "documents": self.documents,
            "retention_days": self.retention_days,
            "hold": self.hold.to_json() if self.hold else None,
            "dense_weight": self.dense_weight,
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
    collection: CollectionId
    classification: Classification
    open_to: tuple[Reader, ...]
    """Who could read it on the day it was deleted: they alone are told that it was there."""


def _shown(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
