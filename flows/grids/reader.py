"""Reads the cells of one document: finds places, types their values, checks them, says how sure."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.description import Field
from core.documents import Document
from core.generations import Space, Spaces
from core.grids import AnswerType, Cell, CellQuote, CellState, GridQuestion
from core.principals import AccessScope, SearchFilter
from core.readings import WordSpan
from flows.grids.places import Located, Place, locate
from flows.grids.remembered import Remembered
from retrieval.cite import cite
from retrieval.clauses import clauses_in
from retrieval.many import ManyRetriever
from retrieval.search import Query
from retrieval.sentence import Part, Sentence
from retrieval.typed import Typed, typed
from retrieval.verify import Verifier

VERSION = "1"
"""To be raised with any change of what cells hold: a grid that is asked for again is then new."""
PASSAGES = 10
AS_GOOD = 0.9
"""Of the best place's confidence, from which another one counts as much."""
_WHO = "(qui sont les parties)"
_OF_ALL = frozenset({AnswerType.TEXT, AnswerType.LIST, AnswerType.YES_NO, AnswerType.PARTY})
"""Types that are read in all that is shown of a place; others in the first sentence with one."""
_ONE_FIGURE = frozenset({AnswerType.NUMBER, AnswerType.DATE, AnswerType.PARTY})
"""Types of which a place without a value tells nothing, unless it is a clause that is wanted."""
_COMPARED = frozenset({AnswerType.NUMBER, AnswerType.DATE, AnswerType.YES_NO})
"""Types of which two values that differ contradict each other; texts only differ."""


@dataclass(frozen=True, slots=True)
class CellReader:
    spaces: Spaces
    many: ManyRetriever
    verifier: Verifier
    abstain_below: float
    """Confidence under which a single question is not answered: the setting of that name."""
    _memory: dict[str, Remembered] = field(default_factory=dict)
    """By the encoder's fingerprint; one at a time."""

    async def read(
        self, scope: AccessScope, document: Document, questions: Sequence[GridQuestion]
    ) -> list[Cell]:
        """A cell for each question, in order: the same whether they are asked together or apart.

        Raises `Unavailable` where a store does not answer.
        """
        located = await self.located(scope, document, questions)
        return [
            await self._cell(scope, document, question, one)
            for question, one in zip(questions, located, strict=True)
        ]

    async def located(
        self, scope: AccessScope, document: Document, questions: Sequence[GridQuestion]
    ) -> list[Located]:
        """Where the document answers each question best, also where that is not good enough."""
        space = await self._space()
        where = SearchFilter(scope, (document.id,))
        asked = [asked_of(question) for question in questions]
        queries = [Query(text, where) for text in asked]
        found = [one async for one in self.many.search(space, queries, PASSAGES)]
        looks = (
            locate(space.encoder, text, document, one, self.abstain_below)
            for text, one in zip(asked, found, strict=True)
        )
        return await asyncio.gather(*looks)  # at once: what they have encoded goes together

    async def _space(self) -> Space:
        space = await self.spaces.live()
        fingerprint = space.encoder.fingerprint
        if fingerprint not in self._memory:
            self._memory.clear()
            self._memory[fingerprint] = Remembered(space.encoder)
        return replace(space, encoder=self._memory[fingerprint])

    async def _cell(
        self, scope: AccessScope, document: Document, question: GridQuestion, located: Located
    ) -> Cell:
        if located.is_absent:
            return Cell(CellState.ABSENT, 1 - located.presence)
        names = parties_of(document)
        quotes = [await self._quote(scope, question, place, names) for place in located.places]
        return settled(question, located, quotes)

    async def _quote(
        self, scope: AccessScope, question: GridQuestion, place: Place, names: Sequence[str]
    ) -> CellQuote:
        value = _value(question, place, names)
        if value is None and question.type is AnswerType.PARTY:  # a role is given farther on
            place = place.widened
            value = _value(question, place, names)
        sources = value.sources if value else ()
        spans = [place.whole.words, *(s for s in sources if not _within(s, place.whole.words))]
        cited = tuple(cite(place.whole.passage, span, place.confidence) for span in spans)
        said = value.said if value else " ".join(place.whole.quote.split())
        checked = await self.verifier.judged(scope, Sentence((Part(said, cited),)))
        shown = checked.citations if checked else cited
        return CellQuote(tuple(one.to_json() for one in shown), value.value if value else None)


def asked_of(question: GridQuestion) -> str:
    """What is looked for: a contract gives roles to names where it says who its parties are."""
    is_role = question.type is AnswerType.PARTY and not clauses_in(question.text)
    return f"{question.text} {_WHO}" if is_role else question.text


def parties_of(document: Document) -> list[str]:
    description = document.description
    facts = (*description.of(Field.ISSUER), *description.of(Field.PARTY))
    return list(dict.fromkeys(fact.value for fact in facts))


def _value(question: GridQuestion, place: Place, names: Sequence[str]) -> Typed | None:
    if question.type in _OF_ALL:
        return typed(question, place.whole, names)
    found = (typed(question, unit, names) for unit in place.units)
    return next((value for value in found if value), None)


def _within(span: WordSpan, whole: WordSpan) -> bool:
    return whole.start <= span.start and span.end <= whole.end


def settled(question: GridQuestion, located: Located, quotes: Sequence[CellQuote]) -> Cell:
    """What the places say together; `quotes` are theirs, in their order, at least one."""
    sure = [place.confidence for place in located.places]
    ranked = sorted(zip(quotes, sure, strict=True), key=lambda pair: not _tells(pair[0]))
    best, confidence = ranked[0]
    if _tells(best) and question.type in _ONE_FIGURE and not clauses_in(question.text):
        ranked = [pair for pair in ranked if _tells(pair[0])]
    shown = tuple(quote for quote, _ in ranked)
    if best.value is None or not _tells(best):
        reason = "no value" if best.value is None else "unproven"
        return Cell(CellState.UNSURE, confidence, best.value, shown, reason)
    if located.is_weak:  # of weak evidence "yes" is no value: any sentence would give one
        value = None if question.type is AnswerType.YES_NO else best.value
        return Cell(CellState.UNSURE, confidence, value, shown, "weak")
    others = [quote for quote, also in ranked[1:] if _tells(quote) and also >= AS_GOOD * confidence]
    if question.type in _COMPARED and any(_differs(best, other) for other in others):
        return Cell(CellState.CONFLICT, confidence, best.value, shown, "conflict")
    return Cell(CellState.FOUND, confidence, best.value, shown)


def _tells(quote: CellQuote) -> bool:
    return quote.value is not None and quote.is_proven


def _differs(one: CellQuote, other: CellQuote) -> bool:
    mine, its = one.value, other.value
    return bool(mine and its and (mine.normalised, mine.unit) != (its.normalised, its.unit))
