"""Latency of answers, of checking, and of the grid: `make bench-answers`.

The samples, and made-up reports as `make bench-search` has them; the real encoder and the embedded
index, SQLite. Times in milliseconds are this machine's, which should be idle.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.answers.asking import asking
from benchmarks.answers.checking import checking
from benchmarks.answers.first_sentence import first_sentence
from benchmarks.answers.grid import gridding
from benchmarks.measure_search import asked, store_at
from benchmarks.reading.figure import Figure
from benchmarks.report import SAMPLES
from benchmarks.search.command import options, run
from benchmarks.search.store import open_store, questions
from core.encoding import Encoder
from core.ids import CollectionId
from core.settings import Settings
from flows.bootstrap import Installation, build_direct_queue, open_installation
from flows.documents import DEFAULT_COLLECTION
from governance.identity import local_user


@asynccontextmanager
async def samples_store(encoder: Encoder) -> AsyncIterator[Installation]:
    """The samples, read anew."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), _env_file=None)
        async with open_installation(settings, build_direct_queue(), encoder=encoder) as parts:
            user = local_user(settings.local_entity)
            for path in sorted(SAMPLES.iterdir()):
                where = CollectionId(DEFAULT_COLLECTION)
                await parts.documents.add(user, path, path.name, where)
            await parts.worker.until_idle()
            yield parts


async def measure(folder: Path, encoder: Encoder, given: argparse.Namespace) -> list[Figure]:
    async with samples_store(encoder) as samples:
        found = await asking(samples, questions(), given.rounds, "samples")
        found += await checking(samples, questions(), "samples")
        found += await first_sentence(samples, questions())
        found += await gridding(samples, given.rounds)
    passages = given.passages
    async with open_store(store_at(folder, passages, encoder), passages, encoder) as made:
        over = f"{passages:,} made-up passages"
        found += await checking(made, asked(given.questions), over)
        return found + await asking(made, asked(given.questions), given.rounds, over)


def main() -> None:
    parser = options("Latency of answers.")
    parser.add_argument("--passages", type=int, default=20_000, help="default %(default)s")
    run("answers", "answering", measure, parser.parse_args())


if __name__ == "__main__":
    main()
