"""What governance costs a request: `python -m benchmarks.governance.requests [--url …] [--json]`.

On PostgreSQL, one of its own where none is named, with made-up reports. A governed request shows an
access key, is searched under its scope and is recorded; a bare one is searched over the whole
entity, and nothing is asked of anybody or written down. And what it costs a search that others
share 10,000 documents with who asks.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.governance.ledger import opened, postgresql
from benchmarks.life.shop import bundled
from benchmarks.measure_search import asked
from benchmarks.reading.figure import Figure, progress
from benchmarks.report import options, percentile, show
from benchmarks.search.made import Report, report
from benchmarks.search.store import middle_of, write
from core.encoding import Encoder
from core.ids import EntityId
from core.principals import AccessScope, Classification, Role, SearchFilter, group_reader
from core.settings import Settings
from core.sharing import Share, new_share_id
from flows.bootstrap import Installation, remembering
from flows.identify import Identifier
from flows.ledger.asking import Unrecorded
from flows.question import Question
from governance.identity import local_user
from governance.identity.giving import WantedKey
from retrieval.search import Query

RESULTS, CALLERS = 10, 8
REPORTS, SHARED = 20, 10_000
_PAGES_OF_SHARED = 1
_AT_ONCE = 200
"""Shared documents a write."""
OTHERS, COMMITTEE = EntityId("others"), "committee"
_DAYS = timedelta(days=30)
Ask = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Asks an installation the way a request does, and bare."""

    parts: Installation
    key: str

    async def governed_search(self, text: str) -> None:
        identifier = Identifier(self.parts.database, None)
        principal = await identifier.identify(self.key)
        await self.parts.asker.search(principal, Question(text), RESULTS)

    async def bare_search(self, text: str) -> None:
        space = await self.parts.spaces.live()
        await self.parts.asker.retriever.search(space, self._query(text), RESULTS)

    async def governed_answer(self, text: str) -> None:
        principal = await Identifier(self.parts.database, None).identify(self.key)
        await self.parts.asker.ask(principal, Question(text))

    async def bare_answer(self, text: str) -> None:
        asker = self.parts.asker
        kept = Unrecorded(asker.made_with)
        async with aclosing(asker.answered(Question(text), self._query(text), kept)) as told:
            async for _ in told:
                pass

    def _query(self, text: str) -> Query:
        whole = AccessScope.whole(self.parts.settings.local_entity)
        return Query(text, SearchFilter(whole, day=datetime.now(UTC).date()), is_now=True)


async def _ms(ask: Ask, text: str) -> float:
    started = perf_counter()
    await ask(text)
    return 1000 * (perf_counter() - started)


async def added(
    what: str, governed: Ask, bare: Ask, texts: Sequence[str], rounds: int
) -> list[Figure]:
    """What the 95th percentile of requests grows by. Each question both ways, by turns, so that
    what is warm from the first way serves both as often."""
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(rounds + 1):
        progress(f"{what}, round {number} of {rounds}")
        for place, text in enumerate(texts):
            is_first = (place + number) % 2 == 0
            before = 0.0 if is_first else await _ms(bare, text)
            took = await _ms(governed, text)
            before = await _ms(bare, text) if is_first else before
            if number:  # the first warms what is cached
                ours.append(took)
                theirs.append(before)
    more = percentile(ours, 95) - percentile(theirs, 95)
    over = f"{len(ours)} of each, bare {percentile(theirs, 95):.1f} ms"
    pairs = [own - other for own, other in zip(ours, theirs, strict=True)]
    return [
        Figure(f"{what}: added by governance, p95", over, more, "ms", most=5),
        Figure(f"{what}: the same, median of pairs", over, statistics.median(pairs), "ms"),
    ]


async def throughput(desk: Desk, texts: Sequence[str], rounds: int) -> Figure:
    """Share of the bare searches a second that governed ones reach, of as many callers."""
    shares = []
    for number in range(rounds + 1):
        progress(f"{CALLERS} callers, round {number} of {rounds}")
        bare = await _per_s(desk.bare_search, texts)
        governed = await _per_s(desk.governed_search, texts)
        if number:
            shares.append(governed / bare)
    over = f"{CALLERS} callers, {rounds} rounds of {len(texts)}"
    return Figure("searches: governed / bare", over, statistics.median(shares), least=0.85)


async def _per_s(ask: Ask, texts: Sequence[str]) -> float:
    waiting = list(reversed(texts))

    async def caller() -> None:
        while waiting:
            await ask(waiting.pop())

    started = perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return len(texts) / (perf_counter() - started)


async def shared(with_shares: Desk, without: Desk, texts: Sequence[str], rounds: int) -> Figure:
    """How much longer a search takes where others share many documents."""
    many: list[float] = []
    none: list[float] = []
    for number in range(rounds + 1):
        progress(f"shared documents, round {number} of {rounds}")
        for text in texts:
            pair = (
                await _ms(with_shares.governed_search, text),
                await _ms(without.governed_search, text),
            )
            if number:
                many.append(pair[0])
                none.append(pair[1])
    ratio = percentile(many, 95) / percentile(none, 95)
    over = f"{SHARED:,} documents, {len(many)} of each"
    return Figure("search with documents shared / without, p95", over, ratio, most=3)


async def fill(parts: Installation, encoder: Encoder) -> None:
    """Reports of the entity, and documents of another one, each shared with one of its groups."""
    middle = await asyncio.to_thread(middle_of, encoder)
    chance = np.random.default_rng(1)
    ours = parts.settings.local_entity
    for number in range(REPORTS):
        progress(f"report {number} of {REPORTS}")
        await write(parts, [report(number, ours)], middle, chance)
    reader = group_reader(ours, COMMITTEE)
    for start in range(0, SHARED, _AT_ONCE):
        progress(f"shared document {start} of {SHARED}")
        numbers = range(start, min(SHARED, start + _AT_ONCE))
        made = [report(REPORTS + n, OTHERS, _PAGES_OF_SHARED) for n in numbers]
        await write(parts, made, middle, chance, (reader,))
        await _share(parts, made)


async def _share(parts: Installation, made: Sequence[Report]) -> None:
    now = datetime.now(UTC)
    reader = group_reader(parts.settings.local_entity, COMMITTEE)
    first, last = now.date(), (now + _DAYS).date()
    async with parts.database.begin() as unit:
        for one in made:
            document = one.document.id
            share = Share(
                new_share_id(), OTHERS, document, None, reader, first, last, "bench", now, "bench"
            )
            await unit.shares.add(share)


async def desk_of(parts: Installation, *groups: str) -> Desk:
    wanted = WantedKey(
        "bench", frozenset({Role.READER}), frozenset(groups), Classification.RESTRICTED
    )
    _, key = await parts.keys.create(local_user(parts.settings.local_entity), wanted)
    return Desk(parts, key)


async def measure(url: str, folder: Path, rounds: int) -> list[Figure]:
    # Questions are encoded once: what is added is the same, and stands out of less noise.
    encoder = remembering(bundled(Settings(data=folder, _env_file=None)), folder)
    async with opened(url, folder, encoder) as parts:
        await fill(parts, encoder)
        without, with_shares = await desk_of(parts), await desk_of(parts, COMMITTEE)
        texts = asked(80)
        return [
            *await added("a search", without.governed_search, without.bare_search, texts, rounds),
            *await added("an answer", without.governed_answer, without.bare_answer, texts, rounds),
            await throughput(without, texts, rounds),
            await shared(with_shares, without, texts, rounds),
        ]


def main() -> None:
    parser: argparse.ArgumentParser = options("What governance costs a request.")
    parser.add_argument("--url", default="", help="an empty PostgreSQL database")
    parser.add_argument("--rounds", type=int, default=5, help="default %(default)s")
    given = parser.parse_args()
    with postgresql(given.url) as url, tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(url, Path(folder), given.rounds))
    show("requests", [figure.row() for figure in figures], as_json=given.json)
    if any(figure.holds is False for figure in figures):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
