"""Documents, by scope."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from adapters.sql.called import find_called
from adapters.sql.cards import find_cards
from adapters.sql.descriptions import mirror
from adapters.sql.document_changes import DocumentChanges
from adapters.sql.document_links import DocumentLinks
from adapters.sql.document_rows import document_to_row, read_documents, version_to_row
from adapters.sql.document_versions import DocumentVersions
from adapters.sql.lists import listed
from adapters.sql.locks import lock_bytes, lock_shelves
from adapters.sql.permission_tables import untagged
from adapters.sql.readers import forget_readers, hold_shelf_of, let_in, let_in_as
from adapters.sql.scopes import within
from adapters.sql.tables import documents, versions
from adapters.sql.tombstones import bury, drop_dead_letters, find_tombstone
from adapters.sql.transaction import Transaction
from core.documents import Document, DocumentVersion, Tombstone
from core.errors import Conflict
from core.ids import DocumentId, ReadingId
from core.outcomes import Status
from core.principals import AccessScope, SearchFilter
from core.stores import Called, Card

_BATCH = 400


class SqlDocuments(DocumentChanges, DocumentLinks, DocumentVersions):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, document: Document) -> None:
        """Raises `Conflict` where the id is taken; nothing more can be done in this unit of work
        then."""
        await lock_bytes(self._transaction, document.entity, document.version)
        try:
            await self._transaction.write(insert(documents).values(**document_to_row(document)))
        except IntegrityError as error:
            raise Conflict(f"The document {document.id} exists already.") from error
        first = version_to_row(_first_version(document))
        await self._transaction.write(insert(versions).values(**first))
        await self.add_collection(document.entity, document.collection)
        await lock_shelves(self._transaction, document.entity, document.collection)
        await let_in(self._transaction, document.id)
        for parent in document.parents:
            await self.link(parent, document.id)
            await let_in_as(self._transaction, parent, document.id)
        if document.description.facts:
            await mirror(self._transaction, [document.id])

    async def find(self, scope: AccessScope, document: DocumentId) -> Document | None:
        found = await self._some(scope, self._inside(scope).where(documents.c.id == document))
        return found[0] if found else None

    async def is_taken(self, document: DocumentId) -> bool:
        found = select(documents.c.id).where(documents.c.id == document)
        return (await self._transaction.read(found)).first() is not None

    async def held(self, scope: AccessScope, ids: Sequence[DocumentId]) -> frozenset[DocumentId]:
        some = documents.c.id.in_(listed(self._transaction, ids))
        found = select(documents.c.id).where(some, within(self._transaction, scope))
        return frozenset(map(DocumentId, (await self._transaction.read(found)).scalars()))

    async def holds_all(self, scope: AccessScope, ids: Sequence[DocumentId]) -> bool:
        some = documents.c.id.in_(listed(self._transaction, ids))
        counted = select(func.count()).select_from(documents).where(some)
        there = (await self._transaction.read(counted)).scalar_one()
        return 0 < int(there) == len(await self.held(scope, ids))

    async def named(self, scope: AccessScope, name: str) -> list[Document]:
        """In id order."""
        # Looked up apart: SQLite would otherwise walk the whole entity rather than the names.
        same = documents.alias()
        ids = select(same.c.id).where(same.c.name == name)
        return await self._some(scope, self._inside(scope).where(documents.c.id.in_(ids)))

    async def called(self, where: SearchFilter, keys: Sequence[str], limit: int) -> list[Called]:
        return await find_called(self._transaction, where, keys, limit)

    async def cards(
        self, where: SearchFilter, limit: int, documents: Sequence[DocumentId] | None = None
    ) -> list[Card] | None:
        return await find_cards(self._transaction, where, limit, documents)

    async def page(
        self,
        scope: AccessScope,
        limit: int,
        after: DocumentId | None = None,
        status: Status | None = None,
    ) -> list[Document]:
        page = self._inside(scope).limit(limit)
        if status:
            page = page.where(documents.c.status == status.value)
        page = page.where(documents.c.id > after) if after else page
        return await self._some(scope, page)

    async def count(self, scope: AccessScope) -> int:
        counted = select(func.count()).select_from(documents)
        counted = counted.where(within(self._transaction, scope))
        return int((await self._transaction.read(counted)).scalar_one())

    async def with_source(self, scope: AccessScope) -> list[Document]:
        found = self._inside(scope).where(documents.c.source.is_not(None))
        return await self._some(scope, found)

    async def to_tag(self, limit: int) -> list[Document]:
        """Of two who ask at once, each gets others."""
        await self._transaction.begin_writing()
        noted = select(untagged.c.document_id).order_by(untagged.c.document_id).limit(limit)
        locked = noted.with_for_update(skip_locked=True)
        ids = list((await self._transaction.read(locked)).scalars())
        some = listed(self._transaction, ids)
        await self._transaction.write(delete(untagged).where(untagged.c.document_id.in_(some)))
        found = select(documents).where(documents.c.id.in_(some)).order_by(documents.c.id)
        return await self._all(found)

    async def everything(self) -> AsyncIterator[Document]:
        """A page at a time: what is added or deleted meanwhile may be in or not."""
        page = select(documents).order_by(documents.c.id).limit(_BATCH)
        found = await self._all(page)
        while found:
            for document in found:
                yield document
            found = await self._all(page.where(documents.c.id > found[-1].id))

    async def _all(self, found: Select[*tuple[Any, ...]]) -> list[Document]:
        return await read_documents(self._transaction, found)

    async def _some(self, scope: AccessScope, found: Select[*tuple[Any, ...]]) -> list[Document]:
        return await read_documents(self._transaction, found, scope)

    def _inside(self, scope: AccessScope) -> Select[*tuple[Any, ...]]:
        inside = select(documents).where(within(self._transaction, scope))
        return inside.order_by(documents.c.id)

    async def delete(self, document: DocumentId) -> None:
        await hold_shelf_of(self._transaction, document)
        await self._transaction.write(delete(documents).where(documents.c.id == document))
        await forget_readers(self._transaction, document)
        await drop_dead_letters(self._transaction, document)

    async def bury(self, tombstone: Tombstone) -> None:
        await bury(self._transaction, tombstone)

    async def tombstone(
        self,
        scope: AccessScope,
        *,
        document: DocumentId | None = None,
        reading: ReadingId | None = None,
    ) -> Tombstone | None:
        """The last one, where the same bytes were added again and deleted again."""
        found = await find_tombstone(self._transaction, scope.entities, document, reading)
        if found is None:
            return None
        said = found.entity, found.collection, found.classification, found.open_to
        return found if scope.admits(*said) else None


def _first_version(document: Document) -> DocumentVersion:
    return DocumentVersion(
        document=document.id,
        number=1,
        version=document.version,
        name=document.name,
        media_type=document.media_type,
        size_bytes=document.size_bytes,
        added_at=document.created_at,
        added_by=document.created_by,
    )
