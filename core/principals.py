"""Who asks, and what they may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from core.ids import CollectionId, DocumentId, EntityId


class Classification(IntEnum):
    """How sensitive a document is; comparable."""

    PUBLIC = 0
    INTERNAL = 1
    CONFIDENTIAL = 2
    RESTRICTED = 3


@dataclass(frozen=True, slots=True)
class Principal:
    """Someone or something that asks, as identified at the edge of a request."""

    id: str
    entity: EntityId
    clearance: Classification = Classification.RESTRICTED


@dataclass(frozen=True, slots=True)
class AccessScope:
    """What a decision lets a principal see. Always a hard filter inside the index and in SQL."""

    entity: EntityId
    clearance: Classification
    collections: tuple[CollectionId, ...] | None = None
    """None: every collection of the entity."""


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """An access scope, narrowed by what the question is about. Narrowing can only remove."""

    scope: AccessScope
    documents: tuple[DocumentId, ...] | None = None
    """None: every document in the scope."""
    day: date | None = None
    """Only documents that are valid on this day; None: whatever their validity."""
