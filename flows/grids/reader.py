"""Reads the cells of one document: finds places, types their values, checks them, says how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.cells import Cell, CellQuote, CellState
from core.description import Field
from core.documents import Document
from core.generations import Space, Spaces
from core.grids import AnswerType, GridQuestion
from core.principals import AccessScope, SearchFilter
from core.readings import WordSpan
from flows.grids.places import Located, Place, locate
from flows.grids.remembered import Remembered
from retrieval.cite import cite
from retrieval.clauses import clauses_in
from retrieval.many import ManyRetriever
from retrieval.once import Once
from retrieval.search import Query
from retrieval.sentence import Part, Sentence
from retrieval.typed import Typed, typed
from retrieval.verify import Verifier

VERSION = "2"
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
        names = parties_of(document)
        drafts = [
            [] if one.is_absent else [_draft(question, place, names) for place in one.places]
            for question, one in zip(questions, located, strict=True)
        ]
        sentences = [draft.sentence for of in drafts for draft in of]
        checked = iter(await self.verifier.each_judged(scope, sentences))
        return [
            _cell(question, one, [_quote(draft, next(checked)) for draft in of])
            for question, one, of in zip(questions, located, drafts, strict=True)
        ]

    async def located(
        self, scope: AccessScope, document: Document, questions: Sequence[GridQuestion]
    ) -> list[Located]:
        """Where the document answers each question best, also where that is not good enough."""
        space = await self._space()
        where = SearchFilter(scope, (document.id,))
        asked = [asked_of(question) for question in questions]
        different, once = list(dict.fromkeys(asked)), Once()
        queries = [Query(text, where) for text in different]
        found = [one async for one in self.many.search(space, queries, PASSAGES, once)]
        told = dict(zip(different, found, strict=True))
        located = await locate(space.encoder, document, told, self.abstain_below, once)
        return [located[text] for text in asked]

    async def _space(self) -> Space:
        space = await self.spaces.live()
        fingerprint = space.encoder.fingerprint
        if fingerprint not in self._memory:
            self._memory.clear()
            self._memory[fingerprint] = Remembered(space.encoder)
        return replace(space, encoder=self._memory[fingerprint])


@dataclass(frozen=True, slots=True)
class _Draft:
    """A value with the words that it was read from, not checked yet."""

    value: Typed | None
    sentence: Sentence


def _draft(question: GridQuestion, place: Place, names: Sequence[str]) -> _Draft:
    value = _value(question, place, names)
    if value is None and question.type is AnswerType.PARTY:  # a role is given farther on
        place = place.widened
        value = _value(question, place, names)
    sources = value.sources if value else ()
    spans = [place.whole.words, *(s for s in sources if not _within(s, place.whole.words))]
    cited = tuple(cite(place.whole.passage, span, place.confidence) for span in spans)
    said = value.said if value else " ".join(place.whole.quote.split())
    return _Draft(value, Sentence((Part(said, cited),)))


def _quote(draft: _Draft, checked: Sentence | None) -> CellQuote:
    shown = (checked or draft.sentence).citations
    value = draft.value.value if draft.value else None
    return CellQuote(tuple(one.to_json() for one in shown), value)


def _cell(question: GridQuestion, located: Located, quotes: Sequence[CellQuote]) -> Cell:
    if located.is_absent:
        return Cell(CellState.ABSENT, 1 - located.presence)
    return settled(question, located, quotes)


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
    if question.unit and best.value.unit is None:  # "24", where dollars were asked for
        return Cell(CellState.UNSURE, confidence, best.value, shown, "no unit")
    others = [quote for quote, also in ranked[1:] if _tells(quote) and also >= AS_GOOD * confidence]
    if question.type in _COMPARED and any(_differs(best, other) for other in others):
        return Cell(CellState.CONFLICT, confidence, best.value, shown, "conflict")
    return Cell(CellState.FOUND, confidence, best.value, shown)


def _tells(quote: CellQuote) -> bool:
    return quote.value is not None and quote.is_proven


def _differs(one: CellQuote, other: CellQuote) -> bool:
    mine, its = one.value, other.value
    return bool(mine and its and (mine.normalised, mine.unit) != (its.normalised, its.unit))
