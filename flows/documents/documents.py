"""Documents, as the edges use them: who may, and one unit of work each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.documents import Document, DocumentVersion, Validity
from core.errors import NotFound
from core.ids import BatchId, CollectionId, DocumentId
from core.jobs import Priority
from core.outcomes import Status
from core.ports import Blobs, Parser
from core.principals import Classification, Principal
from core.stores import Database
from flows.documents import again
from flows.documents.accepted import Accepted, Upload
from flows.documents.add import Adding
from flows.documents.change import Change, changed
from flows.documents.delete import delete
from flows.documents.shown import Shown, found, locked, shown, told_versions
from governance.policy import Action, decide
from governance.readers import checked_readers


@dataclass(frozen=True, slots=True)
class Documents:
    """Adds, shows, changes and deletes documents.

    Every method that names a document raises `NotFound`, also for what the principal may not see,
    `Gone` where it was deleted, and `Refused`.
    """

    database: Database
    blobs: Blobs
    parser: Parser
    most_bytes: int
    most_waiting: int
    """Documents of one entity that may wait to be read."""

    async def add(
        self,
        principal: Principal,
        path: Path,
        name: str,
        collection: CollectionId,
        *,
        batch: BatchId | None = None,
        priority: Priority = Priority.PERSON,
        supersedes: DocumentId | None = None,
        validity: Validity = Validity(),  # noqa: B008  # frozen
        source: str | None = None,
        readers: Sequence[str] | None = None,
        classification: Classification | None = None,
    ) -> Accepted:
        """Record a file and have it read. Durable on return; reading goes on elsewhere.

        The bytes of a document of the collection are no second one. What `supersedes` another is
        its new version, in its collection; until that is read, the one of before is shown. Only
        `readers` may see it, of the principal's entity, up to a clearance; of a document that is
        there already only a manager changes that.
        Raises `InvalidRequest` (collection, source, readers, clearance), `TooLarge`, `Busy`.
        """
        upload = Upload(
            path,
            name,
            collection,
            batch,
            priority,
            supersedes,
            validity,
            source,
            None if readers is None else checked_readers(principal.entity, readers),
            classification,
        )
        adding = Adding(self.database, self.blobs, self.parser, self.most_bytes, self.most_waiting)
        return await adding.add(principal, upload)

    async def get(self, principal: Principal, document: DocumentId) -> Document:
        scope = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            return await found(unit, scope, document)

    async def show(self, principal: Principal, document: DocumentId) -> Shown:
        """With what is under way."""
        scope = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            return (await shown(unit, principal, [await found(unit, scope, document)]))[0]

    async def page(
        self,
        principal: Principal,
        limit: int,
        after: DocumentId | None,
        collection: CollectionId | None = None,
        status: Status | None = None,
    ) -> list[Document]:
        """In id order, those after `after` only."""
        where = (collection,) if collection else None
        scope = decide(principal, Action.READ, where).granted()
        async with self.database.begin() as unit:
            return await unit.documents.page(scope, limit, after, status)

    async def shown(self, principal: Principal, documents: Sequence[Document]) -> list[Shown]:
        """Documents that the principal was shown, with what is under way."""
        async with self.database.begin() as unit:
            return await shown(unit, principal, documents)

    async def versions(self, principal: Principal, document: DocumentId) -> list[DocumentVersion]:
        """In the order in which they were added."""
        scope = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            known = await found(unit, scope, document)
            return await told_versions(unit, principal.entity, known)

    async def change(self, principal: Principal, document: DocumentId, change: Change) -> Shown:
        """Move it, set its validity, say who reads it and how it is classified, hold it or lift the
        hold: as whoever manages it sees it then, whether they read it or not.

        Raises `InvalidRequest`, `Held`, `Conflict` (same bytes there, another hold).
        """
        scope = decide(principal, Action.MANAGE).granted()
        readable = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            await changed(unit, scope, readable, principal.id, document, change)
            return (await shown(unit, principal, [await found(unit, scope, document)]))[0]

    async def cancel(self, principal: Principal, document: DocumentId) -> Shown:
        """Stop what reads it; nothing where nothing does."""
        scope = decide(principal, Action.INGEST).granted()
        async with self.database.begin() as unit:
            await again.cancel(unit, await locked(unit, scope, document))
            return (await shown(unit, principal, [await found(unit, scope, document)]))[0]

    async def retry(self, principal: Principal, document: DocumentId) -> Shown:
        """Have what came to nothing read once more. Raises `Conflict` where nothing did."""
        scope = decide(principal, Action.INGEST).granted()
        async with self.database.begin() as unit:
            await again.retry(unit, await locked(unit, scope, document))
            return (await shown(unit, principal, [await found(unit, scope, document)]))[0]

    async def read_again(self, principal: Principal, document: DocumentId) -> Shown:
        """Have what is live read and embedded once more, with its corrections."""
        scope = decide(principal, Action.INGEST).granted()
        async with self.database.begin() as unit:
            await again.read_again(unit, await locked(unit, scope, document))
            return (await shown(unit, principal, [await found(unit, scope, document)]))[0]

    async def delete(self, principal: Principal, document: DocumentId) -> list[DocumentId]:
        """Remove it and what came in it alone: what went, itself first. Raises `Held`.

        What lies outside the database goes right after, by jobs. What was deleted before is not
        found, rather than gone.
        """
        scope = decide(principal, Action.DELETE).granted()
        async with self.database.begin() as unit:
            await unit.documents.lock(document)
            known = await unit.documents.find(scope, document)
            if known is None:
                raise NotFound("There is no such document.")
            return await delete(unit, known, principal.id)
