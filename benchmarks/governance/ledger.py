"""What the ledger costs: `python -m benchmarks.governance.ledger [--url postgresql://…] [--json]`.

On PostgreSQL, one of its own where none is named: what a question waits for its two records, alone
and beside seven others; how many searches a second eight callers get, with and without records; and
how many records a second are verified.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.life.shop import bundled
from benchmarks.reading.figure import Figure, progress
from benchmarks.report import SAMPLES, options, percentile, show
from core.encoding import Encoder
from core.evidence import Answer, AnswerState, Searched
from core.ids import CollectionId, EntityId
from core.ledger import Entry, RecordKind
from core.principals import AccessScope, Principal, SearchFilter
from core.settings import Settings
from flows.bootstrap import Installation, build_direct_queue, open_installation
from flows.ledger.asking import minutes
from flows.ledger.recorder import Recorder
from flows.question import Question
from governance.identity import local_user
from retrieval.search import Query

_AT_ONCE = 8
_QUESTIONS = 400
_SEARCHES = 160
_RECORDS = 60_000
_DOCUMENTS = ("bail-commercial.pdf", "rapport-audit.pdf", "annual-report-extract.pdf")
_ASKED = [
    Question(text)
    for text in (
        "Quel est le loyer annuel de base ?",
        "Quel est le montant du dépôt de garantie ?",
        "What were net sales in fiscal 2023?",
        "Quelles sont les conclusions de l'audit ?",
        "Quelle est la durée du bail ?",
    )
]


class _Silent(Recorder):
    """Keeps nothing."""

    async def write(self, *entries: Entry) -> None: ...


@asynccontextmanager
async def opened(
    url: str, folder: Path, encoder: Encoder | None = None
) -> AsyncIterator[Installation]:
    settings = Settings(data=folder, database_url=url, _env_file=None)
    used = encoder or bundled(settings)
    async with open_installation(settings, build_direct_queue(), encoder=used) as parts:
        yield parts


async def question_ms(parts: Installation, callers: int) -> list[float]:
    """What each question waits for its opening and its closing."""
    user = local_user(parts.settings.local_entity)
    query = Query("?", SearchFilter(AccessScope.whole(user.entity)))
    answer = Answer(AnswerState.ABSTAINED, "", (), "Rien.", Searched((), 0, 0))
    waited: list[float] = []

    async def ask(count: int) -> None:
        for _ in range(count):
            started = perf_counter()
            made = parts.asker.made_with
            async with minutes(
                *(parts.recorder, user, _ASKED[0], query, made, parts.asker.supervising)
            ) as kept:
                await kept.told(answer)
            waited.append(1000 * (perf_counter() - started))

    await asyncio.gather(*(ask(_QUESTIONS // callers) for _ in range(callers)))
    return waited


async def searches_per_s(parts: Installation) -> float:
    user = local_user(parts.settings.local_entity)

    async def search(count: int, first: int) -> None:
        asked = cycle([*_ASKED[first % len(_ASKED) :], *_ASKED])
        for _, question in zip(range(count), asked, strict=False):
            await parts.asker.search(user, question, 10)

    started = perf_counter()
    await asyncio.gather(*(search(_SEARCHES // _AT_ONCE, n) for n in range(_AT_ONCE)))
    return _SEARCHES / (perf_counter() - started)


async def share_kept(parts: Installation, rounds: int) -> tuple[float, float]:
    """Searches a second with records, and which share of those without that is: the median of
    rounds that go by turns."""
    silent = replace(parts, asker=replace(parts.asker, recorder=_Silent(parts.database)))
    await searches_per_s(silent)
    shares, rates = [], []
    for number in range(1, rounds + 1):
        progress(f"searches, round {number} of {rounds}")
        without = await searches_per_s(silent)
        rates.append(await searches_per_s(parts))
        shares.append(rates[-1] / without)
    return statistics.median(rates), statistics.median(shares)


async def verified_per_s(parts: Installation) -> tuple[int, float, float]:
    """Records, records a second, and by second of processor time."""
    entity, personal = EntityId("bench"), {"question": "Quel est le loyer annuel ?" * 8}
    body = {"passages": [{"chunk": f"{n:036}", "document": f"{n:036}"} for n in range(10)]}
    for start in range(0, _RECORDS, 2_000):
        progress(f"records: {start} of {_RECORDS}")
        async with parts.database.begin() as unit:
            for _ in range(2_000):
                unit.ledger.append(Entry(entity, RecordKind.SEARCHED, body, "bench", personal))
    auditor = Principal("bench", entity, local_user(entity).clearance, local_user(entity).roles)
    started, worked = perf_counter(), process_time()
    verified = await parts.ledger.verify(auditor)
    if verified.findings:
        raise SystemExit(f"the ledger is not whole: {verified.findings[0]}")
    count = verified.records
    return count, count / (perf_counter() - started), count / (process_time() - worked)


async def measure(url: str, folder: Path, rounds: int) -> list[Figure]:
    async with opened(url, folder) as parts:
        user = local_user(parts.settings.local_entity)
        for name in _DOCUMENTS:
            await parts.documents.add(user, SAMPLES / name, name, CollectionId("bench"))
        await parts.worker.until_idle()
        figures: list[Figure] = []
        await question_ms(parts, 1)
        for callers in (1, _AT_ONCE):
            progress(f"questions of {callers} callers")
            waited = await question_ms(parts, callers)
            over = f"{len(waited)} questions, {callers} at once"
            figures += [
                Figure("both records, median", over, statistics.median(waited), "ms"),
                Figure("both records, p95", over, percentile(waited, 95), "ms", most=5),
            ]
        rate, share = await share_kept(parts, rounds)
        over = f"{_AT_ONCE} callers, {rounds} rounds of {_SEARCHES}"
        figures.append(Figure("searches with records", over, rate, "/s"))
        figures.append(Figure("with / without records", over, share, least=0.85))
        count, per_s, per_cpu_s = await verified_per_s(parts)
        over = f"{count:,} records"
        figures.append(Figure("verified", over, per_s, "records/s", least=20_000))
        figures.append(Figure("verified, processor time", over, per_cpu_s, "records/s"))
        return figures


@contextmanager
def postgresql(url: str) -> Iterator[str]:
    if url:
        yield url
        return
    from tests.contracts.databases import fresh_postgres, postgres_server

    with postgres_server() as server, fresh_postgres(server) as fresh:
        yield fresh


def parser() -> argparse.ArgumentParser:
    made = options("What the ledger costs.")
    made.add_argument("--url", default="", help="an empty PostgreSQL database")
    made.add_argument("--rounds", type=int, default=5)
    return made


def main() -> None:
    asked = parser().parse_args()
    with postgresql(asked.url) as url, tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(url, Path(folder), asked.rounds))
    show("ledger", [figure.row() for figure in figures], as_json=asked.json)
    if any(figure.holds is False for figure in figures):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
