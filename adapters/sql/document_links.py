"""Which document came in which."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, delete, exists, select
from sqlalchemy.exc import IntegrityError

from adapters.sql.document_rows import read_documents
from adapters.sql.tables import contained, documents
from adapters.sql.transaction import Transaction
from core.documents import Document
from core.errors import NotFound
from core.ids import DocumentId

_BATCH = 400
"""Ids a query: older SQLite builds take 999 parameters at most."""


class DocumentLinks:
    _transaction: Transaction

    async def link(self, parent: DocumentId, child: DocumentId) -> None:
        """Raises `NotFound` where either is gone; nothing more can be done in this unit of work
        then."""
        try:
            await self._transaction.write_new(contained, {"parent_id": parent, "child_id": child})
        except IntegrityError as error:
            raise NotFound(f"{parent} or {child} is no document (any more).") from error

    async def unlink(self, parent: DocumentId) -> list[Document]:
        """In id order."""
        ids = list((await self._transaction.read(_children(parent))).scalars())
        await self._transaction.write(delete(contained).where(contained.c.parent_id == parent))
        alone = select(documents).where(~documents.c.own, ~_came_in()).order_by(documents.c.id)
        return [
            document
            for start in range(0, len(ids), _BATCH)
            for document in await read_documents(
                self._transaction, alone.where(documents.c.id.in_(ids[start : start + _BATCH]))
            )
        ]

    async def children(self, document: DocumentId) -> list[Document]:
        found = select(documents).where(documents.c.id.in_(_children(document)))
        return await read_documents(self._transaction, found.order_by(documents.c.id))


def _children(parent: DocumentId) -> Select[tuple[str]]:
    """Their ids, in order."""
    link = contained.c
    return select(link.child_id).where(link.parent_id == parent).order_by(link.child_id)


def _came_in() -> ColumnElement[bool]:
    return exists().where(contained.c.child_id == documents.c.id)
