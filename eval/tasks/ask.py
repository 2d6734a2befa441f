"""Asks questions: passages alone, or an answer with its citations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from time import perf_counter

from core.documents import Document
from core.evidence import Answer, Citation, Hit
from core.ids import CollectionId
from core.places import Box, PageSpan
from core.scoping import SearchScope
from eval.cases import Asked, Cited, Found, Reply
from eval.tasks.work import Bench, Done
from eval.texts import Texts, holds
from flows.question import Question
from retrieval.search import Found as SearchFound

HITS = 50
"""Passages asked for: enough for every cut-off that suites use."""


async def search(bench: Bench, case: Asked) -> Done:
    started = perf_counter()
    found = await _found(bench, case)
    return Done(_ranked("answered", bench, found), {"total": 1000 * (perf_counter() - started)})


async def answer(bench: Bench, case: Asked) -> Done:
    """The answer is timed alone; the ranking, where a measure wants it, is asked for besides."""
    given = await bench.store.parts.asker.ask(bench.store.user, question_of(case))
    texts = {c.document: await bench.store.leaves(c.document) for c in given.citations}
    citations = tuple([await _cited(bench, texts, citation) for citation in given.citations])
    state = given.state.value
    reply = _ranked(state, bench, await _found(bench, case)) if bench.is_ranked else Reply(state)
    return Done(_answered(reply, given, citations), given.timings_ms)


def _answered(reply: Reply, answer: Answer, citations: tuple[Cited, ...]) -> Reply:
    confidence = round(answer.confidence, 6)
    return replace(reply, answer=answer.text, citations=citations, confidence=confidence)


async def _found(bench: Bench, case: Asked) -> SearchFound:
    return await bench.store.parts.asker.search(bench.store.user, question_of(case), HITS)


def _ranked(state: str, bench: Bench, found: SearchFound) -> Reply:
    """A reply with the hits and the choice that a search gave."""
    options = options_of(bench.store.documents, found.scope)
    return Reply(state, tuple(map(_hit, found.hits)), options=options)


def options_of(documents: Mapping[str, Document], scope: SearchScope) -> tuple[str, ...]:
    """Names of the documents that a scope offers; `documents` are by name."""
    names = {document.id: name for name, document in documents.items()}
    return tuple(names[o.document] for o in scope.options if o.document in names)


def question_of(case: Asked) -> Question:
    collection = CollectionId(case.collection) if case.collection else None
    return Question(case.question, collection, case.document)


def _hit(hit: Hit) -> Found:
    place = hit.passage.place
    page = place.page if isinstance(place, PageSpan) else None
    return Found(
        hit.passage.document_name, page, hit.passage.chunk.text, round(hit.score, 6), hit.focus_text
    )


async def _cited(bench: Bench, texts: Texts, citation: Citation) -> Cited:
    page = citation.place.page if isinstance(citation.place, PageSpan) else None
    return Cited(
        document=citation.document,
        page=page,
        quote=citation.quote,
        in_source=holds(texts, citation.document, page, citation.quote),
        verdict=citation.verdict.value,
        in_boxes=await _in_boxes(bench, citation),
    )


async def _in_boxes(bench: Bench, citation: Citation) -> bool | None:
    """Found out from the words that the reading has at the quote's span, not from their ranks."""
    if not isinstance(citation.place, PageSpan):
        return None
    leaf = await bench.store.leaf(citation.document, citation.place.page)
    words = leaf.words if leaf else ()
    span = range(citation.source_start, citation.source_end)
    quoted = [word.box for word in words if word.start in span]
    boxes = citation.place.boxes
    return bool(quoted) and all(
        word is not None and any(_is_inside(word, box) for box in boxes) for word in quoted
    )


def _is_inside(word: Box, box: Box) -> bool:
    """Within a point, for rounding."""
    return (
        box.x0 - 1 <= word.x0
        and word.x1 <= box.x1 + 1
        and box.y0 - 1 <= word.y0
        and word.y1 <= box.y1 + 1
    )
