"""The day on which what a question asks for was in force, where the documents tell days apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from core.dates import YEAR, dates_in
from core.plain import plain
from core.principals import SearchFilter
from core.scoping import Facet, Named
from core.stores import UnitOfWork
from retrieval.scope.narrow import Scoped

MOST_COMPARED = 400
"""Documents of a day that are compared with those of today."""
_IN_FORCE = re.compile(
    r"\b(?:in force|in effect|(?:effective|applicable|applied|valid)(?= (?:on|as|at|in|from)\b)"
    r"|en vigueur|(?:applicables?|valables?)(?= (?:au|le|en|a)\b)|s'appliquai(?:t|ent))\b"
)
_AS_OF = re.compile(r"\b(?:as (?:of|at)|au|a la date du|en date du) $")
_NEAR = 24
"""Characters between "in force" and its day, and before a day that tell what is asked of it."""
_YEAR = re.compile(rf"(?<!\d){YEAR}(?!\d)")


@dataclass(frozen=True, slots=True)
class InForce:
    """A day that a question names."""

    day: date
    words: str
    """The question's."""
    is_said: bool
    """Whether it asks what was in force; else the day may as well be that of a balance sheet."""


def in_force(question: str) -> InForce | None:
    """What is in force in a year is what is at its end."""
    text = plain(question)
    said = _IN_FORCE.search(text)
    days = list(dates_in(text))
    for found in days:
        is_near = said is not None and 0 <= found.start - said.end() <= _NEAR
        if said and is_near:
            return InForce(found.day, question[said.start() : found.end], is_said=True)
        as_of = _AS_OF.search(text[max(0, found.start - _NEAR) : found.start])
        if as_of:
            words = as_of.group() + question[found.start : found.end]
            return InForce(found.day, words, is_said=False)
    year = _YEAR.search(text, said.end(), said.end() + _NEAR) if said else None
    if said and year:
        return InForce(
            date(int(year.group()), 12, 31), question[said.start() : year.end()], is_said=True
        )
    return None


async def then(unit: UnitOfWork, where: SearchFilter, asked: InForce) -> SearchFilter | None:
    """The filter of that day; None where that changes nothing: no document that is valid then
    is not now, nor, where what was in force is asked for, the other way about.

    Where there are too many documents to compare, what the question says is believed.
    """
    other = replace(where, day=asked.day)
    now_valid = await unit.documents.cards(where, MOST_COMPARED)
    then_valid = await unit.documents.cards(other, MOST_COMPARED)
    if now_valid is None or then_valid is None:
        return other if asked.is_said else None
    now = {card.document for card in now_valid}
    those = {card.document for card in then_valid}
    is_other = now != those if asked.is_said else bool(those - now)
    return other if is_other else None


def on_day(scoped: Scoped, asked: InForce) -> Scoped:
    """The same, telling that the question was read so."""
    day = Named(Facet.DAY, asked.day.isoformat(), asked.words)
    scope = replace(scoped.scope, named=(*scoped.scope.named, day))
    reason = f"“{asked.words}” asks for what was in force on {asked.day}: only that is searched."
    return replace(scoped, scope=scope, reasons=(*scoped.reasons, reason))
