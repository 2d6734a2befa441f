"""How many more questions a second are answered when they are asked at the same time."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Sequence
from time import perf_counter

from benchmarks.reading.figure import Figure, progress
from benchmarks.search.latency import RESULTS
from flows.bootstrap import Installation
from flows.question import Question
from governance.identity import local_user

AT_ONCE = 32


async def together(parts: Installation, texts: Sequence[str], rounds: int) -> list[Figure]:
    """The same questions in turn and at once, by turns; the median of the rounds' ratios."""
    user = local_user(parts.settings.local_entity)
    asked = [Question(text) for text in texts[:AT_ONCE]]
    ratios, rates = [], []
    for number in range(rounds):
        progress(f"{AT_ONCE} at once, round {number} of {rounds}")
        started = perf_counter()
        for question in asked:
            await parts.asker.search(user, question, RESULTS)
        in_turn_s = perf_counter() - started
        started = perf_counter()
        await asyncio.gather(*(parts.asker.search(user, one, RESULTS) for one in asked))
        at_once_s = perf_counter() - started
        ratios.append(in_turn_s / at_once_s)
        rates.append(len(asked) / at_once_s)
    over = f"{rounds} rounds"
    return [
        Figure(f"{AT_ONCE} at once / in turn", over, statistics.median(ratios), least=1.3),
        Figure(f"{AT_ONCE} at once", over, statistics.median(rates), "questions/s"),
    ]
