"""Latency and throughput of searches: `make bench-search`.

Made-up reports in two stores, the real encoder and the embedded index, SQLite. All ratios are of
one run. The stores are made once, minutes for 100,000 passages, and kept in the data folder.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from adapters.qdrant.bm25 import ANALYSIS
from benchmarks.reading.figure import Figure
from benchmarks.search.command import options, run
from benchmarks.search.latency import latency
from benchmarks.search.made import issuer_and_year
from benchmarks.search.store import open_store, questions
from benchmarks.search.together import together
from core.encoding import Encoder

MADE = 1
"""Raise it when stores are made otherwise."""
_IN_ALL = 100
"""Reports that each store has."""
_ASKED = (
    "What was the revenue of {} in {}?",
    "Quel est le total du bilan de {} en {} ?",
    "Which risks does the annual report of {} for FY{} name first?",
    "{} : comment la trésorerie a-t-elle évolué au cours de l'exercice {} ?",
)
"""Whose documents, and of when."""


def asked(count: int) -> list[str]:
    """Questions that name no report of the stores and such that do, by turns; at most 228."""
    named = [
        _ASKED[number % len(_ASKED)].format(*issuer_and_year(7 * number % _IN_ALL))
        for number in range(count // 2)
    ]
    bare = questions()[: count - len(named)]
    return [text for pair in zip(bare, named, strict=False) for text in pair]


def indexed_by(encoder: Encoder) -> str:
    """Another where vectors or words are made otherwise: what was indexed before does not open."""
    return hashlib.sha256(f"{encoder.fingerprint} {ANALYSIS}".encode()).hexdigest()[:8]


def store_at(folder: Path, passages: int, encoder: Encoder) -> Path:
    return folder / f"search-{passages}-v{MADE}-{indexed_by(encoder)}"


async def measure(folder: Path, encoder: Encoder, given: argparse.Namespace) -> list[Figure]:
    async with (
        open_store(store_at(folder, given.small, encoder), given.small, encoder) as small,
        open_store(store_at(folder, given.large, encoder), given.large, encoder) as large,
    ):
        texts = asked(given.questions)
        found = await latency(small, large, texts, given.rounds)
        return found + await together(small, texts, given.rounds + 2)


def main() -> None:
    parser = options("Latency and throughput of searches.")
    parser.add_argument("--small", type=int, default=20_000, help="passages, default %(default)s")
    parser.add_argument("--large", type=int, default=100_000, help="passages, default %(default)s")
    run("search", "searching", measure, parser.parse_args())


if __name__ == "__main__":
    main()
