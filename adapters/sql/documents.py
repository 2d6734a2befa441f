"""Documents, by scope."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from adapters.sql.scopes import within
from adapters.sql.tables import documents, versions
from adapters.sql.tombstones import bury, find_tombstone
from adapters.sql.transaction import Transaction
from core.description import (
    Corrections,
    Description,
    corrections_from_json,
    corrections_to_json,
)
from core.documents import Document, Tombstone
from core.errors import Conflict
from core.ids import CollectionId, DocumentId, EntityId, ReadingId, VersionId
from core.outcomes import Outcome
from core.principals import AccessScope, Classification


class SqlDocuments:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, document: Document) -> None:
        """Raises `Conflict` where the id is taken; nothing more can be done in this unit of work
        then."""
        try:
            await self._transaction.write(insert(documents).values(**_to_row(document)))
        except IntegrityError as error:
            raise Conflict(f"The document {document.id} exists already.") from error
        await self._transaction.write(insert(versions).values(**_version_row(document)))

    async def find(self, scope: AccessScope, document: DocumentId) -> Document | None:
        found = await self._all(_inside(scope).where(documents.c.id == document))
        return found[0] if found else None

    async def named(self, scope: AccessScope, name: str) -> list[Document]:
        """In id order."""
        # Looked up apart: SQLite would otherwise walk the whole entity rather than the names.
        same = documents.alias()
        ids = select(same.c.id).where(same.c.name == name)
        return await self._all(_inside(scope).where(documents.c.id.in_(ids)))

    async def page(
        self, scope: AccessScope, limit: int, after: DocumentId | None = None
    ) -> list[Document]:
        page = _inside(scope).limit(limit)
        return await self._all(page.where(documents.c.id > after) if after else page)

    async def _all(self, found: Select[*tuple[Any, ...]]) -> list[Document]:
        return [_from_row(row) for row in await self._transaction.read(found)]

    async def count(self, scope: AccessScope) -> int:
        counted = select(func.count()).select_from(documents).where(within(scope))
        return int((await self._transaction.read(counted)).scalar_one())

    async def collections(self, scope: AccessScope) -> list[CollectionId]:
        """In alphabetical order of code points."""
        column = documents.c.collection
        found = select(column).where(within(scope)).distinct().order_by(column)
        return [CollectionId(name) for name in (await self._transaction.read(found)).scalars()]

    async def set_outcome(self, document: DocumentId, outcome: Outcome) -> None:
        await self._transaction.write(
            update(documents)
            .where(documents.c.id == document)
            .values(status=outcome.status.value, outcome=outcome.to_json())
        )

    async def set_found(self, document: DocumentId, found: Description) -> None:
        await self._transaction.write(
            update(documents).where(documents.c.id == document).values(found=found.to_json())
        )

    async def correct(self, document: DocumentId, corrections: Corrections) -> None:
        await self._transaction.write(
            update(documents)
            .where(documents.c.id == document)
            .values(corrections=corrections_to_json(corrections))
        )

    async def set_parent(self, document: DocumentId, parent: DocumentId | None) -> None:
        await self._transaction.write(
            update(documents).where(documents.c.id == document).values(parent=parent)
        )

    async def children(self, document: DocumentId) -> list[Document]:
        """In id order."""
        came_in = select(documents).where(documents.c.parent == document).order_by(documents.c.id)
        return await self._all(came_in)

    async def shares_blob(self, entity: EntityId, version: VersionId) -> bool:
        """Earlier versions count: citations of them still resolve."""
        # One inside the other, so that SQLite starts from the version and not from the entity.
        of_entity = exists().where(
            documents.c.id == versions.c.document_id, documents.c.entity == entity
        )
        holds = exists().where(versions.c.version == version, of_entity)
        return bool((await self._transaction.read(select(holds))).scalar_one())

    async def delete(self, document: DocumentId) -> None:
        await self._transaction.write(delete(documents).where(documents.c.id == document))

    async def bury(self, tombstone: Tombstone) -> None:
        await bury(self._transaction, tombstone)

    async def tombstone(
        self,
        entity: EntityId,
        *,
        document: DocumentId | None = None,
        reading: ReadingId | None = None,
    ) -> Tombstone | None:
        """The last one, where the same bytes were added again and deleted again."""
        return await find_tombstone(self._transaction, entity, document, reading)


def _inside(scope: AccessScope) -> Select[*tuple[Any, ...]]:
    return select(documents).where(within(scope)).order_by(documents.c.id)


def _to_row(document: Document) -> dict[str, Any]:
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
        "parent": document.parent,
        "found": document.found.to_json(),
        "corrections": corrections_to_json(document.corrections),
    }


def _version_row(document: Document) -> dict[str, Any]:
    return {
        "document_id": document.id,
        "version": document.version,
        "created_at": document.created_at,
        "media_type": document.media_type,
        "size_bytes": document.size_bytes,
    }


def _from_row(row: Row[*tuple[Any, ...]]) -> Document:
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
        parent=DocumentId(row.parent) if row.parent else None,
        found=Description.from_json(row.found),
        corrections=corrections_from_json(row.corrections),
    )
