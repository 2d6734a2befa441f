"""The embed lane: passages of many documents → vectors in the index, then each document live."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from core.documents import Document
from core.encoding import Encoder
from core.errors import NotFound
from core.generations import Space, Spaces
from core.ids import ChunkId
from core.indexing import IndexPoint, Tags
from core.jobs import Job, Lane
from core.lexicon import index_terms
from core.stores import Database
from ingest.closing import finish
from ingest.lease import Lease
from ingest.publish import publish
from ingest.slabs import Piece, Size, Slab, slabs_of


@dataclass(frozen=True, slots=True)
class Embedder:
    database: Database
    spaces: Spaces
    size: Size = field(default_factory=Size)

    async def embed(self, jobs: Sequence[Job], lease: Lease) -> None:
        """Embed and publish jobs of one kind and one generation, in order.

        While one slab is embedded, the one before is written and the next is loaded. Where others
        are more urgent it returns early: what the lease has open is to be given back.
        Raises whatever is an outage.
        """
        try:
            spaces = await self._spaces(jobs[0])
        except NotFound:  # the generation that they work for was given up
            for job in jobs:
                await finish(self.database, job, lease)
            return
        loaded = _loaded_ahead(slabs_of(self.database, jobs, lease, self.size))
        async with _Behind() as behind, aclosing(loaded) as slabs:
            async for slab in slabs:
                points = [await self._points(space, slab, lease) for space in spaces]
                await behind.start(self._write(spaces, points, slab, lease))
                if lease.open and await self._must_yield(lease):
                    return

    async def _spaces(self, job: Job) -> Sequence[Space]:
        """Every open generation; or the one that the job works for. Raises `NotFound`."""
        if job.generation:
            return [await self.spaces.space(job.generation)]
        return await self.spaces.open()

    async def _points(self, space: Space, slab: Slab, lease: Lease) -> list[IndexPoint]:
        """Those of a slab that the index does not hold yet."""
        pieces = [piece for piece in slab.pieces if lease.holds(piece.charge.job)]
        if not pieces:
            return []
        there = await space.index.digests([piece.chunk.id for piece in pieces])
        started = perf_counter()
        points = await asyncio.to_thread(_new_points, space.encoder, pieces, there)
        self.size.learn(len(points), perf_counter() - started)
        return points

    async def _write(
        self, spaces: Sequence[Space], points: Sequence[list[IndexPoint]], slab: Slab, lease: Lease
    ) -> None:
        for space, made in zip(spaces, points, strict=True):
            if made:
                await space.index.upsert(made)
        for piece in slab.pieces:
            piece.charge.written += 1
        for charge in {id(piece.charge): piece.charge for piece in slab.pieces}.values():
            lease.tell(charge.job, "embed", charge.written, len(charge.chunks))
        for charge in slab.ends:
            if lease.holds(charge.job):
                await publish(self.database, charge, spaces, lease)

    async def _must_yield(self, lease: Lease) -> bool:
        most_urgent = min(job.priority for job in lease.open)
        async with self.database.begin() as unit:
            return await unit.jobs.more_urgent(Lane.EMBED, most_urgent, datetime.now(UTC))


class _Behind:
    """One write at a time, beside what is embedded next. The context ends with the last one."""

    def __init__(self) -> None:
        self._writing: asyncio.Task[None] | None = None

    async def start(self, write: Coroutine[Any, Any, None]) -> None:
        """Once the one before is done; raises what that raised."""
        try:
            await self._last()
        except BaseException:
            write.close()
            raise
        self._writing = asyncio.create_task(write)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if error is None:
            await self._last()
        elif self._writing:
            self._writing.cancel()
            await asyncio.wait({self._writing})

    async def _last(self) -> None:
        if self._writing:
            await self._writing
            self._writing = None


async def _loaded_ahead(source: AsyncGenerator[Slab]) -> AsyncGenerator[Slab]:
    """The same slabs, each loaded while the one before is in use."""
    async with aclosing(source):
        coming = asyncio.ensure_future(anext(source, None))
        try:
            while (slab := await coming) is not None:
                coming = asyncio.ensure_future(anext(source, None))
                yield slab
        finally:
            coming.cancel()
            await asyncio.wait({coming})


def _new_points(
    encoder: Encoder, pieces: Sequence[Piece], there: Mapping[ChunkId, str]
) -> list[IndexPoint]:
    """Embeds those of the pieces whose digest is not there. Blocks."""
    texts = [f"{p.chunk.searchable}\n{index_terms(p.chunk.text)}" for p in pieces]
    digests = [
        _digest(encoder.fingerprint, piece.chunk.embedded, text, piece.chunk.language)
        for piece, text in zip(pieces, texts, strict=True)
    ]
    rows = [
        row
        for row in zip(pieces, texts, digests, strict=True)
        if there.get(row[0].chunk.id) != row[2]
    ]
    if not rows:
        return []
    vectors = encoder.encode_passages([piece.chunk.embedded for piece, _, _ in rows])
    return [
        IndexPoint(
            chunk=piece.chunk.id,
            vector=vector,
            text=text,
            entity=piece.charge.document.entity,
            tags=tags_of(piece.charge.document),
            document=piece.charge.document.id,
            reading=piece.chunk.reading,
            language=piece.chunk.language,
            digest=digest,
        )
        for (piece, text, digest), vector in zip(rows, vectors, strict=True)
    ]


def tags_of(document: Document) -> Tags:
    validity, readers = document.validity, document.open_to
    return Tags(document.collection, document.classification, validity, readers)


def _digest(*parts: str) -> str:
    """Of all that a point is made from, its tags apart: they have jobs of their own."""
    # Length-prefixed, so that no two different lists of parts can join to the same text.
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()
