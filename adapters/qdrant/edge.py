"""The vector index in process, persisted in a folder, on Qdrant's own engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import qdrant_edge as engine

from adapters.qdrant import points as shared
from adapters.qdrant.bm25 import WordWeights, document_weights, question_weights
from adapters.qdrant.lock import FolderLock
from adapters.qdrant.shard import open_shard
from core.errors import Unavailable
from core.ids import DocumentId, EntityId, ReadingId
from core.indexing import IndexPoint, ScoredChunk
from core.principals import SearchFilter

if TYPE_CHECKING:
    from core.indexing import Vector

T = TypeVar("T")


class EdgeIndex:
    """`VectorIndex` on a folder that one process owns. Searches are exact: no recall is lost.

    Reads run side by side in threads, which the engine allows, also while it writes. Writes run
    one after the other in a thread of their own: a cancelled caller can't leave one half done.
    """

    def __init__(self, shard: engine.EdgeShard, lock: FolderLock, dimension: int) -> None:
        self._shard = shard
        self._lock = lock
        self._dimension = dimension
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="probant-index")
        self._closed = False

    @classmethod
    def open(cls, folder: Path, dimension: int, fingerprint: str, address: str = "") -> EdgeIndex:
        """The index in `folder`, made if there is none. Blocks (0.8 s at 100,000 chunks).

        Raises StoreLocked if another process has it open, Misconfigured if it holds the vectors
        of another encoder, Unavailable if the engine can't read it.
        """
        folder.mkdir(parents=True, exist_ok=True)
        lock = FolderLock.acquire(folder / "lock", address)
        try:
            shard = open_shard(folder, shared.Stamp(dimension, fingerprint))
        except BaseException:
            lock.release()
            raise
        return cls(shard, lock, dimension)

    async def upsert(self, points: Sequence[IndexPoint]) -> None:
        await self._write(lambda: self._upsert(points))

    def _upsert(self, points: Sequence[IndexPoint]) -> None:
        for batch in shared.batches(points):
            records = [_record(point, self._dimension) for point in batch]
            self._shard.update(engine.UpdateOperation.upsert_points(records))
        self._shard.flush()

    async def dense(self, vector: Vector, where: SearchFilter, limit: int) -> list[ScoredChunk]:
        query = engine.Query.Nearest(shared.numbers(vector, self._dimension), using=shared.DENSE)
        return await self._search(query, where, limit, engine.SearchParams(exact=True))

    async def sparse(self, text: str, where: SearchFilter, limit: int) -> list[ScoredChunk]:
        weights = await asyncio.to_thread(question_weights, text)
        if not weights:
            return []
        corpus = _filter(shared.scope_conditions(where.scope))
        query = engine.Query.Nearest(_sparse(weights), using=shared.SPARSE)
        params = engine.SearchParams(idf=engine.IdfParams(corpus=corpus))
        return await self._search(query, where, limit, params)

    async def _search(
        self, query: engine.Query, where: SearchFilter, limit: int, params: engine.SearchParams
    ) -> list[ScoredChunk]:
        if limit <= 0 or shared.sees_nothing(where):
            return []
        inside = _filter(shared.conditions(where))
        request = engine.QueryRequest(limit=limit, query=query, filter=inside, params=params)
        hits = await self._read(lambda: self._shard.query(request))
        return shared.ranked((hit.id, hit.score) for hit in hits)

    async def delete_document(self, entity: EntityId, document: DocumentId) -> None:
        await self._write(lambda: self._delete(shared.owned(entity, "document", document)))

    async def delete_reading(self, entity: EntityId, reading: ReadingId) -> None:
        await self._write(lambda: self._delete(shared.owned(entity, "reading", reading)))

    def _delete(self, conditions: list[shared.Condition]) -> None:
        operation = engine.UpdateOperation.delete_points_by_filter(_filter(conditions))
        self._shard.update(operation)
        self._shard.flush()

    async def count(self, where: SearchFilter) -> int:
        if shared.sees_nothing(where):
            return 0
        request = engine.CountRequest(exact=True, filter=_filter(shared.conditions(where)))
        return await self._read(lambda: self._shard.count(request))

    async def close(self) -> None:
        """Finish the writes under way, reclaim deleted space if it is worth it, let go."""
        if self._closed:
            return
        self._closed = True
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writer, self._close)
        self._writer.shutdown()

    def _close(self) -> None:
        try:
            # Stops all searches while it runs, so never while serving. It returns at once unless a
            # fifth of the points are deleted, takes 3.5 s at 100,000, and survives a kill.
            self._shard.optimize()
            self._shard.close()
        finally:
            self._lock.release()

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


def _record(point: IndexPoint, dimension: int) -> engine.Point:
    vectors: dict[str, engine.NamedVector] = {shared.DENSE: shared.numbers(point.vector, dimension)}
    # An empty sparse vector would still count as a text when document frequencies are computed.
    if weights := document_weights(point.text):
        vectors[shared.SPARSE] = _sparse(weights)
    return engine.Point(point.chunk, vectors, shared.payload(point))


def _sparse(weights: WordWeights) -> engine.SparseVector:
    return engine.SparseVector(weights.indices, weights.values)


def _filter(conditions: Sequence[shared.Condition]) -> engine.Filter:
    return engine.Filter(must=[_condition(condition) for condition in conditions])


def _condition(condition: shared.Condition) -> engine.FieldCondition:
    match condition:
        case shared.Condition(most=int(most)):
            return engine.FieldCondition(condition.field, range=engine.RangeFloat(lte=float(most)))
        case shared.Condition(among=(only,)):
            return engine.FieldCondition(condition.field, match=engine.MatchValue(only))
    return engine.FieldCondition(condition.field, match=engine.MatchAny(list(condition.among)))
