"""Jobs as rows, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from core.ids import BatchId, DocumentId, EntityId, GenerationId, JobId, ReadingId, VersionId
from core.jobs import Job, JobKind, JobState, Lane, Priority
from core.outcomes import ErrorItem, Outcome

UNFINISHED = tuple(state.value for state in JobState if not state.is_final)


def job_to_row(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.kind.value,
        "lane": job.lane.value,
        "priority": int(job.priority),
        "entity": job.entity,
        "document_id": job.document,
        "version": job.version,
        "batch": job.batch,
        "generation": job.generation,
        "reading_id": job.reading,
        "state": job.state.value,
        "attempts": job.attempts,
        "retries": job.retries,
        "not_before": job.not_before,
        "stage": job.stage,
        "done": job.done,
        "total": job.total,
        "error": job.error.to_json() if job.error else None,
        "outcome": job.outcome.to_json() if job.outcome else None,
        "chunks": job.total if job.lane is Lane.EMBED else 0,
        "created_at": job.created_at,
    }


def job_from_row(row: Row[*tuple[Any, ...]]) -> Job:
    return Job(
        id=JobId(row.id),
        kind=JobKind(row.kind),
        entity=EntityId(row.entity),
        document=DocumentId(row.document_id) if row.document_id else None,
        version=VersionId(row.version) if row.version else None,
        lane=Lane(row.lane),
        priority=Priority(row.priority),
        batch=BatchId(row.batch) if row.batch else None,
        generation=GenerationId(row.generation) if row.generation else None,
        reading=ReadingId(row.reading_id) if row.reading_id else None,
        state=JobState(row.state),
        attempts=row.attempts,
        retries=row.retries,
        not_before=row.not_before,
        stage=row.stage,
        done=row.done,
        total=row.total,
        error=ErrorItem(**row.error) if row.error else None,
        outcome=Outcome.from_json(row.outcome) if row.outcome else None,
        created_at=row.created_at,
    )
