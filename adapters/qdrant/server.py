"""The vector index on a Qdrant server or cluster."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, TypeVar

from qdrant_client import AsyncQdrantClient, models
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from adapters.qdrant import points as shared
from adapters.qdrant.bm25 import WordWeights, document_weights, question_weights
from adapters.qdrant.collection import prepare
from core.errors import Misconfigured, Unavailable, UpstreamFailed
from core.ids import DocumentId, EntityId, ReadingId
from core.indexing import IndexPoint, ScoredChunk
from core.principals import SearchFilter

if TYPE_CHECKING:
    from core.indexing import Vector

T = TypeVar("T")
COLLECTION = "probant"
TIMEOUT_SECONDS = 30


class ServerIndex:
    """`VectorIndex` on one collection that all entities share, each under its tenant index.

    The collection is made on the first call. Large entities are searched through a graph, so
    `dense` is approximate there. Every method may raise Misconfigured (another encoder, a server
    that is too old, a refused key) besides Unavailable.
    """

    def __init__(
        self,
        client: AsyncQdrantClient,
        dimension: int,
        fingerprint: str,
        collection: str = COLLECTION,
    ) -> None:
        self._client = client
        self._stamp = shared.Stamp(dimension, fingerprint)
        self._collection = collection
        self._preparing = asyncio.Lock()
        self._prepared = False
        self._closed = False

    @classmethod
    def at(cls, url: str, api_key: str, dimension: int, fingerprint: str) -> ServerIndex:
        """The index of the server or cluster at `url`; `api_key` may be empty. Contacts nothing."""
        client = AsyncQdrantClient(
            url=url,
            api_key=api_key or None,
            timeout=TIMEOUT_SECONDS,
            # It would call the server here, before there is anyone to tell.
            check_compatibility=False,
        )
        return cls(client, dimension, fingerprint)

    async def upsert(self, points: Sequence[IndexPoint]) -> None:
        for batch in shared.batches(points):
            records = await asyncio.to_thread(_records, batch, self._stamp.dimension)
            await self._ready()
            await _answer(self._client.upsert(self._collection, points=records, wait=True))

    async def dense(self, vector: Vector, where: SearchFilter, limit: int) -> list[ScoredChunk]:
        query = shared.numbers(vector, self._stamp.dimension)
        return await self._search(query, shared.DENSE, where, limit, None)

    async def sparse(self, text: str, where: SearchFilter, limit: int) -> list[ScoredChunk]:
        weights = await asyncio.to_thread(question_weights, text)
        if not weights:
            return []
        corpus = _filter(shared.scope_conditions(where.scope))
        params = models.SearchParams(idf=models.IdfCorpusParams(corpus=corpus))
        return await self._search(_sparse(weights), shared.SPARSE, where, limit, params)

    async def _search(
        self,
        query: list[float] | models.SparseVector,
        using: str,
        where: SearchFilter,
        limit: int,
        params: models.SearchParams | None,
    ) -> list[ScoredChunk]:
        if limit <= 0 or shared.sees_nothing(where):
            return []
        await self._ready()
        found = await _answer(
            self._client.query_points(
                self._collection,
                query=query,
                using=using,
                query_filter=_filter(shared.conditions(where)),
                search_params=params,
                limit=limit,
                with_payload=False,
            )
        )
        return shared.ranked((hit.id, hit.score) for hit in found.points)

    async def delete_document(self, entity: EntityId, document: DocumentId) -> None:
        await self._delete(shared.owned(entity, "document", document))

    async def delete_reading(self, entity: EntityId, reading: ReadingId) -> None:
        await self._delete(shared.owned(entity, "reading", reading))

    async def _delete(self, conditions: list[shared.Condition]) -> None:
        await self._ready()
        selector = models.FilterSelector(filter=_filter(conditions))
        await _answer(self._client.delete(self._collection, points_selector=selector, wait=True))

    async def count(self, where: SearchFilter) -> int:
        if shared.sees_nothing(where):
            return 0
        await self._ready()
        inside = _filter(shared.conditions(where))
        counting = self._client.count(self._collection, count_filter=inside, exact=True)
        return (await _answer(counting)).count

    async def close(self) -> None:
        self._closed = True
        await self._client.close()

    async def _ready(self) -> None:
        if self._closed:
            raise Unavailable("The vector index is closed.")
        async with self._preparing:
            if not self._prepared:
                await _answer(prepare(self._client, self._collection, self._stamp))
                self._prepared = True


async def _answer(asking: Awaitable[T]) -> T:
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


def _records(batch: Sequence[IndexPoint], dimension: int) -> list[models.PointStruct]:
    return [_record(point, dimension) for point in batch]


def _record(point: IndexPoint, dimension: int) -> models.PointStruct:
    vectors: dict[str, models.Vector] = {shared.DENSE: shared.numbers(point.vector, dimension)}
    # An empty sparse vector would still count as a text when document frequencies are computed.
    if weights := document_weights(point.text):
        vectors[shared.SPARSE] = _sparse(weights)
    return models.PointStruct(id=point.chunk, vector=vectors, payload=shared.payload(point))


def _sparse(weights: WordWeights) -> models.SparseVector:
    return models.SparseVector(indices=weights.indices, values=weights.values)


def _filter(conditions: Sequence[shared.Condition]) -> models.Filter:
    return models.Filter(must=[_condition(condition) for condition in conditions])


def _condition(condition: shared.Condition) -> models.FieldCondition:
    match condition:
        case shared.Condition(most=int(most)):
            return models.FieldCondition(key=condition.field, range=models.Range(lte=float(most)))
        case shared.Condition(among=(only,)):
            return models.FieldCondition(key=condition.field, match=models.MatchValue(value=only))
    among = models.MatchAny(any=list(condition.among))
    return models.FieldCondition(key=condition.field, match=among)
