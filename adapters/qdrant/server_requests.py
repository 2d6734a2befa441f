"""Points, filters and failures in the words of a Qdrant server."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TypeVar

from qdrant_client import models
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from adapters.qdrant import points as shared
from adapters.qdrant.bm25 import WordWeights, document_weights
from core.errors import Misconfigured, Unavailable, UpstreamFailed
from core.ids import ChunkId
from core.indexing import IndexPoint

T = TypeVar("T")


async def answer(asking: Awaitable[T]) -> T:
    """What the server answers. Raises Unavailable, Misconfigured, UpstreamFailed."""
    try:
        return await asking
    except (ResponseHandlingException, ResourceExhaustedResponse) as error:
        cause = getattr(error, "source", error)
        raise Unavailable(f"The Qdrant server does not answer: {cause!r}.") from error
    except UnexpectedResponse as error:
        raise _refusal(error) from error


def _refusal(error: UnexpectedResponse) -> Exception:
    status = error.status_code or 0
    if status in (401, 403):
        return Misconfigured(
            f"The Qdrant server refused the key ({status}).", "Check the key and its rights."
        )
    if status == 429 or status >= 500:
        return Unavailable(f"The Qdrant server is not able to answer now ({status}).")
    return UpstreamFailed(f"The Qdrant server refused a request: {error}")


def records(batch: Sequence[IndexPoint], dimension: int) -> list[models.PointStruct]:
    return [_record(point, dimension) for point in batch]


def _record(point: IndexPoint, dimension: int) -> models.PointStruct:
    vectors: dict[str, models.Vector] = {shared.DENSE: shared.numbers(point.vector, dimension)}
    # An empty sparse vector would still count as a text when document frequencies are computed.
    if weights := document_weights(point.text):
        vectors[shared.SPARSE] = sparse(weights)
    return models.PointStruct(id=point.chunk, vector=vectors, payload=shared.payload(point))


def sparse(weights: WordWeights) -> models.SparseVector:
    return models.SparseVector(indices=weights.indices, values=weights.values)


def filtered(
    conditions: Sequence[shared.Condition], chunks: Sequence[ChunkId] | None = None
) -> models.Filter:
    """All conditions must hold; of these chunks only, where some are given."""
    must: list[models.Condition] = [_condition(condition) for condition in conditions]
    if chunks is not None:
        must.append(models.HasIdCondition(has_id=list(chunks)))
    return models.Filter(must=must)


def _condition(condition: shared.Condition) -> models.FieldCondition:
    if condition.is_range:
        inside = models.Range(gte=condition.least, lte=condition.most)
        return models.FieldCondition(key=condition.field, range=inside)
    match: models.MatchValue | models.MatchAny
    if len(condition.among) == 1:
        match = models.MatchValue(value=condition.among[0])
    else:
        match = models.MatchAny(any=list(condition.among))
    return models.FieldCondition(key=condition.field, match=match)
