"""What both engines agree on: names, payload, filters, and the order of hits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from adapters.qdrant.bm25 import ANALYSIS
from core.errors import Misconfigured
from core.ids import ChunkId, EntityId
from core.indexing import IndexPoint, ScoredChunk
from core.principals import AccessScope, SearchFilter

if TYPE_CHECKING:
    from core.indexing import Vector

DENSE = "dense"
SPARSE = "bm25"
ENTITY = "entity"
KEYWORDS = ("collection", "document", "reading")
CLASSIFICATION = "classification"
BATCH_POINTS = 128
"""Points a request: 128 of 4,096 dimensions stay below a server's default limit of 32 MB."""


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
        "Configure the encoder it was built with, or move the index away and index the documents "
        "again.",
    )


def _describe(stamp: Stamp) -> str:
    return f"encoder {stamp.encoder!r} ({stamp.dimension} dimensions, {stamp.analysis})"


@dataclass(frozen=True, slots=True)
class Condition:
    """One field's test, all of which must hold: equal to one of `among`, or at most `most`."""

    field: str
    among: tuple[str, ...] = ()
    most: int | None = None


def sees_nothing(where: SearchFilter) -> bool:
    """Whether `where` excludes everything. No engine is asked what it makes of an empty list."""
    return where.scope.collections == () or where.documents == ()


def scope_conditions(scope: AccessScope) -> list[Condition]:
    conditions = [
        Condition(ENTITY, (scope.entity,)),
        Condition(CLASSIFICATION, most=int(scope.clearance)),
    ]
    if scope.collections is not None:
        conditions.append(Condition("collection", scope.collections))
    return conditions


def conditions(where: SearchFilter) -> list[Condition]:
    narrowed = scope_conditions(where.scope)
    if where.documents is not None:
        narrowed.append(Condition("document", where.documents))
    return narrowed


def owned(entity: EntityId, field: str, value: str) -> list[Condition]:
    """Every point of `entity` whose `field` is `value`, whatever its classification."""
    return [Condition(ENTITY, (entity,)), Condition(field, (value,))]


def payload(point: IndexPoint) -> dict[str, str | int]:
    return {
        ENTITY: point.entity,
        CLASSIFICATION: int(point.classification),
        "collection": point.collection,
        "document": point.document,
        "reading": point.reading,
        "language": point.language,
    }


def numbers(vector: Vector, dimension: int) -> list[float]:
    """`vector` as a list. Raises ValueError unless it has `dimension` finite numbers."""
    if vector.shape != (dimension,) or not np.isfinite(vector).all():
        raise ValueError(f"not a vector of {dimension} finite numbers: shape {vector.shape}")
    values: list[float] = vector.tolist()
    return values


def batches(points: Sequence[IndexPoint]) -> Iterator[list[IndexPoint]]:
    """`points` in order, `BATCH_POINTS` at a time; of two with one chunk id only the last."""
    rest = iter({point.chunk: point for point in points}.values())
    while batch := list(islice(rest, BATCH_POINTS)):
        yield batch


def ranked(hits: Iterable[tuple[object, float]]) -> list[ScoredChunk]:
    """(point id, score) pairs, best first; equal scores in the order of their ids."""
    chunks = [ScoredChunk(ChunkId(str(point)), score) for point, score in hits]
    return sorted(chunks, key=lambda chunk: (-chunk.score, chunk.chunk))
