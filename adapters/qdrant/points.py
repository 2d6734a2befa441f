"""What both engines agree on: names, payload, filters, and the order of hits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from adapters.qdrant.bm25 import ANALYSIS
from core.documents import Validity
from core.errors import Misconfigured
from core.ids import ChunkId, CollectionId, DocumentId, EntityId, Reader, ReadingId
from core.indexing import IndexPoint, ScoredChunk, StoredPoint, Tags
from core.principals import AccessScope, Classification, SearchFilter

if TYPE_CHECKING:
    from core.indexing import Vector

DENSE = "dense"
SPARSE = "bm25"
ENTITY = "entity"
READERS = "readers"
KEYWORDS = ("collection", "document", "reading", READERS)
CLASSIFICATION, FIRST, LAST = "classification", "valid_from", "valid_until"
DIGEST = "digest"
NUMBERS = (CLASSIFICATION, FIRST, LAST)
_BEFORE_ALL, _AFTER_ALL = 0, 10_000_000
"""Days that no date reaches (`date.max.toordinal()` is 3,652,059): a validity without that end."""
_FEW = 32
"""Documents among which it is counted how many passages hold a word: 3 ms at most."""
READ_POINTS = 1_000
"""Points read, named or deleted at a time, where all of something is gone through."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the vectors in a store depend on. A store holds vectors of one stamp only."""

    dimension: int
    encoder: str
    analysis: str = ANALYSIS


def check_stamp(wanted: Stamp, found: Stamp, store: str) -> None:
    """Raises Misconfigured unless the store was made for the same encoder and word analysis."""
    if found == wanted:
        return
    raise Misconfigured(
        f"The index in {store} was built with {_describe(found)}, "
        f"but {_describe(wanted)} is configured.",
        "Give it back the encoder it was built with, or run `probant reindex`.",
    )


def _describe(stamp: Stamp) -> str:
    return f"encoder {stamp.encoder!r} ({stamp.dimension} dimensions, {stamp.analysis})"


@dataclass(frozen=True, slots=True)
class Condition:
    """One field's test: equal to one of `among`, or not below `least` and not above `most`. Of a
    field with several values one is enough."""

    field: str
    among: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None

    @property
    def is_range(self) -> bool:
        return self.least is not None or self.most is not None


def sees_nothing(where: SearchFilter) -> bool:
    """Whether `where` excludes everything. No engine is asked what it makes of an empty list."""
    scope = where.scope
    return () in (scope.readers, scope.collections, where.documents)


def scope_conditions(scope: AccessScope) -> list[Condition]:
    conditions = [
        Condition(ENTITY, scope.entities),
        Condition(CLASSIFICATION, most=int(scope.clearance)),
    ]
    if scope.readers is not None:
        conditions.append(Condition(READERS, scope.readers))
    if scope.collections is not None:
        conditions.append(Condition("collection", scope.collections))
    return conditions


def conditions(where: SearchFilter) -> list[Condition]:
    narrowed = scope_conditions(where.scope)
    if where.documents is not None:
        narrowed.append(Condition("document", where.documents))
    if where.day is not None:
        day = where.day.toordinal()
        narrowed += [Condition(FIRST, most=day), Condition(LAST, least=day)]
    return narrowed


def corpus(where: SearchFilter) -> list[Condition]:
    """Where it is counted how rare a word is: in what is searched, so that the name of its issuer
    is no rare word of a report. Over a long list of documents it would take longer than the search.
    """
    few = where.documents is not None and len(where.documents) <= _FEW
    return conditions(where) if few else scope_conditions(where.scope)


def of_entity(entity: EntityId) -> list[Condition]:
    """Every point of `entity`, whatever its classification."""
    return [Condition(ENTITY, (entity,))]


def owned(entity: EntityId, field: str, value: str) -> list[Condition]:
    """Those of them whose `field` is `value`."""
    return [*of_entity(entity), Condition(field, (value,))]


Payload = dict[str, str | int | list[str]]


def payload(point: IndexPoint) -> Payload:
    return {
        ENTITY: point.entity,
        "document": point.document,
        "reading": point.reading,
        "language": point.language,
        DIGEST: point.digest,
        **tagged(point.tags),
    }


def tagged(tags: Tags) -> Payload:
    """The part of a payload that may change while the chunk stays."""
    first, last = tags.validity.first, tags.validity.last
    return {
        "collection": tags.collection,
        CLASSIFICATION: int(tags.classification),
        FIRST: first.toordinal() if first else _BEFORE_ALL,
        LAST: last.toordinal() if last else _AFTER_ALL,
        READERS: list(tags.readers),
    }


def stored(point: object, held: Mapping[str, Any]) -> StoredPoint:
    """Inverse of `payload`. What was written before there were readers has none: nobody finds it
    until it is tagged."""
    first, last = held[FIRST], held[LAST]
    validity = Validity(
        date.fromordinal(first) if first > _BEFORE_ALL else None,
        date.fromordinal(last) if last < _AFTER_ALL else None,
    )
    readers = tuple(map(Reader, held.get(READERS, ())))
    collection, classification = CollectionId(held["collection"]), held[CLASSIFICATION]
    return StoredPoint(
        ChunkId(str(point)),
        EntityId(held[ENTITY]),
        DocumentId(held["document"]),
        ReadingId(held["reading"]),
        Tags(collection, Classification(classification), validity, readers),
    )


def numbers(vector: Vector, dimension: int) -> list[float]:
    """`vector` as a list. Raises ValueError unless it has `dimension` finite numbers."""
    if vector.shape != (dimension,) or not np.isfinite(vector).all():
        raise ValueError(f"not a vector of {dimension} finite numbers: shape {vector.shape}")
    values: list[float] = vector.tolist()
    return values


def batches(points: Sequence[IndexPoint], size: int) -> Iterator[list[IndexPoint]]:
    """`points` in order, `size` at a time; of two with one chunk id only the last."""
    return several(list({point.chunk: point for point in points}.values()), size)


def several(items: Iterable[Item], size: int = READ_POINTS) -> Iterator[list[Item]]:
    """`items` in order, `size` at a time."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def ranked(hits: Iterable[tuple[object, float]]) -> list[ScoredChunk]:
    """(point id, score) pairs, best first; equal scores in the order of their ids."""
    chunks = [ScoredChunk(ChunkId(str(point)), score) for point, score in hits]
    return sorted(chunks, key=lambda chunk: (-chunk.score, chunk.chunk))
