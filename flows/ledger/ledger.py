"""The ledger, as the edges use it: who may, and each look inside a seal recorded before it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from core.errors import NotFound
from core.ids import EntityId, RecordId
from core.ledger import HISTORY, Entry, Record, RecordKey, RecordKind
from core.principals import Principal
from core.stores import Database
from flows.ledger.recorder import Recorder
from flows.ledger.shown import ShownRecord, showable
from flows.ledger.verifying import FORMAT, Verified, Verifying
from flows.people.people import forgotten
from flows.usage.gathering import Gathering
from governance.ledger.notary import Sealing
from governance.ledger.seal import Unsealable
from governance.policy import Action, decide


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every method raises `Refused` for who may not, and `Unavailable`."""

    database: Database
    notary: Sealing
    recorder: Recorder
    verifying: Verifying
    usage: Gathering

    async def verify(self, principal: Principal) -> Verified:
        """The chain of the principal's entity."""
        return await self.verifying.verify(_audited(principal))

    async def verify_all(self) -> Verified:
        """Of every entity. For whoever runs the installation."""
        return await self.verifying.verify(None)

    async def page(
        self, principal: Principal, limit: int, before: int | None = None, *, opened: bool = False
    ) -> list[ShownRecord]:
        """Newest first, those before a sequence only."""
        entity = _audited(principal)
        async with self.database.begin() as unit:
            found = await unit.ledger.last(entity, limit, before)
        return await self._shown(principal, found, opened=opened)

    async def find(
        self, principal: Principal, record: RecordId, *, opened: bool = False
    ) -> list[ShownRecord]:
        """A record, and where it is a question what closed it, or the question that it closes, in
        their order. Raises `NotFound`."""
        entity = _audited(principal)
        async with self.database.begin() as unit:
            found = await unit.ledger.find(entity, record)
            if found is None:
                raise NotFound("There is no such record.")
            opening = await unit.ledger.find(entity, found.closes) if found.closes else None
            together = [opening, found] if opening else [found]
            together += await unit.ledger.closing(entity, [found.id])
        return await self._shown(principal, [one for one in together if one], opened=opened)

    async def export(
        self,
        principal: Principal,
        first: date | None = None,
        last: date | None = None,
        *,
        sealed: bool = False,
        opened: bool = False,
    ) -> AsyncGenerator[dict[str, Any], None]:
        """Lines: what it is, the anchored heads, the records of these days (UTC, inclusive). With
        `sealed`, what they seal as ciphertext; with `opened`, as text. Raises `NotFound`."""
        entity = _audited(principal)
        async with self.database.begin() as unit:
            span = await unit.ledger.span(entity, _start(first), _end(last))
        if span is None:
            raise NotFound("There are no records of these days.")
        body = {"from": span[0], "to": span[1], "sealed": sealed, "opened": opened}
        await self.recorder.write(Entry(entity, RecordKind.EXPORTED, body, principal.id))
        yield {
            "format": FORMAT,
            "entity": entity,
            "from": span[0],
            "to": span[1],
            "exported_at": datetime.now(UTC).isoformat(),
            "public_key": self.verifying.signer.public_key(),
        }
        heads = (await self.verifying.anchored()).heads.get(entity, [])
        for head in heads:
            if span[0] <= head.head.sequence <= span[1]:
                yield head.to_json()
        async for batch in self._batches(entity, *span):
            for shown in await self._opened(batch) if opened else map(ShownRecord, batch):
                yield shown.exported(sealed=sealed)

    async def erase(self, principal: Principal, person: str) -> int:
        """Destroy the keys of what somebody of the entity asked, was answered and did; of how many
        records. They have nothing here then, until they come back, and what they used is nobody's.
        Raises `NotFound` where there
        is nothing of them."""
        entity = decide(principal, Action.ADMINISTER).granted().entity
        await self.usage.settle()  # what is written later would be theirs again
        async with self.database.begin() as unit:
            # First: who signs in meanwhile waits, and is erased with it or comes back after it.
            was_known = await forgotten(unit, entity, person) is not None
            erased = await unit.ledger.erase(entity, person)
            detached = await unit.usage.detach(entity, person)
            if not erased and not was_known and not detached:
                raise NotFound(f"Nothing of {person[:80]!r} is here that could be read.")
            unit.ledger.append(_erasure(principal, erased, own=person == principal.id))
        await self.database.reclaim_space()
        return erased

    async def erase_own(self, principal: Principal) -> int:
        """Destroy the keys of what one asked and was answered. Nobody needs a role for that, and
        one stays signed in. Who changed, shared or deleted what is not one's own to erase."""
        await self.usage.settle()
        async with self.database.begin() as unit:
            erased = await unit.ledger.erase(principal.entity, principal.id, HISTORY)
            await unit.usage.detach(principal.entity, principal.id)
            if erased:
                unit.ledger.append(_erasure(principal, erased, own=True))
        if erased:
            await self.database.reclaim_space()
        return erased

    async def _batches(
        self, entity: EntityId, first: int, last: int
    ) -> AsyncIterator[Sequence[Record]]:
        """Each in a unit of work of its own: who reads slowly holds up nobody."""
        following = first
        while following <= last:
            async with self.database.begin() as unit:
                batch = await anext(unit.ledger.records(entity, following, last), None)
            if not batch:
                return
            yield batch
            following = batch[-1].sequence + 1

    async def _shown(
        self, principal: Principal, found: Sequence[Record], *, opened: bool
    ) -> list[ShownRecord]:
        if not opened:
            return [ShownRecord(record) for record in found]
        body = {"records": [record.id for record in found]}
        await self.recorder.write(Entry(principal.entity, RecordKind.OPENED, body, principal.id))
        return await self._opened(found)

    async def _opened(self, found: Sequence[Record]) -> list[ShownRecord]:
        async with self.database.begin() as unit:
            keys = await unit.ledger.keys([one.id for one in found if one.sealed is not None])
        return [opened_with(self.notary, one, keys.get(one.id)) for one in found]


def opened_with(notary: Sealing, record: Record, key: RecordKey | None) -> ShownRecord:
    if record.sealed is None:
        return ShownRecord(record)
    if key is None:
        return ShownRecord(record, erased=True)
    try:
        return ShownRecord(record, showable(notary.opened(record, key)))
    except Unsealable as error:
        return ShownRecord(record, {"unreadable": str(error)})


def _erasure(principal: Principal, records: int, *, own: bool) -> Entry:
    """Of how many records the keys are gone. Nobody is named: who erases oneself leaves nothing,
    and others are not told of."""
    return Entry(principal.entity, RecordKind.ERASED, {"records": records, "own": own})


def _audited(principal: Principal) -> EntityId:
    """Whose ledger somebody may look into."""
    return decide(principal, Action.AUDIT).granted().entity


def _start(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None


def _end(day: date | None) -> datetime | None:
    if day is None or day == date.max:  # no day follows: it ends nothing
        return None
    return datetime.combine(day, time(), UTC) + timedelta(days=1)
