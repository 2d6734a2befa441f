"""What the tests of the vector index put in and ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from core.documents import Validity
from core.ids import CollectionId, DocumentId, EntityId, Locator, Reader, ReadingId, chunk_id
from core.indexing import IndexPoint, ScoredChunk, StoredPoint, Tags
from core.principals import AccessScope, Classification, SearchFilter, entity_reader

if TYPE_CHECKING:
    from core.indexing import Vector

DIMENSION = 8


def direction(seed: int) -> Vector:
    drawn = np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
    return drawn / np.linalg.norm(drawn)


ALWAYS = Validity()
ALPHA = (entity_reader(EntityId("alpha")),)


def point(
    number: int,
    text: str = "loyer annuel",
    *,
    entity: str = "alpha",
    collection: str = "leases",
    document: str = "d1",
    reading: str = "r1",
    classification: Classification = Classification.INTERNAL,
    validity: Validity = ALWAYS,
    readers: Iterable[str] | None = None,
) -> IndexPoint:
    """For everybody of its entity to read, where `readers` does not say otherwise."""
    may_read = (entity_reader(EntityId(entity)),) if readers is None else map(Reader, readers)
    ids = EntityId(entity), DocumentId(document), ReadingId(reading)
    return IndexPoint(
        chunk=chunk_id(*ids, Locator(f"char:{number}-{number + 1}")),
        vector=direction(number),
        text=text,
        entity=ids[0],
        tags=Tags(CollectionId(collection), classification, validity, tuple(may_read)),
        document=ids[1],
        reading=ids[2],
        language="fr",
        digest=f"digest of {number}",
    )


def inside(
    entity: str = "alpha",
    clearance: Classification = Classification.RESTRICTED,
    collections: Iterable[str] | None = None,
    documents: Iterable[str] | None = None,
    day: date | None = None,
    readers: Iterable[str] | None = None,
    sharers: Iterable[str] = (),
) -> SearchFilter:
    """As somebody of the entity, where `readers` does not say otherwise."""
    own = (entity_reader(EntityId(entity)),)
    scope = AccessScope(
        entity=EntityId(entity),
        clearance=clearance,
        readers=own if readers is None else tuple(map(Reader, readers)),
        sharers=tuple(map(EntityId, sharers)),
        collections=None if collections is None else tuple(map(CollectionId, collections)),
    )
    chosen = None if documents is None else tuple(map(DocumentId, documents))
    return SearchFilter(scope, chosen, day)


def visible(stored: IndexPoint, where: SearchFilter) -> bool:
    """The oracle: what a filter lets through, in plain Python."""
    scope = where.scope
    return (
        (stored.entity == scope.entity or stored.entity in scope.sharers)
        and (scope.readers is None or any(one in stored.tags.readers for one in scope.readers))
        and stored.tags.classification <= scope.clearance
        and (scope.collections is None or stored.tags.collection in scope.collections)
        and (where.documents is None or stored.document in where.documents)
        and (where.day is None or stored.tags.validity.holds_on(where.day))
    )


def chunks(found: Iterable[ScoredChunk | IndexPoint | StoredPoint]) -> list[str]:
    return [one.chunk for one in found]
