"""Whatever happens in whatever order, a document is visible once, wholly, or not at all."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from core.documents import Document
from core.errors import Unavailable
from core.ids import ReadingId
from core.jobs import JobKind, JobState, Lane
from core.outcomes import Status
from tests.contracts.databases import at_once
from tests.ingest.stores import SCOPE, Shop, open_shop

TEXTS = ("Le loyer est de douze euros.", "La caution est de trois mois.", "Le bail finit en mai.")
FATES = ("die reading", "die embedding", "outage", "cancel", "delete", "again", "take over", "work")


class Life:
    """Some documents, what becomes of them, and what must hold at every moment."""

    def __init__(self, shop: Shop, documents: Sequence[Document]) -> None:
        self.shop = shop
        self.documents = documents

    async def meets(self, fate: str, which: int) -> None:
        """Something happens, perhaps while a worker is about to write."""
        document = self.documents[which]
        acts: dict[str, Callable[[], Awaitable[None]]] = {
            "die reading": lambda: self._die(Lane.READ),
            "die embedding": lambda: self._die(Lane.EMBED),
            "outage": self._outage,
            "cancel": lambda: self._while_it_writes(lambda: self._cancel(document)),
            "delete": lambda: self._while_it_writes(lambda: self._delete(document)),
            "again": lambda: self._again(document),
            "take over": lambda: self._while_it_writes(self._end_leases),
            "work": lambda: self.shop.worker().until_idle(),
        }
        await acts[fate]()
        await self.check()

    async def _die(self, lane: Lane) -> None:
        long_ago = datetime.now(UTC) - timedelta(days=1)
        async with self.shop.database.begin() as unit:
            await unit.jobs.claim(lane, "dead", datetime.now(UTC), long_ago)
            await unit.jobs.reclaim(datetime.now(UTC), at_once)

    async def _outage(self) -> None:
        self.shop.index.failure = Unavailable("gone")
        await self.shop.worker().until_idle()
        self.shop.index.failure = None

    async def _while_it_writes(self, act: Callable[[], Awaitable[None]]) -> None:
        async def once() -> None:
            self.shop.index.before_write = None
            await act()

        self.shop.index.before_write = once
        worker = self.shop.worker("busy")
        await worker.work(Lane.READ)
        await worker.work(Lane.EMBED)
        if self.shop.index.before_write is not None:  # nothing was written
            await once()

    async def _cancel(self, document: Document) -> None:
        async with self.shop.database.begin() as unit:
            await unit.jobs.cancel(document.id)

    async def _delete(self, document: Document) -> None:
        async with self.shop.database.begin() as unit:
            await unit.jobs.cancel(document.id)
            await unit.documents.delete(document.id)
        await self.shop.job(document, JobKind.PURGE)
        await self.shop.worker("another").until_idle()

    async def _end_leases(self) -> None:
        async with self.shop.database.begin() as unit:
            await unit.jobs.end_leases(list(Lane), datetime.now(UTC), at_once)
        await self.shop.worker("another").until_idle()

    async def _again(self, document: Document) -> None:
        if await self._find(document) is None:
            text = TEXTS[self.documents.index(document)]
            await self.shop.document(text)
        await self.shop.job(document)

    async def _find(self, document: Document) -> Document | None:
        async with self.shop.database.begin() as unit:
            return await unit.documents.find(SCOPE, document.id)

    async def check(self) -> None:
        """What is live has all its passages in the index; of each document one reading is."""
        for document in self.documents:
            live = await self._live(document)
            assert len(live) <= 1
            if live and await self._is_at_rest(document):
                async with self.shop.database.begin() as unit:
                    chunks = await unit.readings.chunks(live[0])
                assert {chunk.id for chunk in chunks} <= set(self.shop.index.points)

    async def _live(self, document: Document) -> list[ReadingId]:
        async with self.shop.database.begin() as unit:
            return [h.id for h in await unit.readings.of_document(document.id) if h.live]

    async def _is_at_rest(self, document: Document) -> bool:
        async with self.shop.database.begin() as unit:
            return not await unit.jobs.of_document(document.id)

    async def ends_well(self) -> None:
        """All done: each document is indexed, failed or cancelled; no point is nobody's."""
        for _ in range(3):
            await self.shop.worker().until_idle()
        assert await self.shop.unfinished() == []
        wanted = set()
        for document in self.documents:
            found = await self._find(document)
            live = await self._live(document)
            if found and not live:
                last = await self._last(document)
                assert last in (JobState.CANCELLED, JobState.FAILED)
                assert found.outcome.status is not Status.INDEXED
            wanted |= set(live)
        await self.check()
        assert {point.reading for point in self.shop.index.points.values()} == wanted

    async def _last(self, document: Document) -> JobState:
        async with self.shop.database.begin() as unit:
            return (await unit.jobs.last([document.id]))[document.id].state


FATEFUL = st.lists(
    st.tuples(st.sampled_from(FATES), st.integers(0, len(TEXTS) - 1)), min_size=1, max_size=8
)


@settings(max_examples=25, deadline=None)
@given(FATEFUL)
def test_no_order_of_deaths_outages_and_changes_shows_half_a_document(
    fates: list[tuple[str, int]],
) -> None:
    asyncio.run(_live_through(fates))


async def _live_through(fates: Sequence[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_shop(Path(folder)) as shop:
            documents = [await shop.document(text) for text in TEXTS]
            for document in documents:
                await shop.job(document)
            life = Life(shop, documents)
            for fate, which in fates:
                await life.meets(fate, which)
            await life.ends_well()
