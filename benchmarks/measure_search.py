"""Milliseconds of a search and of an extractive answer over the samples, embedded stores.

Every question of samples/gold.jsonl, once each, in a new folder of state. The installation is
opened anew between the two rounds.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter

from benchmarks.report import GOLD, SAMPLES, Row, options, percentile, show
from core.ids import CollectionId
from core.settings import Settings
from flows.ask import Question
from flows.bootstrap import Installation, build_direct_queue, open_installation
from governance.identity import local_user

RESULTS = 10
WARMING = Question("warm")
"""Loads the model before anything is timed."""


def questions() -> list[Question]:
    lines = GOLD.read_text("utf-8").splitlines()
    return [Question(json.loads(line)["question"]) for line in lines]


async def ingest(parts: Installation, settings: Settings) -> int:
    """Read the samples; how many chunks there are."""
    user = local_user(settings.local_entity)
    chunks = 0
    for path in sorted(SAMPLES.iterdir()):
        accepted = await parts.documents.add(user, path, path.name, CollectionId("bench"))
        await parts.worker.until_idle()
        document = await parts.documents.get(user, accepted.document.id)
        chunks += document.outcome.chunks
    return chunks


async def timed(name: str, ask: Callable[[Question], Awaitable[object]]) -> Row:
    milliseconds = []
    for question in questions():
        started = perf_counter()
        await ask(question)
        milliseconds.append(1000 * (perf_counter() - started))
    return {
        "what": name,
        "questions": len(milliseconds),
        "p50 ms": percentile(milliseconds, 50),
        "p95 ms": percentile(milliseconds, 95),
        "most ms": max(milliseconds),
    }


async def measure(data: Path) -> list[Row]:
    settings = Settings.read().model_copy(
        update={"data": data, "chat_url": "", "database_url": "", "index_url": ""}
    )
    user = local_user(settings.local_entity)
    async with open_installation(settings, build_direct_queue()) as parts:
        chunks = await ingest(parts, settings)
        await parts.asker.search(user, WARMING, RESULTS)
        searched = await timed("search", lambda one: parts.asker.search(user, one, RESULTS))
    async with open_installation(settings, build_direct_queue()) as parts:
        await parts.asker.ask(user, WARMING)
        asked = await timed("ask, extractive", lambda one: parts.asker.ask(user, one))
    return [{**searched, "chunks": chunks}, {**asked, "chunks": chunks}]


def main() -> None:
    given = options("Latency of search and of answers.").parse_args()
    with tempfile.TemporaryDirectory(prefix="probant-bench-") as folder:
        rows = asyncio.run(measure(Path(folder)))
    show("searching and answering", rows, as_json=given.json)


if __name__ == "__main__":
    main()
