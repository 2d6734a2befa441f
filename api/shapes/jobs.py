"""Jobs and batches as they are shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel

from api.shapes.shaped import Count, Moment, Sha256, Shaped, Uuid
from core.jobs import JobKind, JobState, Lane
from core.outcomes import HiddenReason, Status


class ErrorItem(BaseModel):
    component: str
    page: int | None
    category: str
    message: str


class Hidden(BaseModel):
    reason: HiddenReason
    text: str
    words: Count
    leaf: int | None
    label: str


class Outcome(BaseModel):
    status: Status
    pages: Count
    elements: Count
    chunks: Count
    errors: list[ErrorItem]
    hidden: list[Hidden]


class Job(BaseModel):
    id: Uuid
    kind: JobKind
    document: Uuid | None
    version: Sha256 | None
    lane: Lane
    priority: Literal["cleaning", "person", "bulk", "background"]
    batch: Uuid | None
    state: JobState
    attempts: Count
    retries: Count
    not_before: Moment | None
    stage: str
    done: Count
    total: Count
    error: ErrorItem | None
    outcome: Outcome | None
    created_at: Moment


class JobList(BaseModel):
    jobs: list[Job]


class BatchProgress(BaseModel):
    id: Uuid
    total: Count
    queued: Count
    running: Count
    done: Count
    failed: Count
    cancelled: Count
    embedding: Count
    pages: Count
    chunks_done: Count
    chunks: Count
    documents_failed: Count
    documents_partial: Count
    waits_for: ErrorItem | None
    is_final: bool


class Cancelled(BaseModel):
    cancelled: Count


JobReply = Annotated[dict[str, Any], Shaped(Job)]
JobListReply = Annotated[dict[str, Any], Shaped(JobList)]
BatchProgressReply = Annotated[dict[str, Any], Shaped(BatchProgress)]
CancelledReply = Annotated[dict[str, Any], Shaped(Cancelled)]
