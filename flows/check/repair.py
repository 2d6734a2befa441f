"""Puts right what `probant check` found: by jobs, so that it meets no other work."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from core.ids import EntityId, new_job_id
from core.jobs import Job, JobKind, Lane, Priority
from core.stores import Database, UnitOfWork
from flows.check.difference import Difference, DifferenceKind
from flows.reindex import retire
from ingest.sweep import remove_leftovers

_KINDS = {
    DifferenceKind.STUCK: JobKind.INGEST,
    DifferenceKind.NOT_SEARCHABLE: JobKind.REEMBED,
    DifferenceKind.WRONG_TAGS: JobKind.TAG,
    DifferenceKind.BYTES_UNKNOWN: JobKind.PURGE,
    DifferenceKind.STALE_POINTS: JobKind.PURGE,
}
_GENERATIONS = (DifferenceKind.UNKNOWN_GENERATION, DifferenceKind.RETIRED_GENERATION)


@dataclass(frozen=True, slots=True)
class Repairer:
    database: Database
    uploads: Path

    async def repair(self, differences: Sequence[Difference]) -> int:
        """Have put right what can be, by whoever works in the lanes; how many there were.

        A job looks again at what it is about to remove: nothing is lost that is needed by then.
        """
        repairable = [difference for difference in differences if difference.is_repairable]
        for difference in repairable:
            if difference.kind is DifferenceKind.LEFTOVERS:
                await remove_leftovers(self.uploads, Path(tempfile.gettempdir()))
                continue
            async with self.database.begin() as unit:
                if difference.kind in _GENERATIONS and difference.generation:
                    await retire(unit, difference.generation, timedelta(0))
                elif difference.entity:
                    await _enqueue(unit, difference, difference.entity)
        return len(repairable)


async def _enqueue(unit: UnitOfWork, difference: Difference, entity: EntityId) -> None:
    kind = _KINDS[difference.kind]
    job = Job(
        new_job_id(),
        kind,
        entity,
        difference.document,
        difference.version,
        lane=Lane.READ if kind is JobKind.INGEST else Lane.EMBED,
        priority=Priority.CLEANING if kind is JobKind.PURGE else Priority.BULK,
        generation=difference.generation if kind is JobKind.REEMBED else None,
        reading=difference.reading,
    )
    await unit.jobs.add(job)
    unit.after_commit(job.lane)
