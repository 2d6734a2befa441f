"""What changes of a document once it is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update

from adapters.sql.descriptions import mirror
from adapters.sql.document_rows import hold_to_json
from adapters.sql.locks import hold_row, lock_shelves
from adapters.sql.readers import let_in, set_apart, set_readers
from adapters.sql.tables import collections, documents
from adapters.sql.transaction import Transaction
from core.description import Corrections, corrections_to_json
from core.documents import Hold, Validity
from core.ids import CollectionId, DocumentId, EntityId, Reader
from core.outcomes import Outcome
from core.principals import Classification


class DocumentChanges:
    """Each does nothing where the document is not there."""

    _transaction: Transaction

    async def lock(self, document: DocumentId) -> None:
        await hold_row(self._transaction, document)

    async def set_outcome(self, document: DocumentId, outcome: Outcome) -> None:
        await self._set(document, status=outcome.status.value, outcome=outcome.to_json())

    async def correct(self, document: DocumentId, corrections: Corrections) -> None:
        await self._set(document, corrections=corrections_to_json(corrections))
        await mirror(self._transaction, [document])

    async def move(self, document: DocumentId, collection: CollectionId) -> None:
        found = select(documents.c.entity, documents.c.collection).where(documents.c.id == document)
        row = (await self._transaction.read(found)).first()
        if row is not None:
            entity, former = EntityId(row.entity), CollectionId(row.collection)
            await self.add_collection(entity, collection)
            await lock_shelves(self._transaction, entity, former, collection)
            await self._set(document, collection=collection)
            await let_in(self._transaction, document)

    async def set_readers(
        self,
        document: DocumentId,
        readers: Sequence[Reader] | None,
        *,
        with_parent: bool = False,
    ) -> None:
        if not with_parent:
            await set_apart(self._transaction, document)
        await set_readers(self._transaction, document, readers)

    async def classify(self, document: DocumentId, classification: Classification) -> None:
        await self._set(document, classification=int(classification))

    async def add_collection(self, entity: EntityId, name: CollectionId) -> None:
        """Does nothing where it is there."""
        row = {"entity": entity, "name": name, "created_at": datetime.now(UTC)}
        await self._transaction.write_new(collections, row)

    async def set_source(self, document: DocumentId, source: str | None) -> None:
        await self._set(document, source=source)

    async def set_validity(self, document: DocumentId, validity: Validity) -> None:
        await self._set(document, valid_from=validity.first, valid_until=validity.last)

    async def set_hold(self, document: DocumentId, hold: Hold | None) -> None:
        await self._set(document, hold=hold_to_json(hold))

    async def set_own(self, document: DocumentId) -> None:
        await self._set(document, own=True)

    async def _set(self, document: DocumentId, **values: Any) -> None:
        changed = update(documents).where(documents.c.id == document).values(**values)
        await self._transaction.write(changed)
