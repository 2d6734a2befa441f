"""Points and filters in the words of the embedded engine."""

from __future__ import annotations

from collections.abc import Sequence

import qdrant_edge as engine

from adapters.qdrant import points as shared
from adapters.qdrant.bm25 import WordWeights, document_weights
from core.ids import ChunkId
from core.indexing import IndexPoint


def record(point: IndexPoint, dimension: int) -> engine.Point:
    vectors: dict[str, engine.NamedVector] = {shared.DENSE: shared.numbers(point.vector, dimension)}
    # An empty sparse vector would still count as a text when document frequencies are computed.
    if weights := document_weights(point.text):
        vectors[shared.SPARSE] = sparse(weights)
    return engine.Point(point.chunk, vectors, shared.payload(point))


def sparse(weights: WordWeights) -> engine.SparseVector:
    return engine.SparseVector(weights.indices, weights.values)


def filtered(
    conditions: Sequence[shared.Condition], chunks: Sequence[ChunkId] | None = None
) -> engine.Filter:
    """All conditions must hold; of these chunks only, where some are given."""
    must: list[engine.ConditionType] = [_condition(condition) for condition in conditions]
    if chunks is not None:
        must.append(engine.HasIdCondition(set(chunks)))
    return engine.Filter(must=must)


def _condition(condition: shared.Condition) -> engine.FieldCondition:
    if condition.is_range:
        inside = engine.RangeFloat(gte=_float(condition.least), lte=_float(condition.most))
        return engine.FieldCondition(condition.field, range=inside)
    if len(condition.among) == 1:
        return engine.FieldCondition(condition.field, match=engine.MatchValue(condition.among[0]))
    return engine.FieldCondition(condition.field, match=engine.MatchAny(list(condition.among)))


def _float(bound: int | None) -> float | None:
    return None if bound is None else float(bound)
