"""What comes in, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.documents import Document, Validity
from core.ids import BatchId, CollectionId, DocumentId, Reader
from core.jobs import Job, Priority
from core.outcomes import Status
from core.principals import Classification
from flows.permissions.permit import Permissions


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent, and what was said of it."""

    path: Path
    name: str
    collection: CollectionId
    batch: BatchId | None
    priority: Priority
    supersedes: DocumentId | None
    """The document that it is a new version of."""
    validity: Validity
    source: str | None
    readers: tuple[Reader, ...] | None = None
    """Who of its entity reads it; None: nothing is said of that."""
    classification: Classification | None = None
    """None: nothing is said of it."""

    def permissions(self, known: Permissions) -> Permissions:
        """Those of a document that is known, with what is said of it now."""
        readers = self.readers if self.readers is not None else known.readers
        said = self.classification
        return Permissions(readers, known.classification if said is None else said)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A document that was recorded, and the job that will read it; None where nothing is to do."""

    document: Document
    job: Job | None
    same_as: tuple[DocumentId, ...] = ()
    """Documents with the same bytes in other collections that the caller may read, in id order."""

    @property
    def unchanged(self) -> bool:
        return self.job is None

    def to_json(self) -> dict[str, Any]:
        """The document, with what became of the upload."""
        unchanged = {"status": Status.UNCHANGED.value} if self.unchanged else {}
        return {
            **self.document.to_json(),
            **unchanged,
            "shared": False,
            "same_as": list(self.same_as),
            "job": self.job.to_json() if self.job else None,
        }
