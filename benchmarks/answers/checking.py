"""How long a sentence is checked: with its quotes read again, and judged alone after that."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from benchmarks.reading.figure import Figure, progress
from benchmarks.report import percentile
from core.evidence import Citation
from flows.bootstrap import Installation
from flows.question import Question
from governance.identity import local_user
from governance.policy import Action, decide
from retrieval.cite import cite
from retrieval.sentence import Part, Sentence
from retrieval.units import units_of
from retrieval.verify import Verifier
from retrieval.verifying.judge import judge

MOST_MS = 20
_PASSAGES = 6
"""As many as a sentence may cite."""


@dataclass(frozen=True, slots=True)
class _Written:
    """As a model writes: a unit's words, none of them in its place at the beginning."""

    text: str
    citations: tuple[Citation, ...]
    question: str


async def checking(parts: Installation, texts: Sequence[str], over: str) -> list[Figure]:
    """Sentences that cite a unit of each of the best passages."""
    scope = decide(local_user(parts.settings.local_entity), Action.ASK).granted()
    composer = parts.asker.composer
    verifiers: dict[str, Verifier] = {}
    judge_ms, all_ms = [], []
    progress(f"{over}: checking sentences")
    async for written in _sentences(parts, texts):
        verifier = verifiers.setdefault(written.question, composer.verifier.for_one_answer())
        sentence = Sentence((Part(written.text, written.citations),))
        started = perf_counter()
        await verifier.judged(scope, sentence, written.question)
        checked = perf_counter()
        judge(written.text, [citation.quote for citation in written.citations], written.question)
        judge_ms.append(1000 * (perf_counter() - checked))
        all_ms.append(1000 * (checked - started))
    of = f"{over}, {len(all_ms)} sentences, each citing up to {_PASSAGES} passages"
    return [
        Figure("sentence: judged, p95", of, percentile(judge_ms, 95), "ms"),
        Figure("sentence: quotes read again and judged, p95", of, percentile(all_ms, 95), "ms",
               most=MOST_MS),
        Figure("sentence: quotes read again and judged, p50", of, percentile(all_ms, 50), "ms"),
    ]  # fmt: skip


async def _sentences(parts: Installation, texts: Sequence[str]) -> AsyncIterator[_Written]:
    user = local_user(parts.settings.local_entity)
    for text in texts:
        found = await parts.asker.search(user, Question(text), _PASSAGES)
        units = [next(units_of(hit.passage), None) for hit in found.hits]
        cited = [(unit, cite(unit.passage, unit.words, 1.0)) for unit in units if unit]
        citations = tuple(citation for _, citation in cited)
        for unit, _ in cited:
            yield _Written(f"According to it, {unit.quote}", citations, text)
