"""Counters of quotas and what is metered, as the database keeps them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, select

from adapters.sql.quota_tables import metering, quota_counters
from adapters.sql.transaction import Transaction
from core.ids import EntityId, UseCaseId
from core.quotas import Counter, Metered

_of, _metered = quota_counters.c, metering.c
_SUMMED = ("requests", "prompt_tokens", "completion_tokens")


class SqlQuotas:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def count(self, amounts: Mapping[Counter, int], at: datetime) -> dict[Counter, int]:
        if not amounts:
            return {}
        rows = [_to_row(counter, at, more) for counter, more in amounts.items()]
        summed = await self._transaction.write_summed(quota_counters, rows, ["used"])
        known = {row.counter: int(row.used) for row in summed}
        return {counter: known[counter.key] for counter in amounts}

    async def counted(self, counters: Collection[Counter], at: datetime) -> dict[Counter, int]:
        keys = [counter.key for counter in counters]
        found = select(_of.counter, _of.starts_at, _of.used)
        now = found.where(_of.counter.in_(keys), _of.starts_at <= at, _of.ends_at > at)
        rows = await self._transaction.read(now)
        known = {row.counter: int(row.used) for row in rows}
        return {counter: known.get(counter.key, 0) for counter in counters}

    async def forget(self, before: datetime) -> int:
        ended = delete(quota_counters).where(_of.ends_at < before)
        return int((await self._transaction.write(ended)).rowcount)

    async def meter(self, metered: Sequence[Metered]) -> None:
        if metered:
            rows = [_metered_to_row(one) for one in metered]
            await self._transaction.write_summed(metering, rows, _SUMMED)

    async def metered(self, entity: EntityId, first: date, last: date) -> list[Metered]:
        found = select(metering).where(
            _metered.entity == entity, _metered.day >= first, _metered.day <= last
        )
        ordered = found.order_by(_metered.day, _metered.use_case, _metered.model)
        return [_to_metered(row) for row in await self._transaction.read(ordered)]


def _to_row(counter: Counter, at: datetime, more: int) -> dict[str, Any]:
    window = counter.window
    return {
        "counter": counter.key,
        "starts_at": window.start(at),
        "ends_at": window.end(at),
        "used": more,
    }


def _metered_to_row(one: Metered) -> dict[str, Any]:
    return {
        "entity": one.entity,
        "day": one.day,
        "use_case": one.use_case or "",
        "model": one.model,
        **{name: getattr(one, name) for name in _SUMMED},
    }


def _to_metered(row: Row[*tuple[Any, ...]]) -> Metered:
    return Metered(
        entity=EntityId(row.entity),
        day=row.day,
        use_case=UseCaseId(row.use_case) if row.use_case else None,
        model=row.model,
        requests=int(row.requests),
        prompt_tokens=int(row.prompt_tokens),
        completion_tokens=int(row.completion_tokens),
    )
