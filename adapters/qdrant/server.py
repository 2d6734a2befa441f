"""The vector index on a Qdrant server or cluster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from qdrant_client import AsyncQdrantClient, models

from adapters.qdrant import points as shared
from adapters.qdrant.bm25 import question_weights
from adapters.qdrant.collection import prepare
from adapters.qdrant.server_requests import answer, filtered, records, sparse
from core.errors import Unavailable
from core.ids import ChunkId, DocumentId, EntityId, ReadingId
from core.indexing import IndexPoint, ScoredChunk, StoredPoint, Tags
from core.principals import SearchFilter

if TYPE_CHECKING:
    from core.indexing import Vector, Vectors

WRITTEN_POINTS = 128
"""Points a request: 128 of 4,096 dimensions stay below a server's default limit of 32 MB."""


class ServerIndex:
    """`VectorIndex` on one collection that all entities share, each under its tenant index.

    The collection is made on the first call. Large entities are searched through a graph, so
    `dense` is approximate there. Every method may raise Misconfigured (another encoder, a server
    that is too old, a refused key) besides Unavailable.
    """

    def __init__(
        self, client: AsyncQdrantClient, dimension: int, fingerprint: str, collection: str
    ) -> None:
        """The client stays its caller's."""
        self._client = client
        self._stamp = shared.Stamp(dimension, fingerprint)
        self._collection = collection
        self._preparing = asyncio.Lock()
        self._prepared = False
        self._closed = False

    async def upsert(self, points: Sequence[IndexPoint]) -> None:
        for batch in shared.batches(points, WRITTEN_POINTS):
            made = await asyncio.to_thread(records, batch, self._stamp.dimension)
            await self._ready()
            await answer(self._client.upsert(self._collection, points=made, wait=True))

    async def dense(self, vector: Vector, where: SearchFilter, limit: int) -> list[ScoredChunk]:
        query = shared.numbers(vector, self._stamp.dimension)
        return await self._search(query, shared.DENSE, where, limit, None)

    async def sparse(self, text: str, where: SearchFilter, limit: int) -> list[ScoredChunk]:
        weights = await asyncio.to_thread(question_weights, text)
        if not weights:
            return []
        corpus = filtered(shared.corpus(where))
        params = models.SearchParams(idf=models.IdfCorpusParams(corpus=corpus))
        return await self._search(sparse(weights), shared.SPARSE, where, limit, params)

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
        found = await answer(
            self._client.query_points(
                self._collection,
                query=query,
                using=using,
                query_filter=filtered(shared.conditions(where)),
                search_params=params,
                limit=limit,
                with_payload=False,
            )
        )
        return shared.ranked((hit.id, hit.score) for hit in found.points)

    async def delete_document(self, entity: EntityId, document: DocumentId) -> None:
        await self._delete(filtered(shared.owned(entity, "document", document)))

    async def delete_reading(self, entity: EntityId, reading: ReadingId) -> None:
        await self._delete(filtered(shared.owned(entity, "reading", reading)))

    async def delete_chunks(self, entity: EntityId, chunks: Sequence[ChunkId]) -> None:
        for some in shared.several(chunks):
            await self._delete(filtered(shared.of_entity(entity), some))

    async def _delete(self, which: models.Filter) -> None:
        await self._ready()
        selector = models.FilterSelector(filter=which)
        await answer(self._client.delete(self._collection, points_selector=selector, wait=True))

    async def tag(self, entity: EntityId, document: DocumentId, tags: Tags) -> None:
        await self._ready()
        which = filtered(shared.owned(entity, "document", document))
        await answer(
            self._client.set_payload(
                self._collection, payload=shared.tagged(tags), points=which, wait=True
            )
        )

    async def count(self, where: SearchFilter) -> int:
        if shared.sees_nothing(where):
            return 0
        await self._ready()
        inside = filtered(shared.conditions(where))
        counting = self._client.count(self._collection, count_filter=inside, exact=True)
        return (await answer(counting)).count

    async def digests(self, chunks: Sequence[ChunkId]) -> dict[ChunkId, str]:
        found: dict[ChunkId, str] = {}
        for some in shared.several(chunks):
            await self._ready()
            asked = self._client.retrieve(
                self._collection, list(some), with_payload=[shared.DIGEST], with_vectors=False
            )
            for held in await answer(asked):
                found[ChunkId(str(held.id))] = (held.payload or {})[shared.DIGEST]
        return found

    async def stored(self) -> AsyncIterator[Sequence[StoredPoint]]:
        async for held in self._scroll(None, with_payload=True, with_vectors=False):
            yield [shared.stored(record.id, record.payload or {}) for record in held]

    async def vectors(
        self, where: SearchFilter
    ) -> AsyncIterator[tuple[Sequence[ChunkId], Vectors]]:
        if shared.sees_nothing(where):
            return
        inside = filtered(shared.conditions(where))
        async for held in self._scroll(inside, with_payload=False, with_vectors=[shared.DENSE]):
            yield (
                [ChunkId(str(record.id)) for record in held],
                np.array([_dense(record) for record in held], np.float32),
            )

    async def _scroll(
        self, inside: models.Filter | None, *, with_payload: bool, with_vectors: bool | list[str]
    ) -> AsyncIterator[list[models.Record]]:
        offset: models.ExtendedPointId | None = None
        while True:
            await self._ready()
            asked = self._client.scroll(
                self._collection,
                inside,
                limit=shared.READ_POINTS,
                offset=offset,
                with_payload=with_payload,
                with_vectors=with_vectors,
            )
            held, offset = await answer(asked)
            if held:
                yield held
            if offset is None:
                return

    async def close(self) -> None:
        self._closed = True

    async def _ready(self) -> None:
        if self._closed:
            raise Unavailable("The vector index is closed.")
        async with self._preparing:
            if not self._prepared:
                await answer(prepare(self._client, self._collection, self._stamp))
                self._prepared = True


def _dense(held: models.Record) -> object:
    if not isinstance(held.vector, dict):
        raise Unavailable(f"The vector index has no vector for the chunk {held.id}.")
    return held.vector[shared.DENSE]
