"""Time of a report on a quarter of 40,000 people: `make bench-usage`.

On a PostgreSQL of its own: 19 entities that behave as benchmarks/usage/behaviour.py says, copied
straight into the tables (about two minutes), counted week by week, then told. Times are this
machine's, which should be idle.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from benchmarks.reading.figure import Figure, progress
from benchmarks.report import options, show
from benchmarks.usage.behaviour import World
from benchmarks.usage.simulated import Quarter
from benchmarks.usage.store import HOME, fill, open_quarter
from core.ids import EntityId
from flows.usage.page import as_html
from flows.usage.reports import UsageReports
from flows.usage.table import as_csv
from governance.identity import local_user

K = 10
NAME = "2026-Q3"
AFTER = datetime(2026, 10, 2, tzinfo=UTC)
ROUNDS = 7
MOST_S = 2.0


async def measure(url: str, folder: Path, scale: float, out: Path | None) -> list[Figure]:
    quarter = Quarter(World(scale=scale))
    async with open_quarter(folder, url, K) as parts:
        progress("copying the quarter")
        events = await fill(parts, quarter)
        settling = replace(parts.reports.settling, clock=lambda: AFTER)
        reports = replace(parts.reports, settling=settling)
        progress("counting its weeks")
        begun = perf_counter()
        weeks = await settling.settle()
        counting_s = perf_counter() - begun
        group = [await _timed(reports, group=True, out=out) for _ in range(ROUNDS)]
        own = [await _timed(reports, group=False) for _ in range(ROUNDS)]
    people = sum(quarter.world.entities().values())
    over = f"{people:,} people, {len(quarter.world.sizes)} entities, {events:,} events"
    told = "read, told, page and table"
    return [
        Figure(f"counting a week, mean of {len(weeks)}", over, counting_s / len(weeks), "s"),
        Figure(f"report of all entities: {told}", over, statistics.median(group), "s", most=MOST_S),
        Figure("that of the largest entity", over, statistics.median(own), "s", most=MOST_S),
    ]


async def _timed(reports: UsageReports, *, group: bool, out: Path | None = None) -> float:
    begun = perf_counter()
    found = await reports.report(local_user(EntityId(HOME)), NAME, group=group)
    page, table = as_html(found, "fr"), as_csv(found)
    taken_s = perf_counter() - begun
    if out:
        await asyncio.to_thread(out.write_text, page, "utf-8")
        await asyncio.to_thread(out.with_suffix(".csv").write_text, table, "utf-8", newline="")
    return taken_s


def main() -> None:
    from tests.contracts.databases import fresh_postgres, postgres_server

    parser = options("Reports of usage.")
    parser.add_argument("--scale", type=float, default=1.0, help="of 40,000 people")
    parser.add_argument("--out", type=Path, metavar="FILE", help="keep the page, and its table")
    given: argparse.Namespace = parser.parse_args()
    with (
        postgres_server() as server,
        fresh_postgres(server) as url,
        tempfile.TemporaryDirectory() as folder,
    ):
        figures = asyncio.run(measure(url, Path(folder), given.scale, given.out))
    show("usage", [figure.row() for figure in figures], as_json=given.json)


if __name__ == "__main__":
    main()
