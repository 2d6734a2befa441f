"""Shows a page of a document, with the words of a citation framed."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import InvalidRequest, NotFound
from core.ids import DocumentId, VersionId
from core.places import Box, PageSpan
from core.ports import Blobs, PageImage, PageRenderer
from core.principals import AccessScope, Principal
from core.stores import Database
from flows.cited import Cited, look_up
from flows.documents import Documents
from governance.policy import Action, decide
from retrieval.cite import Resolved, resolve

PIXELS_PER_POINT = 2.0
"""144 dpi: sharp on today's screens, about 300 kB a page."""
_DRAWN = ("application/pdf", "image/")
"""What media types begin with whose pages can be drawn."""


@dataclass(frozen=True, slots=True)
class Pages:
    database: Database
    blobs: Blobs
    renderer: PageRenderer
    documents: Documents

    async def citation(self, principal: Principal, citation: str) -> Resolved:
        """The evidence behind a citation id. Raises `Gone`, `NotFound`."""
        return await resolve(self.database, _scope(principal), citation)

    async def cited(self, principal: Principal, citation: str) -> Cited:
        """The same with its version, and what stands around it. Raises `Gone`, `NotFound`."""
        return await look_up(self.database, _scope(principal), citation)

    async def image(
        self, principal: Principal, document: DocumentId, page: int, citation: str | None
    ) -> PageImage:
        """A page of the current version, or of the version that the citation is of.

        Raises `NotFound`, `Gone`, `InvalidRequest` where the document has no page images or the
        citation is not on that page.
        """
        found = await self.documents.get(principal, document)
        version, frames = found.version, tuple[Box, ...]()
        if citation:
            version, frames = await self._frames(principal, document, page, citation)
        await self._check_has_pages(principal, document, version)
        path = await self.blobs.path(_scope(principal), found.entity, version)
        return await self.renderer.render(path, page, PIXELS_PER_POINT, frames)

    async def image_of(self, principal: Principal, citation: str) -> PageImage:
        """The page of a citation with its words framed.

        Raises `NotFound`, `Gone`, `InvalidRequest` where the citation is of no page.
        """
        resolved = await self.citation(principal, citation)
        place = resolved.place
        if not isinstance(place, PageSpan):
            raise InvalidRequest(
                f"The citation is of no page: {place.locator}.",
                "Only PDF documents and pictures have page images.",
            )
        return await self.image(principal, resolved.document.id, place.page, citation)

    async def _check_has_pages(
        self, principal: Principal, document: DocumentId, version: VersionId
    ) -> None:
        """Of the version that is shown: the next one may be another kind of file."""
        for kept in await self.documents.versions(principal, document):
            if kept.version == version and not kept.media_type.startswith(_DRAWN):
                raise InvalidRequest(
                    f"{kept.name} has no page images.", "Only PDF documents and pictures have them."
                )

    async def _frames(
        self, principal: Principal, document: DocumentId, page: int, citation: str
    ) -> tuple[VersionId, tuple[Box, ...]]:
        resolved = await self.citation(principal, citation)
        if resolved.document.id != document:
            raise NotFound("The citation is of another document.")
        place = resolved.place
        if not isinstance(place, PageSpan) or place.page != page:
            raise InvalidRequest(f"The citation is not on page {page}.")
        return resolved.reading.version, place.boxes


def _scope(principal: Principal) -> AccessScope:
    return decide(principal, Action.READ).granted()
