"""Who asks, and what they may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from core.ids import CollectionId, DocumentId, EntityId, Reader


class Classification(IntEnum):
    """How sensitive a document is; comparable."""

    PUBLIC = 0
    INTERNAL = 1
    CONFIDENTIAL = 2
    RESTRICTED = 3


class Role(StrEnum):
    """What somebody is there for; `governance.policy` says what each role allows."""

    READER = "reader"
    """Asks, searches, reads."""
    CONTRIBUTOR = "contributor"
    """Adds documents and says what they are, too."""
    MANAGER = "manager"
    """Moves, shares, holds and deletes documents, and says who reads them, too."""
    REVIEWER = "reviewer"
    """Decides of answers of others that wait for people."""
    APPROVER = "approver"
    """Lets use cases of others into use."""
    AUDITOR = "auditor"
    """Reads the ledger."""
    ADMIN = "admin"
    """Gives and takes back access keys."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Someone or something that asks, as identified at the edge of a request."""

    id: str
    """`local`, `key:…`, `user:…`."""
    entity: EntityId
    clearance: Classification
    """The highest classification of what it may see."""
    roles: frozenset[Role]
    groups: frozenset[str] = frozenset()
    """Of its entity: two entities' groups of one name are two."""
    sharers: tuple[EntityId, ...] = ()
    """Other entities that share something with it today, in order."""
    held_by: str = ""
    """Of a key that somebody gave: the first in the line of those who gave keys; else empty."""

    @property
    def holder(self) -> str:
        """Id of who answers for what it uses: another key of theirs is no other user."""
        return self.held_by or self.id

    @property
    def readers(self) -> tuple[Reader, ...]:
        """As whom it reads: one of them among a document's readers lets it."""
        groups = (group_reader(self.entity, group) for group in sorted(self.groups))
        return (entity_reader(self.entity), *groups, user_reader(self.entity, self.id))


def entity_reader(entity: EntityId) -> Reader:
    """Everybody of an entity."""
    return Reader(f"entity:{entity}")


def group_reader(entity: EntityId, group: str) -> Reader:
    return Reader(f"group:{entity}/{group}")


def user_reader(entity: EntityId, user: str) -> Reader:
    return Reader(f"user:{entity}/{user}")


@dataclass(frozen=True, slots=True)
class AccessScope:
    """What a decision lets a principal see. Always a hard filter inside the index and in SQL."""

    entity: EntityId
    """Whose documents: its own and, among those of `sharers`, what is shared with it."""
    clearance: Classification
    readers: tuple[Reader, ...] | None
    """Only documents that one of these may read; None: whoever their readers are."""
    collections: tuple[CollectionId, ...] | None = None
    """None: every collection."""
    sharers: tuple[EntityId, ...] = ()

    @classmethod
    def whole(
        cls, entity: EntityId, collections: tuple[CollectionId, ...] | None = None
    ) -> AccessScope:
        """Everything of an entity, whoever reads it. For maintenance alone: no principal's."""
        return cls(entity, max(Classification), None, collections)

    @property
    def entities(self) -> tuple[EntityId, ...]:
        """Whose documents may be inside."""
        return (self.entity, *self.sharers)

    def admits(
        self,
        entity: EntityId,
        collection: CollectionId,
        classification: Classification,
        readers: Collection[Reader],
    ) -> bool:
        """Whether a document of this entity, collection and classification, that these may read
        today, is inside: what an index and a database make of the scope, in one place."""
        return (
            entity in self.entities
            and classification <= self.clearance
            and (self.collections is None or collection in self.collections)
            and (self.readers is None or not set(self.readers).isdisjoint(readers))
        )


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """An access scope, narrowed by what the question is about. Narrowing can only remove."""

    scope: AccessScope
    documents: tuple[DocumentId, ...] | None = None
    """None: every document in the scope."""
    day: date | None = None
    """Only documents that are valid on this day; None: whatever their validity."""
