"""The order of jobs as SQL, made so that an index (`ix_jobs_claim`) has it.

Jobs that have to wait for a moment are apart: their `not_before` is set, and a claim makes it null
when the moment has come. Every entity that ever had a job has a row in `turns`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, exists, or_, select

from adapters.sql.job_rows import UNFINISHED
from adapters.sql.work_tables import jobs, turns
from core.jobs import JobKind, JobState, Lane, Priority


def first_of(entity: ColumnElement[str], lane: Lane, than: Priority | None = None) -> Any:
    """The id of the first job of an entity that may be taken, if more urgent than `than`."""
    ready = jobs.alias()
    return (
        select(ready.c.id)
        .where(_queued(ready, lane, than), ready.c.not_before.is_(None), ready.c.entity == entity)
        .where(_is_next_of_document(ready))
        # `not_before` is null in all: PostgreSQL takes the index's order only if it is named.
        .order_by(ready.c.not_before, ready.c.priority, ready.c.created_at, ready.c.id)
        .limit(1)
        .correlate(turns)
        .scalar_subquery()
    )


def any_ready(lane: Lane, now: datetime, than: Priority | None = None) -> ColumnElement[bool]:
    """In two parts, as the index has them: those that need not wait, those that did."""
    first = first_of(turns.c.entity, lane, than)
    ready = select(turns.c.entity).where(turns.c.lane == lane.value, first.is_not(None))
    due = select(jobs.c.id).where(_queued(jobs, lane, than), jobs.c.not_before <= now)
    return or_(exists(ready), exists(due.where(_is_next_of_document(jobs))))


def _queued(ready: FromClause, lane: Lane, than: Priority | None) -> ColumnElement[bool]:
    queued = and_(ready.c.lane == lane.value, ready.c.state == JobState.QUEUED.value)
    return queued if than is None else and_(queued, ready.c.priority < int(than))


def _is_next_of_document(ready: FromClause) -> ColumnElement[bool]:
    """Neither an older job of its document is unfinished, nor does any run (clocks differ).

    Tags wait for nobody but who is writing points: they must not lag behind a long queue.
    """
    other = jobs.alias()
    older = or_(
        other.c.created_at < ready.c.created_at,
        and_(other.c.created_at == ready.c.created_at, other.c.id < ready.c.id),
    )
    runs = other.c.state == JobState.RUNNING.value
    writes = and_(runs, other.c.lane == Lane.EMBED.value)
    tags = ready.c.kind == JobKind.TAG.value
    # A grid reads what is live when it comes to a document: nothing else waits for one.
    idle = and_(other.c.kind == JobKind.GRID.value, ready.c.kind != JobKind.GRID.value)
    before = (
        select(other.c.id)
        .where(other.c.document_id == ready.c.document_id, other.c.id != ready.c.id)
        .where(other.c.state.in_(UNFINISHED), or_(writes, and_(~tags, ~idle, or_(older, runs))))
        .limit(1)
        .correlate(ready)
        .scalar_subquery()
    )
    # Not NOT EXISTS: PostgreSQL would make an anti-join of it, over all jobs that there are.
    return before.is_(None)
