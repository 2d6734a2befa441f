"""The vector index in process, persisted in a folder, on Qdrant's own engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import qdrant_edge as engine

from adapters.qdrant import points as shared
from adapters.qdrant.bm25 import question_weights
from adapters.qdrant.edge_requests import filtered, record, sparse
from adapters.qdrant.shard import open_shard
from core.errors import Unavailable
from core.ids import ChunkId, DocumentId, EntityId, ReadingId
from core.indexing import IndexPoint, ScoredChunk, StoredPoint, Tags
from core.principals import SearchFilter

if TYPE_CHECKING:
    from core.indexing import Vector, Vectors

T = TypeVar("T")
WRITTEN_POINTS = 512
"""Points an operation: 128 are a fifth slower, and more hold up the searches beside them."""


class EdgeIndex:
    """`VectorIndex` on a folder that one process owns. Searches are exact: no recall is lost.

    Reads run side by side in threads, which the engine allows, also while it writes. Writes run
    one after the other in a thread of their own: a cancelled caller can't leave one half done.
    """

    def __init__(self, shard: engine.EdgeShard, dimension: int) -> None:
        self._shard = shard
        self._dimension = dimension
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="probant-index")
        self._closed = False

    @classmethod
    def open(cls, folder: Path, dimension: int, fingerprint: str) -> EdgeIndex:
        """The index in `folder`, made if there is none. Blocks (0.8 s at 100,000 chunks).

        The caller owns the folder (see `adapters.qdrant.lock`). Raises Misconfigured if it holds
        the vectors of another encoder, Unavailable if the engine can't read it.
        """
        folder.mkdir(parents=True, exist_ok=True)
        return cls(open_shard(folder, shared.Stamp(dimension, fingerprint)), dimension)

    async def upsert(self, points: Sequence[IndexPoint]) -> None:
        await self._write(lambda: self._upsert(points))

    def _upsert(self, points: Sequence[IndexPoint]) -> None:
        for batch in shared.batches(points, WRITTEN_POINTS):
            records = [record(point, self._dimension) for point in batch]
            self._shard.update(engine.UpdateOperation.upsert_points(records))
        self._shard.flush()

    async def dense(self, vector: Vector, where: SearchFilter, limit: int) -> list[ScoredChunk]:
        query = engine.Query.Nearest(shared.numbers(vector, self._dimension), using=shared.DENSE)
        return await self._search(query, where, limit, engine.SearchParams(exact=True))

    async def sparse(self, text: str, where: SearchFilter, limit: int) -> list[ScoredChunk]:
        weights = await asyncio.to_thread(question_weights, text)
        if not weights:
            return []
        corpus = filtered(shared.corpus(where))
        query = engine.Query.Nearest(sparse(weights), using=shared.SPARSE)
        params = engine.SearchParams(idf=engine.IdfParams(corpus=corpus))
        return await self._search(query, where, limit, params)

    async def _search(
        self, query: engine.Query, where: SearchFilter, limit: int, params: engine.SearchParams
    ) -> list[ScoredChunk]:
        if limit <= 0 or shared.sees_nothing(where):
            return []
        inside = filtered(shared.conditions(where))
        request = engine.QueryRequest(limit=limit, query=query, filter=inside, params=params)
        hits = await self._read(lambda: self._shard.query(request))
        return shared.ranked((hit.id, hit.score) for hit in hits)

    async def delete_document(self, entity: EntityId, document: DocumentId) -> None:
        await self._delete(filtered(shared.owned(entity, "document", document)))

    async def delete_reading(self, entity: EntityId, reading: ReadingId) -> None:
        await self._delete(filtered(shared.owned(entity, "reading", reading)))

    async def delete_chunks(self, entity: EntityId, chunks: Sequence[ChunkId]) -> None:
        for some in shared.several(chunks):
            await self._delete(filtered(shared.of_entity(entity), some))

    async def _delete(self, which: engine.Filter) -> None:
        await self._update(engine.UpdateOperation.delete_points_by_filter(which))

    async def tag(self, entity: EntityId, document: DocumentId, tags: Tags) -> None:
        which = filtered(shared.owned(entity, "document", document))
        await self._update(engine.UpdateOperation.set_payload_by_filter(which, shared.tagged(tags)))

    async def _update(self, operation: engine.UpdateOperation) -> None:
        def work() -> None:
            self._shard.update(operation)
            self._shard.flush()

        await self._write(work)

    async def count(self, where: SearchFilter) -> int:
        if shared.sees_nothing(where):
            return 0
        request = engine.CountRequest(exact=True, filter=filtered(shared.conditions(where)))
        return await self._read(lambda: self._shard.count(request))

    async def digests(self, chunks: Sequence[ChunkId]) -> dict[ChunkId, str]:
        found: dict[ChunkId, str] = {}
        for some in shared.several(chunks):
            for held in await self._read(lambda ids=some: self._retrieve(ids)):  # type: ignore[misc]
                found[ChunkId(str(held.id))] = (held.payload or {})[shared.DIGEST]
        return found

    def _retrieve(self, chunks: Sequence[ChunkId]) -> list[engine.Record]:
        return self._shard.retrieve(list(chunks), with_payload=[shared.DIGEST], with_vector=False)

    async def stored(self) -> AsyncIterator[Sequence[StoredPoint]]:
        async for records in self._scroll(None, with_payload=True, with_vector=False):
            yield [shared.stored(held.id, held.payload or {}) for held in records]

    async def vectors(
        self, where: SearchFilter
    ) -> AsyncIterator[tuple[Sequence[ChunkId], Vectors]]:
        if shared.sees_nothing(where):
            return
        inside = filtered(shared.conditions(where))
        async for records in self._scroll(inside, with_payload=False, with_vector=[shared.DENSE]):
            yield (
                [ChunkId(str(held.id)) for held in records],
                np.array([_dense(held) for held in records], np.float32),
            )

    async def _scroll(
        self, inside: engine.Filter | None, *, with_payload: bool, with_vector: bool | list[str]
    ) -> AsyncIterator[list[engine.Record]]:
        offset: engine.PointId | None = None
        while True:
            request = engine.ScrollRequest(
                offset, shared.READ_POINTS, inside, with_payload, with_vector
            )
            records, offset = await self._read(lambda asked=request: self._shard.scroll(asked))  # type: ignore[misc]
            if records:
                yield records
            if offset is None:
                return

    async def close(self) -> None:
        """Finish the writes under way, and reclaim deleted space if it is worth it."""
        if self._closed:
            return
        self._closed = True
        await asyncio.get_running_loop().run_in_executor(self._writer, self._close)
        self._writer.shutdown()

    def _close(self) -> None:
        # Stops all searches while it runs, so never while serving. It returns at once unless a
        # fifth of the points are deleted, takes 3.5 s at 100,000, and survives a kill.
        self._shard.optimize()
        self._shard.close()

    async def _read(self, work: Callable[[], T]) -> T:
        self._check_open()
        return await asyncio.to_thread(_answer, work)

    async def _write(self, work: Callable[[], T]) -> T:
        self._check_open()
        return await asyncio.get_running_loop().run_in_executor(self._writer, _answer, work)

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable("The vector index is closed.")


def _answer(work: Callable[[], T]) -> T:
    try:
        return work()
    except ValueError:
        raise  # A wrong argument, which is ours.
    except Exception as error:  # The engine raises nothing more precise.
        raise Unavailable(f"The vector index failed: {error}") from error


def _dense(held: engine.Record) -> object:
    if not isinstance(held.vector, dict):
        raise Unavailable(f"The vector index has no vector for the chunk {held.id}.")
    return held.vector[shared.DENSE]
