"""The part of the database port that counts what is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from core.ids import EntityId
from core.quotas import Counter, Metered


class Quotas(Protocol):
    async def count(self, amounts: Mapping[Counter, int], at: datetime) -> dict[Counter, int]:
        """Add to each counter in its window of that moment, in one statement; what each has then.

        Until this unit of work ends, nobody else adds to them; what it does not commit was never
        counted.
        """
        ...

    async def counted(self, counters: Collection[Counter], at: datetime) -> dict[Counter, int]:
        """What each has in its window of that moment."""
        ...

    async def forget(self, before: datetime) -> int:
        """Delete windows that ended before this moment; how many there were."""
        ...

    async def meter(self, metered: Sequence[Metered]) -> None:
        """Add to what is known of the same entity, day, use case and model."""
        ...

    async def metered(self, entity: EntityId, first: date, last: date) -> list[Metered]:
        """Of the days from the first to the last, both included: by day, use case and model."""
        ...
