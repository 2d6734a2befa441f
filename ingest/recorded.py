"""What the ledger says of the reading of documents: the service does it, nobody in particular."""

from __future__ import annotations

from core.documents import Document
from core.ids import DocumentId
from core.jobs import Job
from core.ledger import Entry, RecordKind
from core.outcomes import Outcome
from core.stores import ReadingHead


def came_in(child: Document, parent: DocumentId) -> Entry:
    body = {
        "document": child.id,
        "version": child.version,
        "collection": child.collection,
        "classification": child.classification.name.lower(),
        "came_in": parent,
    }
    return Entry(child.entity, RecordKind.ACCEPTED, body)


def live(document: Document, head: ReadingHead) -> Entry:
    body = {
        "document": document.id,
        "version": head.version,
        "reading": head.id,
        "parser": head.parser,
        "status": head.outcome.status.value,
        "chunks": head.chunks,
    }
    return Entry(document.entity, RecordKind.LIVE, body)


def unread(job: Job, outcome: Outcome) -> Entry:
    """Categories of what went wrong; messages may quote the document."""
    errors = sorted({f"{error.component}: {error.category}" for error in outcome.errors})
    body = {"document": job.document, "version": job.version, "errors": errors}
    return Entry(job.entity, RecordKind.UNREAD, body)
