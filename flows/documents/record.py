"""Which document a file is: a new one, a new version of one, or what is there already."""

from __future__ import annotations

from dataclasses import replace

from core.documents import Document, DocumentVersion, Validity
from core.errors import Refused
from core.ids import VersionId, document_id
from core.jobs import Job
from core.ports import Parser
from core.principals import AccessScope
from core.stores import UnitOfWork
from flows.documents.accepted import Accepted, Upload
from flows.documents.change import set_validity
from flows.documents.read import have_read, is_live, is_up_to_date, pending
from flows.documents.recorded import document_changed, source_set
from flows.documents.shown import locked
from flows.permissions.permit import permissions_of, permit


async def record(
    unit: UnitOfWork,
    scope: AccessScope,
    upload: Upload,
    candidate: Document,
    parser: Parser,
    *,
    manages: bool,
) -> Accepted:
    """The candidate, or what these bytes are already, and the job that reads them.

    Raises `Conflict` where somebody else recorded the same bytes in the same instant; `Refused`
    where it is known, is to be read by others or classified otherwise, and who adds it doesn't
    manage documents.
    """
    known = await _known(unit, scope, upload, candidate.version)
    if known is None:
        # From here on nobody else records these bytes: who did since we looked is seen.
        await unit.documents.lock_bytes(candidate.entity, candidate.version)
        known = await _known(unit, scope, upload, candidate.version)
    if known is None:
        document = await _with_free_id(unit, candidate)
        await unit.documents.add(document)
        return Accepted(document, await _job(unit, document, candidate.version, upload))
    known = await _said(unit, known, upload, candidate.created_by, manages=manages)
    ingests = await pending(unit, known)
    is_last = (await unit.documents.versions(known.id))[-1].version == candidate.version
    for job in ingests:
        if is_last and job.version == candidate.version:
            return Accepted(known, await _joined(unit, job, upload))
    if ingests and not is_last and not upload.supersedes:
        return Accepted(known, None)  # these bytes are live, and about to be replaced
    if not ingests and await is_up_to_date(unit, known, candidate.version, parser):
        return Accepted(known, None)
    if not is_last and upload.supersedes:
        await unit.documents.add_version(_next_version(known, candidate))
    return Accepted(known, await _job(unit, known, candidate.version, upload))


async def _known(
    unit: UnitOfWork, scope: AccessScope, upload: Upload, version: VersionId
) -> Document | None:
    """The document that these bytes are of: the one that is named, else one that has them."""
    if upload.supersedes:
        return await locked(unit, scope, upload.supersedes)
    for document in await unit.documents.with_version(scope, version):
        await unit.documents.lock(document.id)
    same = await unit.documents.with_version(scope, version)
    having = [document for document in same if await _has(unit, document, version)]
    return min(having, key=lambda document: (not document.own, document.id), default=None)


async def _has(unit: UnitOfWork, document: Document, version: VersionId) -> bool:
    """Whether a document is, or is becoming, these bytes.

    Not where it only began with them and something else was sent before they were ever live.
    """
    versions = await unit.documents.versions(document.id)
    return versions[-1].version == version or await is_live(unit, document)


def check_said(document: Document, upload: Upload, *, manages: bool) -> None:
    """Raises `Refused` where an upload says of a known document what only a manager may."""
    before = permissions_of(document)
    if not manages and upload.permissions(before) != before:
        raise Refused(
            "It is here already, with other readers or another classification.",
            "Add it without naming any, or ask a manager to change them.",
            rule="only managers change permissions",
        )
    if not manages and not upload.supersedes and _sets_validity(document, upload):
        raise Refused(
            "It is here already, and valid on other days.",
            "Add it without naming any, or ask a manager to change them.",
            rule="only managers change validity",
        )


def _sets_validity(document: Document, upload: Upload) -> bool:
    return upload.validity not in (Validity(), document.validity)


async def _said(
    unit: UnitOfWork, document: Document, upload: Upload, by: str, *, manages: bool
) -> Document:
    """A known document with what is said of it now."""
    check_said(document, upload, manages=manages)
    document = await permit(unit, document, upload.permissions(permissions_of(document)), by)
    if not document.own:
        await unit.documents.set_own(document.id)
        document = replace(document, own=True)
    if upload.source not in (None, document.source):
        await unit.documents.set_source(document.id, upload.source)
        unit.ledger.append(source_set(document, by, upload.source))
        document = replace(document, source=upload.source)
    if _sets_validity(document, upload):
        days = {"valid_from": upload.validity.first, "valid_until": upload.validity.last}
        unit.ledger.append(document_changed(document, by, days))
        document = await set_validity(unit, document, upload.validity)
    return document


async def _joined(unit: UnitOfWork, job: Job, upload: Upload) -> Job:
    if upload.batch is None or job.batch == upload.batch:
        return job
    await unit.jobs.join_batch(job.id, upload.batch)
    return replace(job, batch=upload.batch)


async def _job(unit: UnitOfWork, document: Document, version: VersionId, upload: Upload) -> Job:
    return await have_read(unit, document, version, priority=upload.priority, batch=upload.batch)


async def _with_free_id(unit: UnitOfWork, candidate: Document) -> Document:
    """The first id that no document has which began with these bytes and has moved on since."""
    nth = 0
    while await unit.documents.is_taken(candidate.id):
        nth += 1
        of = candidate.entity, candidate.collection, candidate.version
        id_ = document_id(*of, nth, candidate.readers)
        candidate = replace(candidate, id=id_)
    return candidate


def _next_version(document: Document, candidate: Document) -> DocumentVersion:
    return DocumentVersion(
        document=document.id,
        number=0,  # the database counts
        version=candidate.version,
        name=candidate.name,
        media_type=candidate.media_type,
        size_bytes=candidate.size_bytes,
        added_at=candidate.created_at,
        added_by=candidate.created_by,
    )
