"""The one commit point: a document's reading goes live as its job ends, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from core.documents import Document
from core.errors import Unavailable
from core.generations import Generation, GenerationState, Space
from core.ids import ReadingId
from core.jobs import Job, JobKind, JobState
from core.stores import Database, UnitOfWork
from ingest.closing import document_of, live_reading, purge_later, wake_next
from ingest.lease import Lease
from ingest.recorded import live as live_entry
from ingest.slabs import Charge


async def publish(
    database: Database, charge: Charge, spaces: Sequence[Space], lease: Lease
) -> None:
    """Its vectors are in every one of `spaces`: make the document visible there.

    Raises `Unavailable` where the index was switched to a generation that is not among them: what
    they lack is embedded when the job comes up again.
    """
    job = charge.job
    lease.settle(job)
    async with database.begin() as unit:
        # First the generation, then the document, then its jobs, as everybody does: what is asked
        # after stays true, and no two wait for each other.
        live = await unit.generations.hold_live()
        await unit.documents.lock(charge.document.id)
        held = await unit.jobs.finish(job.id, lease.worker, JobState.DONE)
        document = await document_of(unit, job) if held else None
        if document:
            await _show(unit, job, document, charge, spaces, live)
        elif held:  # deleted, and purged perhaps, while its vectors were written
            await purge_later(unit, job, charge.document.id, charge.head.version)
        await wake_next(unit, job)
    if held:
        lease.close(job)
    else:
        lease.lose(job)


async def _show(
    unit: UnitOfWork,
    job: Job,
    document: Document,
    charge: Charge,
    spaces: Sequence[Space],
    live: Generation | None,
) -> None:
    reading = charge.head.id
    if _is_wanted(job, spaces, live):
        replaced = set(await unit.readings.make_live(reading))
        unit.ledger.append(live_entry(document, charge.head))
    else:
        replaced = set()
    replaced |= await _cover(unit, job, document, reading, spaces)
    for stale in sorted(replaced - {reading}):
        await purge_later(unit, job, document.id, charge.head.version, stale)


def _is_wanted(job: Job, spaces: Sequence[Space], live: Generation | None) -> bool:
    """Whether the reading goes live now, and not with the generation that is being built."""
    serves = live is not None and live.id in {space.generation.id for space in spaces}
    if job.kind is JobKind.INGEST and not serves:
        raise Unavailable("The index was switched meanwhile; the document is embedded again.")
    return serves and job.kind is not JobKind.REEMBED


async def _cover(
    unit: UnitOfWork, job: Job, document: Document, reading: ReadingId, spaces: Sequence[Space]
) -> set[ReadingId]:
    """Record what each generation holds now, where it is one still; what they held before."""
    if job.kind is JobKind.REEMBED:
        live = await live_reading(unit, document.id)
        if live is None or live.id != reading:
            return set()  # another version went live meanwhile, and its own job sees to it
    known = {g.id for g in await unit.generations.all() if g.state is not GenerationState.RETIRED}
    before: set[ReadingId] = set()
    for space in spaces:
        if space.generation.id in known:
            held = await unit.generations.covered(space.generation.id, document.id)
            before |= {held} if held else set()
            await unit.generations.cover(space.generation.id, document.id, reading)
    return before
