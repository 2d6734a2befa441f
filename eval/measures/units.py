"""What a ranking is made of at each level: documents, pages or passages.

A ranking of hits is collapsed to units, first occurrence only: a unit found twice counts once and
takes one rank.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from enum import StrEnum

from core.words import words
from eval.cases import Asked, Found, GoldEvidence
from eval.measures.evidence import covers

Unit = Hashable
Place = tuple[str, int | None]
"""Document and page."""
Ranked = tuple[list[bool], int]
"""Whether each unit of a ranking is relevant, best first; and how many relevant units there are."""


class Level(StrEnum):
    DOCUMENT = "document"
    PAGE = "page"
    PASSAGE = "passage"


def ranked(level: Level, case: Asked, hits: Iterable[Found]) -> Ranked | None:
    """None where the case has no gold of that level."""
    return _RANKED[level](case.evidence, hits) if case.answerable else None


def _documents(evidence: Iterable[GoldEvidence], hits: Iterable[Found]) -> Ranked | None:
    gold = {entry.document for entry in evidence}
    return _collapsed(gold, (hit.document for hit in hits))


def _pages(evidence: Iterable[GoldEvidence], hits: Iterable[Found]) -> Ranked | None:
    unit_of = page_units(evidence)
    places = ((hit.document, hit.page) for hit in hits)
    return _collapsed(set(unit_of.values()), (unit_of.get(place, place) for place in places))


def page_units(
    evidence: Iterable[GoldEvidence],
) -> Mapping[Place, Unit]:
    """The relevant unit that each (document, page) stands for: one for an entry, whose pages are
    alternatives; entries of one document that share a page are one unit.
    """
    units: list[set[Place]] = []
    for entry in evidence:
        merged: set[Place] = {(entry.document, page) for page in entry.pages}
        apart = [unit for unit in units if not unit & merged]
        merged = merged.union(*(unit for unit in units if unit & merged))
        units = [*apart, *([merged] if merged else [])]
    return {place: frozenset(unit) for unit in units for place in unit}


def _passages(evidence: Iterable[GoldEvidence], hits: Iterable[Found]) -> Ranked | None:
    quoted = [entry for entry in dict.fromkeys(evidence) if words(entry.quote)]

    def units() -> Iterable[Unit]:
        for hit in hits:
            covered: list[Unit] = [entry for entry in quoted if covers(hit, entry)]
            # A hit that covers several entries stands for each: they take a rank each.
            yield from covered or [(hit.document, hit.page, hit.text)]

    return _collapsed(set(quoted), units())


def _collapsed(gold: Iterable[Unit], units: Iterable[Unit]) -> Ranked | None:
    relevant = frozenset(gold)
    if not relevant:
        return None
    return [unit in relevant for unit in dict.fromkeys(units)], len(relevant)


_RANKED: dict[Level, Callable[[Iterable[GoldEvidence], Iterable[Found]], Ranked | None]] = {
    Level.DOCUMENT: _documents,
    Level.PAGE: _pages,
    Level.PASSAGE: _passages,
}
