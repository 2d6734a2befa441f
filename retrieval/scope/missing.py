"""The passages found that are about what a question names, and what none of them is about.

A name or a period that documents in reach do not know leaves a question open: whatever comes
nearest would be of somebody else, or of another year.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat

from core.description import Field
from core.evidence import Hit
from core.ids import DocumentId
from core.plain import plain
from core.scoping import Facet, Origin
from core.stores import Card
from core.words import words
from retrieval.scope.asked import Asked
from retrieval.scope.carried import Carried, may_tell_of, spelt, years_in, years_of
from retrieval.scope.fit import is_accounts, lasts
from retrieval.scope.narrow import Scoped
from retrieval.scope.proper import ProperName, proper_names
from retrieval.scope.whose import issuers_meant
from retrieval.units import Unit

_FOLLOWS = re.compile(r"(?:et|and|what about|how about|quid|puis|idem|same)\b", re.IGNORECASE)
"""How a question begins that leaves out what the one before named."""
_SHORTEST_MISTYPED = 6
"""Letters of a name; shorter ones are often one letter from another name."""
_SHORTEST_PART = 4
"""Letters of a part of a name."""
_WIDE = 0.5
"""Share of a document's passages that name somebody from which on it is taken to be about them."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What no passage found is about, in the question's words."""

    names: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()
    """Those whose figures were found, where the question leaves open whose it wants."""

    def __bool__(self) -> bool:
        return bool(self.names or self.periods or self.whose)


@dataclass(frozen=True, slots=True)
class About:
    """What a question names of the passages found, and where to look for the answer."""

    hits: Sequence[Hit]
    """Without accounts of others than are named."""
    missing: Missing = field(default_factory=Missing)
    years: frozenset[int] = frozenset()
    """Those that are asked for."""
    periods: tuple[str, ...] = ()
    """The question's words for them."""
    cards: Mapping[DocumentId, Card] = field(default_factory=dict)

    def is_timely(self, unit: Unit) -> bool:
        """Whether a sentence or a row may tell of a year that is asked for: one that names other
        years alone may not, but in a document of that year, or one that holds for years."""
        said = years_in(f"{unit.quote} {unit.header_text}")
        if not self.years or not said or said & self.years:
            return True
        card = self.cards.get(unit.passage.document)
        return lasts(card) or bool(years_of(card) & self.years)

    @property
    def untimely(self) -> About:
        """The same, where no sentence or row of its passages is timely."""
        return replace(self, missing=replace(self.missing, periods=self.periods))


def about(
    question: str, before: Sequence[str], scoped: Scoped | None, hits: Sequence[Hit]
) -> About:
    """What of the passages is about the names and the years of a question.

    `before` are the earlier questions of the conversation: one that goes on from them ("And in
    2021?") names what they name. What the caller chose is not looked for in the question.
    """
    if scoped is None or scoped.asked is None or not hits:
        return About(hits)
    carried = [Carried.by(hit) for hit in hits]
    cards = [scoped.cards.get(_document(hit)) for hit in hits]
    text = _naming(question, before)
    apart, missing = set[int](), list[str]()
    for name in _names(text, scoped.asked):
        passages = _passages(name, text, scoped, hits, carried)
        if passages:
            apart |= set(range(len(hits))) - passages
        elif not _is_told(name, carried, cards):
            missing.append(name.text)
    # What was in force on a day need not name its year.
    is_dated = bool(scoped.scope.values(Facet.DAY))
    years, said = (frozenset[int](), ()) if is_dated else _years(scoped.asked)
    is_covered = any(map(may_tell_of, repeat(years), carried, cards))
    kept = [hit for n, hit in enumerate(hits) if n not in apart or not is_accounts(cards[n])]
    told = tuple(dict.fromkeys(missing)), () if is_covered else said, issuers_meant(text, scoped)
    return About(kept or hits, Missing(*told), years, said, scoped.cards)


def _naming(question: str, before: Sequence[str]) -> str:
    """The question, or the one before that it goes on from."""
    if not _FOLLOWS.match(question.strip()) or proper_names(question):
        return question
    return next((earlier for earlier in reversed(before) if proper_names(earlier)), question)


def _names(text: str, asked: Asked) -> list[ProperName]:
    return [] if asked.origins.get(Facet.ISSUER) is Origin.CALLER else proper_names(text)


def _years(asked: Asked) -> tuple[frozenset[int], tuple[str, ...]]:
    said = asked.periods.said
    days = asked.periods.days
    called = [one.words for one in said] or [day.isoformat() for day in days]
    return frozenset({one.period.year for one in said} | {day.year for day in days}), tuple(called)


def _document(hit: Hit) -> DocumentId:
    return hit.passage.document


def _passages(
    name: ProperName, text: str, scoped: Scoped, hits: Sequence[Hit], carried: Sequence[Carried]
) -> frozenset[int]:
    """Numbers of the passages of documents that go by a name, or that name it on most of the pages
    found; and of others that name it themselves: a page may name a competitor beside its own
    figures."""
    pattern = spelt(name.keys)
    named = [_document(h) for h, one in zip(hits, carried, strict=True) if one.has(pattern)]
    known = _going_by(name, text, scoped.asked) | _saying(pattern, scoped.cards)
    known |= _most_named(named, hits, scoped.cards)
    return frozenset(
        number
        for number, hit in enumerate(hits)
        if _document(hit) in known or carried[number].has(pattern, page=False)
    )


def _going_by(name: ProperName, text: str, asked: Asked | None) -> set[DocumentId]:
    """Documents that the scope found by these words of the text."""
    return {
        document
        for mention in (asked.mentions if asked else ())
        if mention.start < name.end and name.start < mention.end
        # Another question's has other places; a title is what may be looked for.
        if mention.words in text and mention.facet is not Facet.TITLE
        for document in mention.documents
    }


def _saying(pattern: re.Pattern[str], cards: Mapping[DocumentId, Card]) -> set[DocumentId]:
    """Documents that say of themselves that they go by a name."""
    return {
        document
        for document, card in cards.items()
        if any(pattern.search(plain(value)) for _, value in card.facts)
    }


def _most_named(
    named: Sequence[DocumentId], hits: Sequence[Hit], cards: Mapping[DocumentId, Card]
) -> set[DocumentId]:
    """Documents most of whose pages found name somebody; where the document is another's, on more
    pages than one."""
    found, naming = Counter(map(_document, hits)), Counter(named)
    return {
        document
        for document, times in naming.items()
        if times >= _WIDE * found[document]
        if times > 1 or not (card := cards.get(document)) or not card.value(Field.ISSUER)
    }


def _is_told(name: ProperName, carried: Sequence[Carried], cards: Sequence[Card | None]) -> bool:
    """Whether the passages have the words in small letters, so that a capital made no name of them;
    or a name that is spelt nearly so; or, in documents that are nobody's, a part of the name, as
    articles call people."""
    pattern, begun = spelt(name.keys), min(name.keys, key=lambda key: (key.count(" "), len(key)))
    if not name.is_certain and any(one.has(pattern, is_small=True) for one in carried):
        return True
    is_word = len(begun) >= _SHORTEST_MISTYPED and begun.isalpha()
    if is_word and any(one.has_like(begun) for one in carried):
        return True
    if any(card and card.value(Field.ISSUER) for card in cards):
        return False
    parts = [word for word in words(name.text) if len(word) >= _SHORTEST_PART]
    return bool(parts) and any(one.has(spelt(parts)) for one in carried)
