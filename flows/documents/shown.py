"""A document as it is shown: with what is under way, or came to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.documents import Document, DocumentVersion, Tombstone
from core.errors import Gone, NotFound
from core.ids import DocumentId, EntityId
from core.jobs import Job, JobState
from core.outcomes import Status
from core.principals import AccessScope, Principal
from core.stores import UnitOfWork
from flows.permissions.overseen import manages
from governance.policy import Action, decide


@dataclass(frozen=True, slots=True)
class Shown:
    """A document, and the last job that reads it while that matters; else None.

    It matters while it is unfinished, and for as long as what it brought is not what is live.
    """

    document: Document
    job: Job | None
    is_shared: bool = False
    """By another entity, to whoever sees it."""
    is_managed: bool = False
    """By whoever sees it: they are told who else may."""
    is_read: bool = True
    """By whoever sees it; else it is managed alone, and none of its words are told."""

    def to_json(self) -> dict[str, Any]:
        """As `GET /v1/documents/{id}` shows it. Of what another entity shares, what it says is
        told, and not what that entity does with it: holds, folders, jobs."""
        job = self.job.to_json() if self.job else None
        told = {**self.document.to_json(), "shared": self.is_shared, "job": job}
        if not self.is_read:
            told |= {"description": [], "hidden": []}
        if self.is_shared:
            return {**told, "source": None, "hold": None, "job": None}
        return {**told, **self._permissions()} if self.is_managed else told

    def _permissions(self) -> dict[str, Any]:
        readers = self.document.readers
        return {
            "readers": list(readers) if readers is not None else None,
            "open_to": list(self.document.open_to),
        }


async def shown(
    unit: UnitOfWork, principal: Principal, documents: Sequence[Document]
) -> list[Shown]:
    """Documents with their jobs, in the same order, as somebody sees them."""
    last = await unit.jobs.last([document.id for document in documents])
    is_manager = manages(principal) is not None
    shown = []
    for document in documents:
        job, is_own = _that_matters(last.get(document.id)), document.entity == principal.entity
        is_read = _reads(principal, document)
        shown.append(Shown(document, job, not is_own, is_own and is_manager, is_read))
    return shown


def _reads(principal: Principal, document: Document) -> bool:
    scope = decide(principal, Action.READ).scope
    said = document.entity, document.collection, document.classification, document.open_to
    return scope is not None and scope.admits(*said)


def _that_matters(job: Job | None) -> Job | None:
    if job is None or job.state is not JobState.DONE:
        return job
    came_to_nothing = job.outcome is not None and job.outcome.status is Status.FAILED
    return job if came_to_nothing else None


async def told_versions(
    unit: UnitOfWork, asks: EntityId, document: Document
) -> list[DocumentVersion]:
    """A document's versions, in the order in which they were added; who of another entity added
    them is not told."""
    versions = await unit.documents.versions(document.id)
    if document.entity == asks:
        return versions
    return [replace(version, added_by=None) for version in versions]


async def found(unit: UnitOfWork, scope: AccessScope, document: DocumentId) -> Document:
    """Raises `NotFound`, also for what the scope does not hold; `Gone` where it was deleted."""
    document_found = await unit.documents.find(scope, document)
    if document_found is None:
        buried = await unit.documents.tombstone(scope, document=document)
        raise _gone(buried) if buried else NotFound("There is no such document.")
    return document_found


async def locked(unit: UnitOfWork, scope: AccessScope, document: DocumentId) -> Document:
    """The same, for who is going to change it."""
    await unit.documents.lock(document)
    return await found(unit, scope, document)


def _gone(tombstone: Tombstone) -> Gone:
    return Gone(f"The document was deleted on {tombstone.deleted_at:%Y-%m-%d}.")
