"""The passages found that are about what a question names, and what none of them is about.

A name or a period that documents in reach do not know leaves a question open: whatever comes
nearest would be of somebody else, or of another year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from core.description import Field
from core.evidence import Hit
from core.ids import DocumentId
from core.scoping import Facet, Origin
from core.stores import Card
from core.words import words
from retrieval.scope.asked import Asked
from retrieval.scope.carried import Carried, may_tell_of, spelt, years_in, years_of
from retrieval.scope.concerned import Concerned, concerned
from retrieval.scope.fit import is_accounts, lasts
from retrieval.scope.narrow import Scoped
from retrieval.scope.proper import ProperName, proper_names
from retrieval.scope.said import has_topic
from retrieval.scope.whose import issuers_meant
from retrieval.units import Unit

_FOLLOWS = re.compile(r"(?:et|and|what about|how about|quid|puis|idem|same)\b", re.IGNORECASE)
"""How a question begins that leaves out what the one before named."""
_SHORTEST_MISTYPED = 6
"""Letters of a name; shorter ones are often one letter from another name."""
_SHORTEST_PART = 4
"""Letters of a part of a name."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What no passage found is about, in the question's words."""

    names: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()
    """Those whose figures were found, where the question leaves open whose it wants."""

    topic: bool = False
    """Whether the question has no word that says what is looked for."""

    def __bool__(self) -> bool:
        return bool(self.names or self.periods or self.whose or self.topic)


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
    sides: tuple[Sequence[Hit], ...] = ()
    """The passages of each of several issuers that are compared; empty where there are not two."""

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
    if not (has_topic(question) or (before and _FOLLOWS.match(question.strip()))):
        return About(hits, Missing(topic=True))
    if scoped is None or scoped.asked is None or not hits:
        return About(hits)
    carried = [Carried.by(hit) for hit in hits]
    cards = [scoped.cards.get(hit.passage.document) for hit in hits]
    text = _naming(question, before)
    found = [(n, concerned(n, text, scoped, hits, carried)) for n in _names(text, scoped.asked)]
    named = [those for _, those in found if those.passages]
    nobody = [name for name, those in found if not those.passages]
    missing = [name.text for name in nobody if not _is_told(name, carried, cards)]
    # What was in force on a day need not name its year.
    is_dated = bool(scoped.scope.values(Facet.DAY))
    years, said = (frozenset[int](), ()) if is_dated else _years(scoped.asked)
    today = scoped.where.day.year if scoped.where.day else max(years, default=0)
    reaching = {
        n
        for n, (one, card) in enumerate(zip(carried, cards, strict=True))
        if min(years, default=0) <= max(today, _newest(one, card))
    }
    is_covered = any(may_tell_of(years, carried[n], cards[n]) for n in reaching)
    about_all = _about_all(named, len(hits))
    kept = [n for n in sorted(reaching) if n in about_all or not is_accounts(cards[n])]
    told = tuple(dict.fromkeys(missing)), () if is_covered else said, issuers_meant(text, scoped)
    sides = tuple([hits[n] for n in kept if n in side] for side in _sides(named))
    kept_hits = [hits[n] for n in kept] or hits
    return About(kept_hits, Missing(*told), years, said, scoped.cards, sides)


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


def _about_all(named: Sequence[Concerned], count: int) -> frozenset[int]:
    """Numbers of the passages of one of those whose documents are asked of, where there are any,
    that are about all else that is named, too."""
    whose = [one.passages for one in named if one.is_whose]
    found = frozenset[int]().union(*whose) if whose else frozenset(range(count))
    return found.intersection(*(one.passages for one in named if not one.is_whose))


def _sides(named: Sequence[Concerned]) -> Sequence[frozenset[int]]:
    """The passages of each issuer that is asked of, where they are several and share none."""
    whose = list(dict.fromkeys(one.passages for one in named if one.is_whose))
    is_apart = all(one.isdisjoint(other) for one, other in combinations(whose, 2))
    return whose if len(whose) > 1 and is_apart else []


def _newest(carried: Carried, card: Card | None) -> int:
    """The last year that a passage, its page or its document tells; 0 where none does: a year ahead
    of today and of these is not told of by what holds today."""
    return max(carried.years | carried.page_years | years_of(card), default=0)


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
