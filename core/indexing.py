"""What a vector index holds: one point a chunk, with the payload that filters need."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.documents import Validity
from core.ids import ChunkId, CollectionId, DocumentId, EntityId, Reader, ReadingId
from core.principals import Classification, SearchFilter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
    """Shape (dimension,), L2-normalised."""
    Vectors = NDArray[np.float32]
    """Shape (texts, dimension), rows L2-normalised."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What an index says of every chunk of a document, beside what never changes."""

    collection: CollectionId
    classification: Classification
    validity: Validity
    readers: tuple[Reader, ...]
    """Who may read it, on the day of the tagging; in order."""


@dataclass(frozen=True, slots=True)
class IndexPoint:
    """One chunk as the index stores it. `text` feeds BM25 and is not kept in the payload."""

    chunk: ChunkId
    vector: Vector
    text: str
    entity: EntityId
    tags: Tags
    document: DocumentId
    reading: ReadingId
    language: str
    digest: str
    """Of all that it was made from: where it is the same, the point need not be made anew."""


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    chunk: ChunkId
    score: float


@dataclass(frozen=True, slots=True)
class StoredPoint:
    """What an index holds of one chunk, vectors apart."""

    chunk: ChunkId
    entity: EntityId
    document: DocumentId
    reading: ReadingId
    tags: Tags


class BatchIndex(Protocol):
    """Exact search of many vectors at once, in memory. Blocking: call it from a thread."""

    def add(self, chunks: Sequence[ChunkId], vectors: Vectors) -> None: ...

    def nearest(self, vectors: Vectors, limit: int) -> list[list[ScoredChunk]]:
        """For each row its nearest chunks by cosine, best first, at most `limit`."""
        ...

    def __len__(self) -> int: ...


class VectorIndex(Protocol):
    """Dense and BM25 search over chunks. Vectors may lag behind the database, never lead it.

    Every method raises `core.errors.Unavailable` when the store does not answer.
    """

    async def upsert(self, points: Sequence[IndexPoint]) -> None:
        """Write points; a point with the same chunk id is overwritten. Durable on return."""
        ...

    async def dense(self, vector: Vector, where: SearchFilter, limit: int) -> list[ScoredChunk]:
        """Nearest chunks by cosine, best first, all inside `where`."""
        ...

    async def sparse(self, text: str, where: SearchFilter, limit: int) -> list[ScoredChunk]:
        """Best chunks by BM25, best first, all inside `where`.

        Document frequencies are counted over `where`, or where that lists many documents over
        `where.scope`: never over what the caller may not see.
        """
        ...

    async def delete_document(self, entity: EntityId, document: DocumentId) -> None: ...

    async def delete_reading(self, entity: EntityId, reading: ReadingId) -> None: ...

    async def tag(self, entity: EntityId, document: DocumentId, tags: Tags) -> None:
        """Give every chunk of a document these tags."""
        ...

    async def digests(self, chunks: Sequence[ChunkId]) -> dict[ChunkId, str]:
        """Digests of those of the chunks that are there."""
        ...

    def stored(self) -> AsyncIterator[Sequence[StoredPoint]]:
        """Every point there is, in batches and without its vectors. For maintenance alone."""
        ...

    def vectors(self, where: SearchFilter) -> AsyncIterator[tuple[Sequence[ChunkId], Vectors]]:
        """Every chunk inside `where` with its vector, in batches."""
        ...

    async def delete_chunks(self, entity: EntityId, chunks: Sequence[ChunkId]) -> None: ...

    async def count(self, where: SearchFilter) -> int:
        """Number of chunks inside `where`, exactly."""
        ...

    async def close(self) -> None: ...
