"""What a quota adds to a request: `python -m benchmarks.governance.quotas [--url …] [--json]`.

On PostgreSQL, one of its own where none is named. Every request is under five limits: of its user
by minute, day and tokens, of its entity by hour and tokens. Nothing else is done for it: what is
told is the time that it waits to be counted.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from adapters.sql import open_database
from benchmarks.governance.ledger import postgresql
from benchmarks.reading.figure import Figure, progress
from benchmarks.report import options, percentile, show
from core.ids import EntityId
from core.jobs import Lane
from core.principals import Principal
from flows.quotas.metering import Metering
from flows.quotas.quotas import Quotas
from governance.identity import local_user
from governance.quotas.declared import InstallationQuotas, parse_quotas

REQUESTS, CALLERS = 800, 8
_DECLARED = b"""\
every:
  user: {requests_per_minute: 1000000, requests_per_day: 1000000, tokens_per_day: 1000000}
  entity: {requests_per_hour: 1000000, tokens_per_month: 1000000}
"""
_ENTITY = EntityId("bench")
Who = Callable[[int], Principal]


async def waited_ms(quotas: Quotas, callers: int, who: Who) -> tuple[list[float], float]:
    """What each request waits, and how many a second get through."""
    waited: list[float] = []

    async def caller(number: int) -> None:
        for _ in range(REQUESTS // callers):
            started = perf_counter()
            await quotas.take(who(number), None, by_model=True)
            waited.append(1000 * (perf_counter() - started))

    started = perf_counter()
    await asyncio.gather(*map(caller, range(callers)))
    return waited, len(waited) / (perf_counter() - started)


def _one_entity(number: int) -> Principal:
    """Users of one entity: they wait for each other at its counter."""
    return replace(local_user(_ENTITY), id=f"user:{number}")


def _each_its_own(number: int) -> Principal:
    return replace(_one_entity(number), entity=EntityId(f"bench-{number}"))


async def measure(url: str) -> list[Figure]:
    async def nobody(lane: Lane) -> None: ...

    database = await open_database(url, nobody)
    quotas = Quotas(database, parse_quotas(_DECLARED, "quotas"), Metering(database))
    figures: list[Figure] = []
    try:
        await waited_ms(quotas, 1, _one_entity)
        for callers, who, what in (
            (1, _one_entity, "one caller"),
            (CALLERS, _one_entity, f"{CALLERS} callers of one entity"),
            (CALLERS, _each_its_own, f"{CALLERS} callers of as many entities"),
        ):
            progress(what)
            waited, per_s = await waited_ms(quotas, callers, who)
            over = f"{len(waited):,} requests, {what}"
            figures += [
                Figure("counted, median", over, statistics.median(waited), "ms"),
                Figure("counted, p95", over, percentile(waited, 95), "ms"),
                Figure("counted", over, per_s, "/s"),
            ]
        free = replace(quotas, declared=InstallationQuotas())
        waited, _ = await waited_ms(free, 1, _one_entity)
        over = f"{len(waited):,} requests, no quota"
        figures.append(Figure("counted, p95", over, percentile(waited, 95), "ms", most=0.1))
    finally:
        await database.close()
    return figures


def main() -> None:
    made = options("What a quota adds to a request.")
    made.add_argument("--url", default="", help="an empty PostgreSQL database")
    asked = made.parse_args()
    with postgresql(asked.url) as url:
        figures = asyncio.run(measure(url))
    show("quotas", [figure.row() for figure in figures], as_json=asked.json)
    if any(figure.holds is False for figure in figures):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
