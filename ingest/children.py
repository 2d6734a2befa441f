"""The files in a mail or an archive: documents of their own, which name the one they came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from core.documents import Document
from core.errors import NotFound, Unreadable
from core.formats import Sign
from core.ids import VersionId, document_id, new_job_id
from core.jobs import Job, JobKind, Lane, Priority
from core.outcomes import ErrorItem, Status
from core.ports import Blobs
from core.principals import AccessScope
from core.stores import UnitOfWork
from ingest.closing import purge_later, scope_of
from ingest.keep import keep
from ingest.pipeline import Ingested
from ingest.recorded import came_in
from ingest.sniff import sniff

_UNKNOWN_TYPE = "application/octet-stream"


@dataclass(slots=True)
class Family:
    """What came in with a document, its bytes stored and not yet recorded."""

    errors: tuple[ErrorItem, ...] = ()
    paths: dict[VersionId, Path] = field(default_factory=dict)
    """The files whose bytes are stored, as long as the document is read."""
    children: list[Document] = field(default_factory=list)
    is_recorded: bool = False
    """To be said once that has committed; else its bytes are removed again."""

    def told_in(self, result: Ingested) -> Ingested:
        """The same, with what went wrong as the files in the document were taken out."""
        if not self.errors:
            return result
        errors = (*result.outcome.errors, *self.errors)
        return replace(
            result, outcome=replace(result.outcome, status=Status.PARTIAL, errors=errors)
        )

    async def record(self, unit: UnitOfWork, parent: Document, job: Job, blobs: Blobs) -> None:
        """Add those that are not there yet, each with its job; link them all to the parent, which
        the caller has locked.

        They are where the parent is, and as it is classified and read: now, and not when its turn
        to be read came. Bytes that the collection already holds so keep their document, whatever it
        came in.
        """
        now = await unit.documents.find(scope_of(job), parent.id)
        if now is None:
            raise NotFound(f"The document {parent.id} was deleted.")
        for found in sorted(self.children, key=lambda child: child.version):
            child = _as_its_parent(found, now)
            # Two that record the same files at once go one after the other, in one order.
            await unit.documents.lock_bytes(child.entity, child.version)
            there = await _already_there(unit, child)
            if there is None and await _was_deleted_alone(unit, parent, child):
                await purge_later(unit, job, None, child.version)
                continue
            if there is None:
                there = await _with_free_id(unit, child)
                await unit.documents.add(there)
                unit.ledger.append(came_in(there, parent.id))
                await _add_ingest(unit, there, job)
            if there.id != parent.id:
                await unit.documents.link(parent.id, there.id)
            await keep(blobs, child.entity, child.version, self.paths[child.version])

    async def forget(self, unit: UnitOfWork, job: Job) -> None:
        """Have the bytes removed: the document was not read to its end."""
        for version in self.paths:
            await purge_later(unit, job, None, version)


def _as_its_parent(child: Document, parent: Document) -> Document:
    return replace(
        child,
        id=document_id(parent.entity, parent.collection, child.version, 0, parent.readers),
        collection=parent.collection,
        classification=parent.classification,
        readers=parent.readers,
    )


async def _already_there(unit: UnitOfWork, child: Document) -> Document | None:
    """One that came in the same stays it, whatever was said of it since. Another one that is for
    others to read, or classified otherwise, is another document: neither takes over from the
    other."""
    scope = AccessScope.whole(child.entity, (child.collection,))
    there = await unit.documents.with_version(scope, child.version)
    its_own = [same for same in there if set(child.parents) & set(same.parents)]
    said = child.readers, child.classification
    alike = [same for same in there if (same.readers, same.classification) == said]
    return next(iter([*its_own, *alike]), None)


async def _was_deleted_alone(unit: UnitOfWork, parent: Document, child: Document) -> bool:
    """Whether someone deleted it while its parent stayed: then it does not come back."""
    whole = AccessScope.whole(child.entity)
    tombstone = await unit.documents.tombstone(whole, document=child.id)
    return tombstone is not None and tombstone.deleted_at > parent.created_at


async def _with_free_id(unit: UnitOfWork, child: Document) -> Document:
    for nth in count():
        id_ = document_id(child.entity, child.collection, child.version, nth, child.readers)
        if not await unit.documents.is_taken(id_):
            return replace(child, id=id_)
    raise AssertionError("unreachable")


async def _add_ingest(unit: UnitOfWork, child: Document, parent: Job) -> None:
    """In the parent's batch, after what persons wait for."""
    job = Job(
        id=new_job_id(),
        kind=JobKind.INGEST,
        entity=child.entity,
        document=child.id,
        version=child.version,
        priority=max(Priority.BULK, parent.priority),
        batch=parent.batch,
    )
    await unit.jobs.add(job)
    unit.after_commit(Lane.READ)


def media_type_of(path: Path, name: str, signs: Sequence[Sign]) -> str:
    """What the bytes are. What can't be told is accepted, and fails with its reason when read."""
    try:
        return sniff(path, name, signs)
    except Unreadable:
        return _UNKNOWN_TYPE
