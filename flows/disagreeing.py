"""Shows what other documents say where they contradict the evidence of an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from core.contradiction import Claim, Contradiction
from core.evidence import Citation
from core.principals import AccessScope
from flows.compose import Composer
from retrieval.contradictions import Clash, Told, clashes
from retrieval.extract import Evidence
from retrieval.scope.missing import About
from retrieval.sentence import Sentence

MOST_CLASHES = 3
_DISAGREE = {
    "fr": ("Des documents ne concordent pas : ", "{document} dit {value} [{citation}]", "."),
    "en": ("Documents disagree: ", "{document} says {value} [{citation}]", "."),
}


async def clashes_of(question: str, told: About, evidence: Sequence[Evidence]) -> list[Clash]:
    """What documents say against the best evidence."""
    best = [one.unit for one in evidence]
    found = await asyncio.to_thread(clashes, question, best, told.hits, told.cards)
    return found[:MOST_CLASHES]


async def with_both_sides(
    composed: AsyncIterator[Sentence],
    composer: Composer,
    scope: AccessScope,
    found: Sequence[Clash],
) -> AsyncIterator[Sentence]:
    """The sentences of an answer; then, where it has any, those of the evidence on both sides that
    none of them cites."""
    citations: list[Citation] = []
    async for sentence in composed:
        citations += sentence.citations if sentence.judgement.holds else ()
        yield sentence
    sides = [told for clash in found for told in (clash.first, clash.other)] if citations else []
    uncited = [told for told in sides if _citing(told, citations) is None]
    units = dict.fromkeys(told.unit.key for told in uncited)
    by_key = {told.unit.key: told.unit for told in uncited}
    async for sentence in composer.quoted(scope, [Evidence(by_key[key], 0.0) for key in units]):
        yield sentence


def contradictions_in(
    found: Sequence[Clash], citations: Sequence[Citation]
) -> tuple[Contradiction, ...]:
    """Those both sides of which an answer cites."""
    both = [(_claim(c.first, citations), _claim(c.other, citations)) for c in found]
    return tuple(Contradiction((one, other)) for one, other in both if one and other)


def disagreement(language: str, told: Sequence[Contradiction]) -> str:
    """For who reads; empty where nothing is contradicted."""
    begin, said, end = _DISAGREE[language]
    return " ".join(
        begin + ", ".join(said.format(**claim.to_json()) for claim in one.values) + end
        for one in told
    )


def _claim(told: Told, citations: Sequence[Citation]) -> Claim | None:
    citation = _citing(told, citations)
    name = told.unit.passage.document_name
    return Claim(citation.index, name, told.value) if citation else None


def _citing(told: Told, citations: Sequence[Citation]) -> Citation | None:
    """The citation whose quote holds the figure."""
    passage = told.unit.passage
    start, end = passage.leaf.char_span(told.figure.words)
    for one in citations:
        if one.reading_id == passage.chunk.reading and one.source_start <= start:
            # The text tells that it is the same leaf.
            held = one.quote[start - one.source_start : end - one.source_start]
            if held == passage.leaf.text[start:end]:
                return one
    return None
