"""Versions of documents: which bytes a document has, and had."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import exists, func, insert, or_, select

from adapters.sql.document_rows import read_documents, version_from_row, version_to_row
from adapters.sql.locks import lock_bytes, lock_document
from adapters.sql.scopes import within
from adapters.sql.tables import documents, versions
from adapters.sql.transaction import Transaction
from core.documents import Document, DocumentVersion
from core.ids import DocumentId, EntityId, VersionId
from core.principals import AccessScope


class DocumentVersions:
    _transaction: Transaction

    async def add_version(self, version: DocumentVersion) -> None:
        """Raises `NotFound` where the document was deleted in the meantime."""
        await lock_document(self._transaction, version.document)
        of = select(documents.c.entity).where(documents.c.id == version.document)
        entity = (await self._transaction.read(of)).scalar_one()
        await lock_bytes(self._transaction, EntityId(entity), version.version)
        last = select(func.max(versions.c.number)).where(versions.c.document_id == version.document)
        number = (await self._transaction.read(last)).scalar() or 0
        row = version_to_row(replace(version, number=number + 1))
        await self._transaction.write(insert(versions).values(**row))

    async def versions(self, document: DocumentId) -> list[DocumentVersion]:
        found = select(versions).where(versions.c.document_id == document)
        rows = await self._transaction.read(found.order_by(versions.c.number))
        return [version_from_row(row) for row in rows]

    async def with_version(self, scope: AccessScope, version: VersionId) -> list[Document]:
        later = versions.alias()
        is_last = ~exists().where(
            later.c.document_id == versions.c.document_id, later.c.number > versions.c.number
        )
        # Looked up apart, so that SQLite starts from the version and not from the entity.
        having = select(versions.c.document_id).where(versions.c.version == version)
        is_live = documents.c.version == version
        found = select(documents).where(
            within(self._transaction, scope),
            documents.c.id.in_(having),
            or_(is_live, documents.c.id.in_(having.where(is_last))),
        )
        return await read_documents(self._transaction, found.order_by(documents.c.id), scope)

    async def lock_bytes(self, entity: EntityId, version: VersionId) -> None:
        await lock_bytes(self._transaction, entity, version)

    async def shares_blob(self, entity: EntityId, version: VersionId) -> bool:
        """Earlier versions count: citations of them still resolve."""
        await lock_bytes(self._transaction, entity, version)
        # One inside the other, so that SQLite starts from the version and not from the entity.
        of_entity = exists().where(
            documents.c.id == versions.c.document_id, documents.c.entity == entity
        )
        holds = exists().where(versions.c.version == version, of_entity)
        return bool((await self._transaction.read(select(holds))).scalar_one())
