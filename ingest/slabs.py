"""Passages of many documents in one row, cut into slabs that are embedded together."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from core.documents import Document
from core.evidence import Chunk
from core.jobs import Job
from core.stores import Database, ReadingHead
from ingest.closing import document_of, finish, live_reading, scope_of
from ingest.lease import Lease

SMALLEST, LARGEST = 64, 2048
"""Passages a slab. Small enough to show progress and to make room for who is more urgent; large
enough for batches by length that pad little, and for one durable write of the index."""
SLAB_S = 4.0
"""A slab takes about so long, where the two bounds let it: seconds on a CPU, most of them on a GPU
are as large as may be."""
SLABS_A_CLAIM = 4
"""Claimed at once: the last slab of a claim is written while nothing is embedded."""


@dataclass(slots=True)
class Charge:
    """A claimed job with what it is to make searchable."""

    job: Job
    document: Document
    head: ReadingHead
    chunks: Sequence[Chunk]
    written: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    charge: Charge
    chunk: Chunk


@dataclass(slots=True)
class Slab:
    pieces: list[Piece] = field(default_factory=list)
    ends: list[Charge] = field(default_factory=list)
    """Those of which the last piece is in this slab; also those that have none."""


@dataclass(slots=True)
class Size:
    """How many passages a slab has, by how fast the last one was embedded."""

    passages: int = SMALLEST

    @property
    def claim(self) -> int:
        return SLABS_A_CLAIM * self.passages

    def learn(self, passages: int, seconds: float) -> None:
        """Only from slabs that were full: others tell little, and many passages are known."""
        if passages == self.passages:
            fitting = round(passages * SLAB_S / max(seconds, 1e-3))
            self.passages = min(max(fitting, SMALLEST, passages // 2), 2 * passages, LARGEST)


async def slabs_of(
    database: Database, jobs: Sequence[Job], lease: Lease, size: Size
) -> AsyncGenerator[Slab]:
    """The passages of the jobs in their order; jobs with nothing left to do are closed here."""
    slab = Slab()
    for job in jobs:
        charge = await _charge(database, job) if lease.holds(job) else None
        if charge is None:
            if lease.holds(job):
                await finish(database, job, lease)
            continue
        lease.tell(job, "embed", 0, len(charge.chunks))
        for rank, chunk in enumerate(charge.chunks, start=1):
            slab.pieces.append(Piece(charge, chunk))
            if rank == len(charge.chunks):
                slab.ends.append(charge)
            if len(slab.pieces) >= size.passages:
                yield slab
                slab = Slab()
        if not charge.chunks:
            slab.ends.append(charge)
    if slab.pieces or slab.ends:
        yield slab


async def _charge(database: Database, job: Job) -> Charge | None:
    """None where the document or its reading was deleted meanwhile."""
    async with database.begin() as unit:
        document = await document_of(unit, job)
        if document is None:
            return None
        head = (
            await unit.readings.find(scope_of(job), job.reading)
            if job.reading
            else await live_reading(unit, document.id)
        )
        if head is None:
            return None
        return Charge(job, document, head, await unit.readings.chunks(head.id))
