"""Sharing with other entities: explicit, dated, revocable, and never forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NewType
from uuid import uuid4

from core.ids import CollectionId, DocumentId, EntityId, Reader

ShareId = NewType("ShareId", str)


def new_share_id() -> ShareId:
    return ShareId(str(uuid4()))


@dataclass(frozen=True, slots=True)
class Share:
    """Lets a reader of another entity read a document, with what came in it, or all that is on a
    collection. It is kept when it has ended."""

    id: ShareId
    entity: EntityId
    """Whose documents."""
    document: DocumentId | None
    collection: CollectionId | None
    """One of the two is None."""
    reader: Reader
    first_day: date
    last_day: date
    """Both inclusive, in UTC."""
    reason: str
    created_at: datetime
    created_by: str
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    def holds_on(self, day: date) -> bool:
        return self.revoked_at is None and self.first_day <= day <= self.last_day

    def to_json(self) -> dict[str, Any]:
        """As `GET /v1/shares` lists it."""
        return {
            "id": self.id,
            "document": self.document,
            "collection": self.collection,
            "reader": self.reader,
            "from": self.first_day.isoformat(),
            "until": self.last_day.isoformat(),
            "reason": self.reason,
            "created_at": _shown(self.created_at),
            "created_by": self.created_by,
            "revoked_at": _shown(self.revoked_at) if self.revoked_at else None,
            "revoked_by": self.revoked_by,
        }


def _shown(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
