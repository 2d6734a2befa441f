"""Figures of the same thing that two documents tell differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from core.description import Field
from core.evidence import Hit
from core.ids import DocumentId
from core.lexicon import concepts_in
from core.periods import Period
from core.stores import Card
from core.words import words
from retrieval.figures import Figure, figures_of
from retrieval.scope.proper import proper_names
from retrieval.topic import FORM
from retrieval.units import Unit, units_of

MOST_UNITS = 80
"""Sentences and rows that are compared."""
_FEWEST_TERMS = 2
"""Words of the question that both labels have; one alone is a coincidence."""
_SHORTEST_TERM = 4
"""Letters; shorter words hold a sentence together."""
_WHOSE = (Field.ISSUER, Field.PARTY)
_DURATIONS = ("days", "months")
"""Units of `core.quantities.Quantity.base`."""

Cards = Mapping[DocumentId, Card]


@dataclass(frozen=True, slots=True)
class Told:
    """A figure where it stands."""

    unit: Unit
    figure: Figure

    @property
    def document(self) -> DocumentId:
        return self.unit.passage.document

    @property
    def value(self) -> str:
        """As it is written, with its unit."""
        quantity = self.figure.quantity
        return " ".join(self.unit.quote[quantity.start : quantity.end].split())

    @property
    def label(self) -> str:
        return f"{self.figure.label} {self.figure.column}"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two figures that cannot both be right, the first that of the answer."""

    first: Told
    other: Told


def clashes(question: str, best: Sequence[Unit], hits: Sequence[Hit], cards: Cards) -> list[Clash]:
    """What other documents say of the figures of the best evidence, where that differs; one for
    each figure and document. None where the other document has the same figure, too.

    `hits` are about what the question names. Strict on purpose: same unit, same time, documents
    that share an issuer or a party where the question names nobody, and the same words of the
    question in what both are called.
    """
    asked = _Asked.by(question)
    mine = [one for unit in best for one in asked.figures(unit)]
    others = list(asked.all_figures(hits)) if mine else []
    found: dict[tuple[DocumentId, Decimal], Clash] = {}
    for one in mine:
        for document in dict.fromkeys(other.document for other in others):
            alike = [o for o in others if o.document == document and asked.is_same(one, o, cards)]
            if alike and not any(_is_equal(one.figure, other.figure) for other in alike):
                key = document, one.figure.signed
                found.setdefault(key, Clash(one, alike[0]))
    return _each_once(found.values())


def _each_once(found: Iterable[Clash]) -> list[Clash]:
    """Where both figures are of the best evidence, they are found twice."""
    pairs: dict[frozenset[tuple[DocumentId, Decimal]], Clash] = {}
    for one in found:
        both = ((told.document, told.figure.signed) for told in (one.first, one.other))
        pairs.setdefault(frozenset(both), one)
    return list(pairs.values())


@dataclass(frozen=True, slots=True)
class _Asked:
    concepts: frozenset[str]
    terms: frozenset[str]
    """Words of the question that are no name and no number."""
    names_somebody: bool

    @classmethod
    def by(cls, question: str) -> _Asked:
        named = proper_names(question)
        names = {word for name in named for word in words(name.text)}
        terms = {word for word in words(question) if word.isalpha()} - names - FORM
        long = frozenset(word for word in terms if len(word) >= _SHORTEST_TERM)
        return cls(concepts_in(question), long, bool(named))

    def all_figures(self, hits: Sequence[Hit]) -> Iterator[Told]:
        units = (unit for hit in hits for unit in units_of(hit.passage))
        wanted = (unit for unit in units if self._is_meant(f"{unit.quote} {unit.header_text}"))
        for unit in islice(wanted, MOST_UNITS):
            yield from self.figures(unit)

    def figures(self, unit: Unit) -> Iterator[Told]:
        """Those of a unit that are of what is asked for, and say in what they are counted."""
        for figure in figures_of(unit):
            one = Told(unit, figure)
            if _is_compared(figure) and self._is_meant(one.label):
                yield one

    def _is_meant(self, text: str) -> bool:
        shared = len(self.terms.intersection(words(text)))
        return shared >= _FEWEST_TERMS or bool(self.concepts & concepts_in(text))

    def is_same(self, one: Told, other: Told, cards: Cards) -> bool:
        """Whether two figures are of one thing, by what the question calls it."""
        mine, its = one.figure, other.figure
        if one.document == other.document or mine.quantity.base[0] != its.quantity.base[0]:
            return False
        terms = self.terms & set(words(one.label))
        return (
            len(terms) >= _FEWEST_TERMS
            and terms == self.terms & set(words(other.label))
            and (self.names_somebody or _are_of_one(one, other, cards))
            and _are_of_one_time(one, other, cards)
        )


def _is_compared(figure: Figure) -> bool:
    """The six months of a year are a part of it, and no figure."""
    is_part = figure.moment is not None and figure.quantity.base[0] in _DURATIONS
    return figure.quantity.unit is not None and not is_part


def _are_of_one(one: Told, other: Told, cards: Cards) -> bool:
    """Whether documents are known to be of one issuer or party."""
    both = [_whose(cards.get(told.document)) for told in (one, other)]
    return bool(both[0] & both[1])


def _whose(card: Card | None) -> set[str]:
    facts = card.facts if card else ()
    return {" ".join(words(value)) for field, value in facts if field in _WHOSE}


def _are_of_one_time(one: Told, other: Told, cards: Cards) -> bool:
    """Whether nothing that both say of when differs: reports of two periods are not compared, and a
    figure without a time is of its report's year."""
    mine, its = one.figure.moment, other.figure.moment
    periods = [_period(cards.get(told.document)) for told in (one, other)]
    if all(periods) and periods[0] != periods[1]:
        return False
    if mine and its:
        return mine.agrees(its)
    years = [
        moment.year if moment else period and period.year
        for moment, period in zip((mine, its), periods, strict=True)
    ]
    return years[0] == years[1]


def _period(card: Card | None) -> Period | None:
    return Period.parse(card.value(Field.PERIOD) or "") if card else None


def _is_equal(one: Figure, other: Figure) -> bool:
    """Up to the last digit that either writes: 1.6 billion is 1,577 million."""
    apart = abs(one.quantity.magnitude - other.quantity.magnitude)
    return apart <= max(one.quantity.step, other.quantity.step)
