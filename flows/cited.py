"""The evidence behind a citation, with all that a reader needs to judge it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.description import Field
from core.documents import DocumentVersion
from core.errors import NotFound
from core.ids import citation_id
from core.links import links_of
from core.places import PageSpan, Place, place_to_json
from core.principals import AccessScope
from core.stores import Database
from flows.documents.shown import told_versions
from retrieval.cite import Resolved, resolve
from retrieval.surroundings import around, headings_over

_FACTS = (Field.TITLE, Field.KIND, Field.ISSUER, Field.PERIOD, Field.DATE)
"""What tells a reader which document it is."""


@dataclass(frozen=True, slots=True)
class Cited:
    evidence: Resolved
    version: DocumentVersion
    """That it is of; where the same bytes came back, as which they did so last."""
    superseded_by: DocumentVersion | None
    """The version that is shown and searched in its place; None while it is that one."""

    def to_json(self) -> dict[str, Any]:
        """As `GET /v1/citations/{citation}` shows it."""
        found, place = self.evidence, self.evidence.place
        citation = citation_id(found.reading.id, place.locator)
        return {
            "id": citation,
            "document_id": found.document.id,
            "document": self.version.name,
            "document_version": self.version.version,
            "version_number": self.version.number,
            "reading_id": found.reading.id,
            "is_current": found.reading.live,
            "superseded_by": self.superseded_by.to_json() if self.superseded_by else None,
            **found.document.validity.to_json(),
            "facts": self._facts(),
            **_where(place),
            **_text(found),
            "links": links_of(citation, found.document.id, place),
        }

    def _facts(self) -> dict[str, str | None]:
        """Those of the version that is live: of one before they are not told."""
        told = None if self.superseded_by else self.evidence.document.description
        return {field.value: told.value(field) if told else None for field in _FACTS}


def _where(place: Place) -> dict[str, Any]:
    page = place.page if isinstance(place, PageSpan) else None
    boxes = place.boxes if isinstance(place, PageSpan) else ()
    return {
        "place": place_to_json(place),
        "page_start": page,
        "page_end": page,
        "locator": place.locator,
        "boxes": [box.to_json() for box in boxes],
    }


def _text(found: Resolved) -> dict[str, Any]:
    before, after = around(found.leaf, found.words)
    headings = list(headings_over(found.leaf, found.words))
    return {"headings": headings, "before": before, "quote": found.quote, "after": after}


async def look_up(database: Database, scope: AccessScope, citation: str) -> Cited:
    """Raises `Gone`, `NotFound` as `resolve` does."""
    found = await resolve(database, scope, citation)
    async with database.begin() as unit:
        versions = await told_versions(unit, scope.entity, found.document)
    last = {version.version: version for version in versions}
    if found.reading.version not in last:
        raise NotFound("There is no such citation.")  # deleted since
    cited, live = last[found.reading.version], last[found.document.version]
    return Cited(found, cited, live if live.version != cited.version else None)
