"""What commands do with the ledger, by a server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

from cli.backend import Json
from cli.remote_documents import segment

_PAGE = 200


class RemoteLedger(ABC):
    """Of the entity that the access key is of."""

    @abstractmethod
    async def _send(self, method: str, path: str, **request: Any) -> Json:
        """The JSON that the server answers. Raises `ProbantError`."""

    @abstractmethod
    def _lines(self, path: str, **query: str) -> AsyncIterator[Json]:
        """The JSON Lines that the server answers. Raises `ProbantError`."""

    async def verify_ledger(self) -> Json:
        return await self._send("GET", "/v1/ledger/verify")

    async def last_records(self, count: int, *, opened: bool) -> list[Json]:
        return await self._newest("/v1/ledger", "records", count, **_flags(opened=opened))

    async def record(self, record: str, *, opened: bool) -> list[Json]:
        path = f"/v1/ledger/{segment(record)}"
        found: list[Json] = (await self._send("GET", path, params=_flags(opened=opened)))["records"]
        return found

    def export_ledger(
        self, first: date | None, last: date | None, *, sealed: bool, opened: bool
    ) -> AsyncIterator[Json]:
        days = {"from": first, "to": last}
        query = {name: day.isoformat() for name, day in days.items() if day}
        return self._lines("/v1/ledger/export", **query, **_flags(sealed=sealed, opened=opened))

    async def replay(self, record: str) -> Json:
        return await self._send("POST", f"/v1/ledger/{segment(record)}/replay")

    async def erase_person(self, person: str) -> int:
        told = await self._send("POST", "/v1/erasures", json={"person": person})
        return int(told["erased"])

    async def history(self, count: int) -> list[Json]:
        return await self._newest("/v1/history", "history", count)

    def export_history(self) -> AsyncIterator[Json]:
        return self._lines("/v1/history/export")

    async def erase_history(self) -> int:
        return int((await self._send("DELETE", "/v1/history"))["erased"])

    async def _newest(self, path: str, key: str, count: int, **query: str) -> list[Json]:
        found: list[Json] = []
        following: int | None = None
        while len(found) < count:
            size = min(_PAGE, count - len(found))
            before = {"before": str(following)} if following else {}
            page = await self._send("GET", path, params={"limit": str(size), **before, **query})
            found += page[key]
            following = page["next"]
            if following is None:
                break
        return found


def _flags(**flags: bool) -> dict[str, str]:
    return {name: "true" for name, is_set in flags.items() if is_set}
