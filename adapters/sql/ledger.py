"""The ledger in SQL. Records are chained right before the commit, under a lock of their entity."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Insert,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
)

from adapters.sql.ledger_append import APPEND, columns_of
from adapters.sql.ledger_rows import COLUMNS, key_row_of, record_of, row_of
from adapters.sql.ledger_tables import ledger, ledger_keys
from adapters.sql.transaction import Result, Transaction
from core.ids import EntityId, RecordId
from core.ledger import (
    Draft,
    Entry,
    Head,
    Notary,
    Record,
    RecordKey,
    RecordKind,
    genesis,
    microseconds,
)

_BATCH = 2_000
_HEAD = (
    select(ledger.c.sequence, ledger.c.hash)
    .where(ledger.c.entity == bindparam("of"))
    .order_by(ledger.c.sequence.desc())
    .limit(1)
)
_HELD_HEAD = text("SELECT sequence, hash FROM probant_ledger_head(:of)")
_RECORD, _KEY = insert(ledger), insert(ledger_keys)
_TRIES = 3
"""To add behind a head that others may have added to, before it is held."""


class SqlLedger:
    def __init__(
        self,
        transaction: Transaction,
        notary: Notary | None,
        known: Mapping[EntityId, Head] = MappingProxyType({}),
    ) -> None:
        """`known` are heads as this process saw them last."""
        self._transaction = transaction
        self._notary = notary
        self._known = known
        self._drafts: list[Draft] = []

    def append(self, entry: Entry) -> RecordId:
        if self._notary is not None:
            self._drafts.append(self._notary.draft(entry))
        return entry.id

    async def flush(self) -> list[Head]:
        """Write what was appended; the new heads. To be called last before the commit: whoever
        holds an entity's chain waits for nothing but chains of entities that come later."""
        heads: list[Head] = []
        if self._notary is None:
            return heads
        by_entity = attrgetter("entity")
        each = groupby(sorted(self._drafts, key=by_entity), by_entity)
        chains = [(entity, list(drafts)) for entity, drafts in each]
        self._drafts.clear()
        for entity, drafts in chains:
            # What is all that there is to write is one statement, which needs no transaction.
            is_all = len(chains) == 1 and not self._transaction.has_begun
            head = await self._add_at_once(self._notary, entity, drafts) if is_all else None
            heads.append(head or await self._chain(self._notary, entity, drafts))
        return heads

    async def _add_at_once(
        self, notary: Notary, entity: EntityId, drafts: Sequence[Draft]
    ) -> Head | None:
        """Behind the head that is known, or that is found instead; None where others add to the
        same chain all the time, or this database has no such way."""
        if self._transaction.is_sqlite:
            return None
        expected = self._known.get(entity) or genesis(entity)
        for _ in range(_TRIES):
            records = notary.chained(expected, drafts)
            values = {
                "of": entity,
                "sequence": expected.sequence,
                "hash": expected.hash,
                **columns_of(drafts, records),
            }
            found = _head(entity, await self._transaction.write_alone(APPEND, values))
            if found == expected:
                return Head(entity, records[-1].sequence, records[-1].hash)
            expected = found
        return None

    async def _chain(self, notary: Notary, entity: EntityId, drafts: Sequence[Draft]) -> Head:
        records = notary.chained(await self._held_head(entity), drafts)
        await self._insert(_RECORD, [row_of(record) for record in records])
        keys = [
            key_row_of(draft, record)
            for draft, record in zip(drafts, records, strict=True)
            if draft.wrapped is not None
        ]
        if keys:
            await self._insert(_KEY, keys)
        return Head(entity, records[-1].sequence, records[-1].hash)

    async def _held_head(self, entity: EntityId) -> Head:
        """Until the unit of work ends, nobody else adds to this entity's chain."""
        await self._transaction.begin_writing()
        # On SQLite one writer goes at a time, whatever it writes.
        last = _HEAD if self._transaction.is_sqlite else _HELD_HEAD
        return _head(entity, await self._transaction.read(last, {"of": entity}))

    async def _insert(self, statement: Insert, rows: Sequence[dict[str, Any]]) -> None:
        # One alone is no batch, for which the driver asks the server once more.
        await self._transaction.write(statement, rows if len(rows) > 1 else rows[0])

    async def entities(self) -> list[EntityId]:
        found: list[EntityId] = []
        following = select(ledger.c.entity).order_by(ledger.c.entity).limit(1)
        # From one to the next by the index: to look through every record would take minutes.
        while (entity := (await self._transaction.read(following)).scalar()) is not None:
            found.append(EntityId(entity))
            following = following.with_only_columns(ledger.c.entity).where(ledger.c.entity > entity)
        return found

    async def head(self, entity: EntityId) -> Head:
        return _head(entity, await self._transaction.read(_HEAD, {"of": entity}))

    async def find(self, entity: EntityId, record: RecordId) -> Record | None:
        found = await self._found(_of(entity).where(ledger.c.id == record))
        return found[0] if found else None

    async def closing(self, entity: EntityId, openings: Sequence[RecordId]) -> list[Record]:
        where = _of(entity).where(ledger.c.closes.in_(openings))
        return await self._found(where.order_by(ledger.c.sequence))

    async def last(self, entity: EntityId, limit: int, before: int | None = None) -> list[Record]:
        where = _of(entity)
        if before is not None:
            where = where.where(ledger.c.sequence < before)
        return await self._found(where.order_by(ledger.c.sequence.desc()).limit(limit))

    async def records(
        self, entity: EntityId, first: int | None = None, last: int | None = None
    ) -> AsyncGenerator[Sequence[Record], None]:
        where = _of(entity).order_by(ledger.c.sequence).limit(_BATCH)
        if last is not None:
            where = where.where(ledger.c.sequence <= last)
        page = where if first is None else where.where(ledger.c.sequence >= first)
        while batch := await self._found(page):
            yield batch
            page = where.where(ledger.c.sequence > batch[-1].sequence)

    async def span(
        self, entity: EntityId, start: datetime | None, end: datetime | None
    ) -> tuple[int, int] | None:
        first, last = func.min(ledger.c.sequence), func.max(ledger.c.sequence)
        whole = select(first, last).where(ledger.c.entity == entity)
        since = whole if start is None else whole.where(ledger.c.at_us >= microseconds(start))
        until = whole if end is None else whole.where(ledger.c.at_us < microseconds(end))
        begins = (await self._transaction.read(since)).one()[0]
        ends = (await self._transaction.read(until)).one()[1]
        # Records of one moment may stand in another order: a part of a chain has no gaps.
        return (begins, ends) if begins and ends and begins <= ends else None

    async def of_subject(
        self,
        entity: EntityId,
        subject: str,
        limit: int,
        before: int | None = None,
        kinds: Sequence[RecordKind] | None = None,
    ) -> list[Record]:
        keys = ledger_keys.c
        where = select(*COLUMNS).join(ledger_keys, keys.record_id == ledger.c.id)
        where = where.where(keys.entity == entity, keys.subject == subject)
        where = where.where(ledger.c.entity == entity)
        if kinds is not None:
            where = where.where(ledger.c.kind.in_([kind.value for kind in kinds]))
        if before is not None:
            where = where.where(keys.sequence < before)
        return await self._found(where.order_by(keys.sequence.desc()).limit(limit))

    async def keys(self, records: Sequence[RecordId]) -> dict[RecordId, RecordKey]:
        column = ledger_keys.c
        found = select(column.record_id, column.subject, column.wrapped)
        rows = await self._transaction.read(found.where(column.record_id.in_(records)))
        return {row.record_id: RecordKey(row.record_id, row.subject, row.wrapped) for row in rows}

    async def erase(
        self, entity: EntityId, subject: str, kinds: Sequence[RecordKind] | None = None
    ) -> int:
        keys = ledger_keys.c
        gone = delete(ledger_keys).where(keys.entity == entity, keys.subject == subject)
        if kinds is not None:
            of_kind = ledger.c.kind.in_([kind.value for kind in kinds])
            gone = gone.where(exists().where(ledger.c.id == keys.record_id, of_kind))
        return (await self._transaction.write(gone)).rowcount

    async def expire(self, before: datetime, now: datetime, limit: int) -> dict[EntityId, int]:
        column = ledger_keys.c
        old = select(column.record_id, column.entity).where(
            or_(
                and_(column.until_us.is_(None), column.at_us < microseconds(before)),
                column.until_us <= microseconds(now),
            )
        )
        found = (await self._transaction.read(old.order_by(column.at_us).limit(limit))).all()
        gone: dict[EntityId, int] = {}
        for row in found:
            gone[row.entity] = gone.get(row.entity, 0) + 1
        if found:
            ids = [row.record_id for row in found]
            await self._transaction.write(delete(ledger_keys).where(column.record_id.in_(ids)))
        return gone

    async def _found(self, statement: Select[Any]) -> list[Record]:
        return [record_of(row) for row in await self._transaction.read(statement)]


def _head(entity: EntityId, found: Result) -> Head:
    row = found.first()
    return Head(entity, row.sequence, row.hash) if row else genesis(entity)


def _of(entity: EntityId) -> Select[Any]:
    return select(*COLUMNS).where(ledger.c.entity == entity)
