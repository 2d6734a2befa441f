"""What commands do with the ledger, in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

from cli.backend import Json
from cli.local_grids import LocalGrids
from core.ids import RecordId

_PAGE = 200


@dataclass(frozen=True, slots=True)
class LocalLedger(LocalGrids):
    """Whoever may read the stores may verify the chains of all entities."""

    async def verify_ledger(self) -> Json:
        return (await self.parts.ledger.verify_all()).to_json()

    async def last_records(self, count: int, *, opened: bool) -> list[Json]:
        found: list[Json] = []
        before: int | None = None
        while len(found) < count:
            size = min(_PAGE, count - len(found))
            page = await self.parts.ledger.page(self.user, size, before, opened=opened)
            found += [one.to_json() for one in page]
            if len(page) < size:
                break
            before = page[-1].record.sequence
        return found

    async def record(self, record: str, *, opened: bool) -> list[Json]:
        found = await self.parts.ledger.find(self.user, RecordId(record), opened=opened)
        return [one.to_json() for one in found]

    async def export_ledger(
        self, first: date | None, last: date | None, *, sealed: bool, opened: bool
    ) -> AsyncIterator[Json]:
        lines = self.parts.ledger.export(self.user, first, last, sealed=sealed, opened=opened)
        async for line in lines:
            yield line

    async def replay(self, record: str) -> Json:
        return (await self.parts.replayer.replay(self.user, RecordId(record))).to_json()

    async def erase_person(self, person: str) -> int:
        return await self.parts.ledger.erase(self.user, person)

    async def history(self, count: int) -> list[Json]:
        found: list[Json] = []
        before: int | None = None
        while len(found) < count:
            size = min(_PAGE, count - len(found))
            page = await self.parts.history.page(self.user, size, before)
            found += page
            if len(page) < size:
                break
            before = page[-1]["sequence"]
        return found

    async def export_history(self) -> AsyncIterator[Json]:
        async for line in self.parts.history.export(self.user):
            yield line

    async def erase_history(self) -> int:
        return await self.parts.ledger.erase_own(self.user)
