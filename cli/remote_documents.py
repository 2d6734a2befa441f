"""What commands do with single documents and collections, by a server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import fields
from datetime import date
from typing import Any
from urllib.parse import quote

from cli.backend import Json
from core.errors import InvalidRequest, NotFound
from core.outcomes import Status
from core.principals import Classification
from flows.collections import Rules
from flows.describe import Changes
from flows.documents import Change, Keep
from flows.permissions.sharing import Offer


class RemoteDocuments(ABC):
    """The server works on after a method has returned."""

    @abstractmethod
    async def _send(self, method: str, path: str, **request: Any) -> Json:
        """The JSON that the server answers. Raises `ProbantError`."""

    @abstractmethod
    async def _fetch(self, path: str, **query: str) -> bytes:
        """The file that the server answers. Raises `ProbantError`."""

    async def documents(self, collection: str | None, status: Status | None) -> list[Json]:
        chosen = {"limit": "200", "collection": collection, "status": status}
        query = {name: str(value) for name, value in chosen.items() if value}
        found: list[Json] = []
        following: str | None = ""
        while following is not None:
            after = {"after": following} if following else {}
            page = await self._send("GET", "/v1/documents", params=query | after)
            found += page["documents"]
            following = page["next"]
        return found

    async def document(self, document: str) -> Json:
        return await self._send("GET", f"/v1/documents/{segment(document)}")

    async def versions(self, document: str) -> list[Json]:
        found = await self._send("GET", f"/v1/documents/{segment(document)}/versions")
        versions: list[Json] = found["versions"]
        return versions

    async def correct(self, document: str, changes: Changes) -> Json:
        path = f"/v1/documents/{segment(document)}/description"
        return await self._send("PATCH", path, json=changes)

    async def change(self, document: str, change: Change) -> Json:
        return await self._send("PATCH", f"/v1/documents/{segment(document)}", json=_body(change))

    async def cancel(self, document: str) -> Json:
        return await self._send("POST", f"/v1/documents/{segment(document)}/cancel")

    async def retry(self, document: str) -> Json:
        return await self._send("POST", f"/v1/documents/{segment(document)}/retry")

    async def read_again(self, document: str) -> Json:
        return await self._send("POST", f"/v1/documents/{segment(document)}/reread")

    async def delete(self, document: str) -> None:
        await self._send("DELETE", f"/v1/documents/{segment(document)}")

    async def citation(self, citation: str) -> Json:
        # Whole: the name of a sheet may hold a slash, and the route takes it.
        return await self._send("GET", f"/v1/citations/{quote(citation, safe='')}")

    async def page_image(self, citation: str) -> bytes:
        cited = await self.citation(citation)
        if not cited["page_start"]:
            raise InvalidRequest(
                f"The citation is of no page: {cited['locator']}.",
                "Only PDF documents and pictures have page images.",
            )
        path = f"/v1/documents/{segment(cited['document_id'])}/pages/{cited['page_start']}.png"
        return await self._fetch(path, citation=citation)

    async def collections(self) -> list[Json]:
        found = await self._send("GET", "/v1/collections")
        collections: list[Json] = found["collections"]
        return collections

    async def change_collection(self, name: str, rules: Rules) -> Json:
        return await self._send("PATCH", f"/v1/collections/{segment(name)}", json=_body(rules))

    async def share(self, offer: Offer) -> Json:
        said = {
            "document": offer.document,
            "collection": offer.collection,
            "reader": offer.reader,
            "from": offer.first_day.isoformat() if offer.first_day else None,
            "until": offer.last_day.isoformat(),
            "reason": offer.reason,
        }
        return await self._send("POST", "/v1/shares", json=said)

    async def shares(self, *, ended: bool) -> list[Json]:
        query = {"limit": "200", **({"ended": "true"} if ended else {})}
        found: list[Json] = []
        following: str | None = ""
        while following is not None:
            after = {"after": following} if following else {}
            page = await self._send("GET", "/v1/shares", params=query | after)
            found += page["shares"]
            following = page["next"]
        return found

    async def unshare(self, share: str) -> Json:
        return await self._send("DELETE", f"/v1/shares/{segment(share)}")

    async def empty_collection(self, name: str) -> Json:
        return await self._send("DELETE", f"/v1/collections/{segment(name)}")


def segment(name: str) -> str:
    """What someone typed as one segment of a path, and never a way to another route.

    Raises `NotFound` for what can't be one.
    """
    if name in ("", ".", "..") or "/" in name:  # a server decodes %2F before it looks for a route
        raise NotFound(f"There is nothing named {name!r}.")
    return quote(name, safe="")


def _body(change: Change | Rules) -> Json:
    """What is to change, and nothing of what stays."""
    values = {field.name: getattr(change, field.name) for field in fields(change)}
    return {name: _plain(value) for name, value in values.items() if not isinstance(value, Keep)}


def _plain(value: Any) -> Any:
    if isinstance(value, Classification):
        return value.name.lower()
    return value.isoformat() if isinstance(value, date) else value
