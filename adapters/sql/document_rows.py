"""Documents and their versions as rows, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from adapters.sql.columns import parsed_moment
from adapters.sql.readers import open_to
from adapters.sql.scopes import within
from adapters.sql.tables import contained, documents
from adapters.sql.transaction import Transaction
from core.description import Description, corrections_from_json, corrections_to_json
from core.documents import Document, DocumentVersion, Hold, Validity
from core.ids import CollectionId, DocumentId, EntityId, Reader, VersionId
from core.outcomes import Outcome
from core.principals import AccessScope, Classification

AnyRow = Row[*tuple[Any, ...]]
_BATCH = 400
"""Ids a query: older SQLite builds take 999 parameters at most."""


async def read_documents(
    transaction: Transaction,
    found: Select[*tuple[Any, ...]],
    scope: AccessScope | None = None,
) -> list[Document]:
    """Rows of `documents`, in their order, each with who may read it, and with what it came in as
    far as that is in the scope, where one is given."""
    rows = (await transaction.read(found)).all()
    ids = [row.id for row in rows]
    parents, readers = await _parents(transaction, ids, scope), await open_to(transaction, ids)
    return [_from_row(row, tuple(parents.get(row.id, ())), readers.get(row.id, ())) for row in rows]


async def _parents(
    transaction: Transaction, ids: Sequence[str], scope: AccessScope | None
) -> dict[str, list[DocumentId]]:
    parents: dict[str, list[DocumentId]] = {}
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        links = select(contained).where(contained.c.child_id.in_(batch))
        if scope is not None:
            links = links.join(documents, documents.c.id == contained.c.parent_id)
            links = links.where(within(transaction, scope))
        for row in await transaction.read(links.order_by(contained.c.parent_id)):
            parents.setdefault(row.child_id, []).append(DocumentId(row.parent_id))
    return parents


def document_to_row(document: Document) -> dict[str, Any]:
    """Its parents apart."""
    return {
        "id": document.id,
        "entity": document.entity,
        "collection": document.collection,
        "name": document.name,
        "version": document.version,
        "media_type": document.media_type,
        "size_bytes": document.size_bytes,
        "classification": int(document.classification),
        "created_at": document.created_at,
        "created_by": document.created_by,
        "status": document.outcome.status.value,
        "outcome": document.outcome.to_json(),
        "found": document.found.to_json(),
        "corrections": corrections_to_json(document.corrections),
        "own": document.own,
        "valid_from": document.validity.first,
        "valid_until": document.validity.last,
        "hold": hold_to_json(document.hold),
        "source": document.source,
        "readers": list(document.readers) if document.readers is not None else None,
    }


def _from_row(
    row: AnyRow, parents: tuple[DocumentId, ...], may_read: tuple[Reader, ...]
) -> Document:
    return Document(
        id=DocumentId(row.id),
        entity=EntityId(row.entity),
        collection=CollectionId(row.collection),
        name=row.name,
        version=VersionId(row.version),
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        created_at=row.created_at,
        created_by=row.created_by,
        classification=Classification(row.classification),
        outcome=Outcome.from_json(row.outcome),
        own=row.own,
        parents=parents,
        source=row.source,
        validity=Validity(row.valid_from, row.valid_until),
        hold=hold_from_json(row.hold),
        found=Description.from_json(row.found),
        corrections=corrections_from_json(row.corrections),
        readers=readers_from_json(row.readers),
        open_to=may_read,
    )


def readers_from_json(data: Sequence[str] | None) -> tuple[Reader, ...] | None:
    return tuple(map(Reader, data)) if data is not None else None


def hold_to_json(hold: Hold | None) -> dict[str, Any] | None:
    return hold.to_json() if hold else None


def hold_from_json(data: dict[str, Any] | None) -> Hold | None:
    return Hold(data["reason"], data["by"], parsed_moment(data["at"])) if data else None


def version_to_row(version: DocumentVersion) -> dict[str, Any]:
    return {
        "document_id": version.document,
        "number": version.number,
        "version": version.version,
        "name": version.name,
        "media_type": version.media_type,
        "size_bytes": version.size_bytes,
        "added_at": version.added_at,
        "added_by": version.added_by,
    }


def version_from_row(row: AnyRow) -> DocumentVersion:
    return DocumentVersion(
        document=DocumentId(row.document_id),
        number=row.number,
        version=VersionId(row.version),
        name=row.name,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        added_at=row.added_at,
        added_by=row.added_by,
    )
