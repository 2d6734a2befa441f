"""Work that was accepted and recorded. The row is the truth; a queue only wakes workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any

from core.ids import BatchId, DocumentId, EntityId, GenerationId, JobId, ReadingId, VersionId
from core.outcomes import ErrorItem, Outcome


class Lane(StrEnum):
    """Which workers take a job: those with processors, or those with the model and the index."""

    READ = "read"
    """Sniff, parse, describe, chunk, record. Needs no model and no index."""
    EMBED = "embed"
    """Embed and index, and whatever else changes the index."""
    ANSWER = "answer"
    """Read the cells of grids. Needs the model and the index, and changes neither."""


READING = (Lane.READ, Lane.EMBED)
"""The lanes through which a document becomes searchable."""


class JobKind(StrEnum):
    INGEST = "ingest"
    """Read one version of a document, embed it, make it live: both lanes, one after the other."""
    REREAD = "reread"
    """The same for a generation that is being built: staged there, live when the generation is."""
    REEMBED = "reembed"
    """Embed a live reading for a generation that is being built."""
    TAG = "tag"
    """Bring what the index says of a document (collection, validity …) in line with its row."""
    PURGE = "purge"
    """Remove what a deleted document leaves outside the database."""
    DROP = "drop"
    """Remove a retired generation from the index. It has no document."""
    GRID = "grid"
    """Read the cells of one document for a grid, which is the job's batch."""


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    """Seen through. The document itself may have failed: that is its outcome, not the job's."""
    FAILED = "failed"
    """A dead letter: it killed its worker again and again. It can be put back into the queue."""
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self not in (JobState.QUEUED, JobState.RUNNING)


class Priority(IntEnum):
    """Lower goes first. Within one, entities take turns, and an entity's jobs go by age."""

    CLEANING = 0
    """Deletions and changes of tags: quick, and somebody counts on them."""
    PERSON = 1
    """One person's upload."""
    BULK = 2
    """A folder, an archive's contents, a synchronisation."""
    BACKGROUND = 3
    """A generation being built."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Job:
    id: JobId
    kind: JobKind
    entity: EntityId
    document: DocumentId | None
    version: VersionId | None
    lane: Lane = Lane.READ
    priority: Priority = Priority.PERSON
    batch: BatchId | None = None
    generation: GenerationId | None = None
    """The generation it works for, where it is not the live one."""
    reading: ReadingId | None = None
    """What the read lane recorded, for the embed lane to make searchable."""
    state: JobState = JobState.QUEUED
    attempts: int = 0
    """Times it was taken and not given back: by how many workers' deaths it lasted, plus one."""
    retries: int = 0
    """Times it was given back since something it needs did not answer."""
    not_before: datetime | None = None
    """When it may be taken again."""
    stage: str = ""
    done: int = 0
    total: int = 0
    """Progress within `stage`: pages or chunks; total 0 where it is not known."""
    error: ErrorItem | None = None
    """Why it is not done yet, or never will be."""
    outcome: Outcome | None = None
    """What became of this version of the document; kept where it did not go live."""
    created_at: datetime = field(default_factory=_now)

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind.value,
            "document": self.document,
            "version": self.version,
            "lane": self.lane.value,
            "priority": self.priority.name.lower(),
            "batch": self.batch,
            "state": self.state.value,
            "attempts": self.attempts,
            "retries": self.retries,
            "not_before": _shown(self.not_before),
            "stage": self.stage,
            "done": self.done,
            "total": self.total,
            "error": self.error.to_json() if self.error else None,
            "outcome": self.outcome.to_json() if self.outcome else None,
            "created_at": _shown(self.created_at),
        }


def _shown(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None


@dataclass(frozen=True, slots=True)
class Backlog:
    """Jobs that are queued or running."""

    of_entity: int
    in_all: int


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far the jobs of one batch are."""

    batch: BatchId
    jobs: Mapping[JobState, int]
    """Every state, also where there is none."""
    embedding: int
    """Of those queued or running: how many were read and wait for their vectors, or get them."""
    pages: int
    """Read so far."""
    chunks_done: int
    chunks: int
    """Embedded so far, of those that are known."""
    failed: int
    """Documents that came to nothing, dead letters included."""
    partial: int
    waits_for: ErrorItem | None = None
    """Why some of those queued were given back: what it is that did not answer."""

    @property
    def total(self) -> int:
        return sum(self.jobs.values())

    @property
    def is_final(self) -> bool:
        return not self.jobs[JobState.QUEUED] and not self.jobs[JobState.RUNNING]

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.batch,
            "total": self.total,
            **{state.value: self.jobs[state] for state in JobState},
            "embedding": self.embedding,
            "pages": self.pages,
            "chunks_done": self.chunks_done,
            "chunks": self.chunks,
            "documents_failed": self.failed,
            "documents_partial": self.partial,
            "waits_for": self.waits_for.to_json() if self.waits_for else None,
            "is_final": self.is_final,
        }
