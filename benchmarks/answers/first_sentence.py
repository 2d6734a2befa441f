"""How long a model's first finished sentence is held back before it leaves, verified."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

from benchmarks.reading.figure import Figure, progress
from benchmarks.report import percentile
from core.chat import ChatMessage, UsageTold
from core.evidence import Hit
from flows.bootstrap import Installation
from flows.question import Question
from governance.identity import local_user
from retrieval.answer import Writer
from retrieval.sentence import Shown
from retrieval.units import units_of

MOST_MS = 50
_TOKENS = 8000
_PASSAGES = 10


@dataclass(slots=True)
class Dictated:
    """Implements `core.chat.ChatModel`: says a quote of its first passage, then begins anew."""

    quote: str
    name: str = "dictated"
    finished: list[float] = field(default_factory=list)
    """When the first sentence of each reply was whole."""

    def tokens(self, text: str) -> int:
        return len(text.split())

    async def stream(
        self, messages: Sequence[ChatMessage], tell: UsageTold
    ) -> AsyncGenerator[str, None]:
        for word in self.quote.split():
            yield f"{word} "
        self.finished.append(perf_counter())
        yield "[1]. "
        yield "Next"


async def first_sentence(parts: Installation, texts: Sequence[str]) -> list[Figure]:
    """Over the questions whose best passage holds a sentence to be quoted."""
    user = local_user(parts.settings.local_entity)
    held_ms: list[float] = []
    progress("first sentences of a model")
    for text in texts:
        found = await parts.asker.search(user, Question(text), _PASSAGES)
        if quote := _sentence_of(found.hits):
            held_ms += await _held_ms(parts, Question(text), quote)
    over = f"samples, {len(held_ms)} replies"
    return [
        Figure(
            "first sentence of a model: held, p95", over, percentile(held_ms, 95), "ms", most=50
        ),
        Figure("first sentence of a model: held, p50", over, percentile(held_ms, 50), "ms"),
    ]


def _sentence_of(hits: Sequence[Hit]) -> str:
    units = units_of(hits[0].passage) if hits else ()
    return next((u.quote.rstrip(" .") for u in units if u.quote.strip().endswith(".")), "")


async def _held_ms(parts: Installation, question: Question, quote: str) -> list[float]:
    user = local_user(parts.settings.local_entity)
    model = Dictated(quote)
    composer = replace(parts.asker.composer, writer=Writer(model, _TOKENS))
    asker = replace(parts.asker, composer=composer, abstain_below=0.0)
    async for part in asker.stream(user, question):
        if isinstance(part, Shown) and model.finished:
            return [1000 * (perf_counter() - model.finished[0])]
    return []
