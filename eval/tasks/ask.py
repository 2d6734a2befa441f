"""Asks questions: passages alone, or an answer with its citations."""

from __future__ import annotations

from time import perf_counter

from core.evidence import Answer, Citation, Hit
from core.ids import CollectionId
from core.places import PageSpan
from eval.cases import Asked, Cited, Found, Reply
from eval.tasks.work import Bench, Done
from eval.texts import Texts, holds
from flows.ask import Question

HITS = 50
"""Passages asked for: enough for every cut-off that suites use."""


async def search(bench: Bench, case: Asked) -> Done:
    started = perf_counter()
    hits = await _hits(bench, case)
    return Done(Reply("answered", hits), {"total": 1000 * (perf_counter() - started)})


async def answer(bench: Bench, case: Asked) -> Done:
    """The answer is timed alone; the ranking, where a measure wants it, is asked for besides."""
    given = await bench.store.parts.asker.ask(bench.store.user, _question(case))
    texts = {c.document: await bench.store.leaves(c.document) for c in given.citations}
    citations = tuple(_cited(texts, citation) for citation in given.citations)
    hits = await _hits(bench, case) if bench.is_ranked else ()
    return Done(_reply(given, hits, citations), given.timings_ms)


def _reply(answer: Answer, hits: tuple[Found, ...], citations: tuple[Cited, ...]) -> Reply:
    state = answer.state.value
    return Reply(state, hits, answer.text, citations, round(answer.confidence, 6))


async def _hits(bench: Bench, case: Asked) -> tuple[Found, ...]:
    asker, user = bench.store.parts.asker, bench.store.user
    return tuple(_found(hit) for hit in await asker.search(user, _question(case), HITS))


def _question(case: Asked) -> Question:
    collection = CollectionId(case.collection) if case.collection else None
    return Question(case.question, collection, case.document)


def _found(hit: Hit) -> Found:
    place = hit.passage.place
    page = place.page if isinstance(place, PageSpan) else None
    return Found(hit.passage.document_name, page, hit.passage.chunk.text, round(hit.score, 6))


def _cited(texts: Texts, citation: Citation) -> Cited:
    page = citation.place.page if isinstance(citation.place, PageSpan) else None
    return Cited(
        document=citation.document,
        page=page,
        quote=citation.quote,
        in_source=holds(texts, citation.document, page, citation.quote),
        verdict=citation.verdict.value,
    )
