"""What commands do with single documents and collections, in this process."""

from __future__ import annotations

from dataclasses import dataclass

from cli.backend import Json
from core.ids import CollectionId, DocumentId
from core.jobs import Lane
from core.outcomes import Status
from core.principals import Principal
from core.sharing import ShareId
from flows.bootstrap import Installation
from flows.collections import Rules, collection_to_json
from flows.describe import Changes
from flows.documents import Change
from flows.permissions.sharing import Offer
from flows.tagging import tag_noted

_PAGE = 200
_STEP = 50
"""Documents of a collection deleted at once: others write in between."""


@dataclass(frozen=True, slots=True)
class LocalDocuments:
    """This process is its own worker: what changes here is done when a method returns."""

    parts: Installation
    user: Principal

    async def documents(self, collection: str | None, status: Status | None) -> list[Json]:
        found: list[Json] = []
        after: DocumentId | None = None
        where = CollectionId(collection) if collection else None
        documents = self.parts.documents
        while page := await documents.page(self.user, _PAGE, after, where, status):
            found += [one.to_json() for one in await documents.shown(self.user, page)]
            after = page[-1].id
        return found

    async def document(self, document: str) -> Json:
        found = await self.parts.documents.show(self.user, DocumentId(document))
        return found.to_json()

    async def versions(self, document: str) -> list[Json]:
        found = await self.parts.documents.versions(self.user, DocumentId(document))
        return [version.to_json() for version in found]

    async def correct(self, document: str, changes: Changes) -> Json:
        await self.parts.describer.correct(self.user, DocumentId(document), changes)
        return await self.document(document)

    async def change(self, document: str, change: Change) -> Json:
        changed = await self.parts.documents.change(self.user, DocumentId(document), change)
        await self.finish(document)
        return changed.to_json()

    async def cancel(self, document: str) -> Json:
        found = await self.parts.documents.cancel(self.user, DocumentId(document))
        return found.to_json()

    async def retry(self, document: str) -> Json:
        await self.parts.documents.retry(self.user, DocumentId(document))
        await self.finish(document)
        return await self.document(document)

    async def read_again(self, document: str) -> Json:
        await self.parts.documents.read_again(self.user, DocumentId(document))
        await self.finish(document)
        return await self.document(document)

    async def delete(self, document: str) -> None:
        for gone in await self.parts.documents.delete(self.user, DocumentId(document)):
            await self.finish(gone)
        await self.parts.worker.tidy()

    async def citation(self, citation: str) -> Json:
        return (await self.parts.pages.cited(self.user, citation)).to_json()

    async def page_image(self, citation: str) -> bytes:
        return (await self.parts.pages.image_of(self.user, citation)).png

    async def finish(self, document: str) -> None:
        """Do what is recorded of one document, or of what goes before it, and no more."""
        while True:
            async with self.parts.database.begin() as unit:
                lanes = {job.lane for job in await unit.jobs.of_document(DocumentId(document))}
            if not any([await self.parts.worker.work(lane) for lane in Lane if lane in lanes]):
                return

    async def collections(self) -> list[Json]:
        found = await self.parts.collections.all(self.user)
        return [collection_to_json(self.user, collection) for collection in found]

    async def change_collection(self, name: str, rules: Rules) -> Json:
        changed = await self.parts.collections.change(self.user, CollectionId(name), rules)
        await self._tag_all()
        return collection_to_json(self.user, changed)

    async def share(self, offer: Offer) -> Json:
        made = await self.parts.sharing.share(self.user, offer)
        await self._tag_all()
        return made.to_json()

    async def shares(self, *, ended: bool) -> list[Json]:
        found: list[Json] = []
        after: ShareId | None = None
        while page := await self.parts.sharing.page(self.user, _PAGE, after, ended=ended):
            found += [one.to_json() for one in page]
            after = page[-1].id
        return found

    async def unshare(self, share: str) -> Json:
        ended = await self.parts.sharing.unshare(self.user, ShareId(share))
        await self._tag_all()
        return ended.to_json()

    async def _tag_all(self) -> None:
        """Have the index follow what changed of a collection or a share."""
        while await self.parts.worker.work(Lane.EMBED) or await tag_noted(
            self.parts.database, _STEP
        ):
            pass

    async def empty_collection(self, name: str) -> Json:
        emptied = await self.parts.collections.empty(self.user, CollectionId(name), _STEP)
        for gone in emptied.gone:
            await self.finish(gone)
        await self.parts.worker.tidy()
        return emptied.to_json()
