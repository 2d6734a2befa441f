"""A new generation of the index, built beside the one that answers and put in its place at once.

See docs/decisions/0015-generations.md.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.documents import Document
from core.errors import Conflict, InvalidRequest, NotFound
from core.generations import EncoderSpec, Generation, GenerationState
from core.ids import DocumentId, EntityId, GenerationId, new_generation_id, new_job_id
from core.jobs import Job, JobKind, Lane, Priority
from core.stores import Database, UnitOfWork

log = logging.getLogger(__name__)

JOBS_AT_ONCE = 500
"""Jobs that wait for one generation: enough to fill batches, few enough to drop when cancelled."""
DROP_AFTER = timedelta(minutes=5)
"""Longer than any question takes: until then, one that began before the switch still ends."""
NOBODY = EntityId("")
"""Whose a job is that has no document."""
_MOST_SHOWN = 1_000

Identify = Callable[[EncoderSpec], tuple[str, int]]
"""(fingerprint, dimension) of an encoder. Blocks, it may read the model. Raises Misconfigured."""


@dataclass(frozen=True, slots=True)
class Building:
    """How far the generation that is being built is."""

    live: Generation | None
    building: Generation | None
    """None where none is."""
    held: int = 0
    """Documents that it holds already, of `documents`."""
    documents: int = 0
    stuck: tuple[DocumentId, ...] = ()
    """Their jobs are dead letters. It takes no place before they are retried or deleted."""

    def to_json(self) -> dict[str, Any]:
        return {
            "live": self.live.to_json() if self.live else None,
            "building": self.building.to_json() if self.building else None,
            "held": self.held,
            "documents": self.documents,
            "stuck": list(self.stuck),
        }


class _NotYet(Exception):
    """Rolls a switch back; nobody's fault."""


@dataclass(frozen=True, slots=True)
class Reindexer:
    """Needs the database alone: the work is that of whoever works in the lanes."""

    database: Database
    identify: Identify

    async def begin(self, encoder: EncoderSpec, *, rereads: bool = False) -> Building:
        """Have a generation built with this encoder, and its documents read anew where asked.

        Raises `Conflict` where one is being built, `InvalidRequest` where there is no index yet,
        `Misconfigured` where there is no such encoder.
        """
        fingerprint, dimension = await asyncio.to_thread(self.identify, encoder)
        generation = Generation(
            new_generation_id(),
            encoder,
            fingerprint,
            dimension,
            GenerationState.BUILDING,
            rereads,
        )
        async with self.database.begin() as unit:
            if await unit.generations.live() is None:
                raise InvalidRequest("There is no index yet.", "Add a document: that makes it.")
            try:
                await unit.generations.add(generation)
            except Conflict as error:
                raise Conflict(
                    "A generation of the index is being built already.",
                    "See `probant reindex --status`, or end it with --cancel.",
                ) from error
        await advance(self.database)
        return await self.progress()

    async def progress(self) -> Building:
        async with self.database.begin() as unit:
            live, building = await unit.generations.live(), await _building(unit)
            if building is None:
                return Building(live, None)
            held, documents = await unit.generations.counts(building.id)
            stuck = await _stuck(unit, building.id)
        return Building(live, building, held, documents, tuple(sorted(stuck)))

    async def cancel(self) -> Building:
        """Give up the one that is being built; the live one was never touched.

        Raises `Conflict` where none is.
        """
        async with self.database.begin() as unit:
            building = await _building(unit)
            # Asked as it is done: it may go live in this moment, and what is live is never removed.
            if building is None or not await unit.generations.give_up(building.id):
                raise Conflict("No generation of the index is being built.")
            await retire(unit, building.id, timedelta(0))
        return await self.progress()


async def advance(database: Database) -> None:
    """Take every open generation a step on: record the next jobs, or put the built one in place.

    To be called when a job of a generation has ended, and from time to time: what is live heals in
    the same way where its index lacks a document. Cheap where there is nothing to do.
    """
    async with database.begin() as unit:
        known = await unit.generations.all()
    for generation in known:
        if generation.state is GenerationState.RETIRED:
            continue
        if await _is_complete(database, generation) and (
            generation.state is GenerationState.BUILDING
        ):
            await _switch(database, generation)


async def _is_complete(database: Database, generation: Generation) -> bool:
    """Whether it holds every document and nothing more is to come; else what lacks is on its
    way."""
    async with database.begin() as unit:
        if await unit.jobs.of_generation(generation.id):
            return False
        if not await unit.generations.missing(generation.id, 1):
            return True
    async with database.begin() as unit:
        # Other processes ask at the same moment, and each document needs one job.
        await unit.generations.take_turn()
        if not await unit.jobs.of_generation(generation.id):
            await _record_next(unit, generation)
    return False


async def _record_next(unit: UnitOfWork, generation: Generation) -> None:
    stuck = await _stuck(unit, generation.id)
    for document in await unit.generations.missing(generation.id, JOBS_AT_ONCE + len(stuck)):
        if document.id not in stuck:
            job = _job(generation, document)
            await unit.jobs.add(job)
            unit.after_commit(job.lane)


async def _switch(database: Database, generation: Generation) -> None:
    try:
        async with database.begin() as unit:
            retired = await unit.generations.switch(generation.id)
            # Only now, for the switch has taken the writer's place: what is live stays so until
            # the commit, and a document that came in the meantime is not left behind.
            if await unit.generations.missing(generation.id, 1):
                raise _NotYet
            if retired and retired != generation.id:
                await retire(unit, retired, DROP_AFTER)
    except (_NotYet, NotFound):  # or another process was faster, or it was given up
        return
    log.info("the generation %s (%s) is live", generation.id, generation.encoder.model)


async def retire(unit: UnitOfWork, generation: GenerationId, after: timedelta) -> None:
    """Have a generation removed that nothing searches any more, or that is not known."""
    now = datetime.now(UTC)
    await unit.jobs.add(
        Job(
            id=new_job_id(),
            kind=JobKind.DROP,
            entity=NOBODY,
            document=None,
            version=None,
            lane=Lane.EMBED,
            priority=Priority.CLEANING,
            generation=generation,
            not_before=now + after,
        )
    )
    unit.after_commit(Lane.EMBED)


def _job(generation: Generation, document: Document) -> Job:
    rereads = generation.rereads and generation.state is GenerationState.BUILDING
    return Job(
        id=new_job_id(),
        kind=JobKind.REREAD if rereads else JobKind.REEMBED,
        entity=document.entity,
        document=document.id,
        version=document.version,
        lane=Lane.READ if rereads else Lane.EMBED,
        priority=Priority.BACKGROUND,
        generation=generation.id,
        total=0 if rereads else document.outcome.chunks,
    )


async def _building(unit: UnitOfWork) -> Generation | None:
    known = await unit.generations.all()
    return next((one for one in known if one.state is GenerationState.BUILDING), None)


async def _stuck(unit: UnitOfWork, generation: GenerationId) -> set[DocumentId]:
    """Documents whose job for this generation is a dead letter."""
    dead = await unit.jobs.dead(None, _MOST_SHOWN)
    return {job.document for job in dead if job.generation == generation and job.document}
