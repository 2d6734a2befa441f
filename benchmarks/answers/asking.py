"""How long an extractive answer takes, from the question to its last verified sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from benchmarks.reading.figure import Figure, progress
from benchmarks.report import percentile
from flows.bootstrap import Installation
from flows.question import Question
from governance.identity import local_user

MOST_MS = 400


async def asking(parts: Installation, texts: Sequence[str], rounds: int, over: str) -> list[Figure]:
    """Each question once a round, after one to warm what is cached."""
    user = local_user(parts.settings.local_entity)
    ms: dict[str, list[float]] = defaultdict(list)
    answered = 0
    for number in range(-1, rounds):
        progress(f"{over}: round {max(number, 0)} of {rounds}")
        for text in texts:
            answer = await parts.asker.ask(user, Question(text))
            if number >= 0:
                answered += bool(answer.citations)
                for stage, took_ms in answer.timings_ms.items():
                    ms[stage].append(took_ms)
    asked = f"{over}, {len(texts)} questions, {answered / rounds / len(texts):.0%} answered"
    total = ms.pop("total")
    return [
        Figure("ask, p95", asked, percentile(total, 95), "ms", most=MOST_MS),
        Figure("ask, p50", asked, percentile(total, 50), "ms"),
        *(
            Figure(f"ask: {stage}, p95", asked, percentile(took, 95), "ms")
            for stage, took in ms.items()
            if len(took) > 1
        ),
    ]
