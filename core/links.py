"""Where a server shows evidence: paths below its address."""

from __future__ import annotations

from urllib.parse import quote

from core.ids import CitationId, DocumentId
from core.places import PageSpan, Place


def links_of(citation: CitationId, document: DocumentId, place: Place) -> dict[str, str | None]:
    """`self`: the evidence (`GET /v1/citations/{citation}`); `page_image`: its page with its words
    framed, None for what has no pages. Percent-encoded: a sheet's name may hold anything."""
    cited = quote(citation, safe="")
    image = None
    if isinstance(place, PageSpan):
        shown = f"/v1/documents/{quote(document, safe='')}/pages/{place.page}.png"
        image = f"{shown}?citation={cited}"
    return {"self": f"/v1/citations/{cited}", "page_image": image}
