"""What of the passages found is shown as evidence, and how sure that makes an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.description import Field
from core.encoding import Encoder
from retrieval.clauses import clauses_in
from retrieval.extract import Evidence, Sought, best_evidence, each_best_evidence
from retrieval.presence import PRESENT_FROM, clause_of
from retrieval.scope.missing import About, about
from retrieval.search import Found, Query
from retrieval.worded import AGREED

AS_GOOD = 0.9
"""Of the best stretch of a clause: another one is quoted that is so likely to be it."""


@dataclass(frozen=True, slots=True)
class Gathered:
    about: About
    """What of the passages is about what the question names."""
    evidence: Sequence[Evidence] = ()
    """Best first; none where it is too weak to be shown."""
    confidence: float = 0.0
    """Of the best, also where it is too weak."""


async def gathered(encoder: Encoder, query: Query, found: Found, abstain_below: float) -> Gathered:
    """Nothing where no passage is about what the question names, or where all of the best is of
    another time. A clause that one contract is asked for has stretches worded as such a clause; all
    else has sentences and rows."""
    told = about(query.text, query.before, found.scoped, found.hits)
    if told.missing:
        return Gathered(told)
    if _asks_for_clause(query, found):
        return _clause(told, found, min(abstain_below, PRESENT_FROM))
    if told.sides:
        return await _of_each_side(encoder, query, found, told, abstain_below)
    best = await best_evidence(encoder, Sought(query.text, told.hits, found.vector))
    timely = [one for one in best if told.is_timely(one.unit)]
    told = told.untimely if best and not timely else told
    confidence = timely[0].confidence if timely else 0.0
    return Gathered(told, timely if confidence >= abstain_below else (), confidence)


async def _of_each_side(
    encoder: Encoder, query: Query, found: Found, told: About, abstain_below: float
) -> Gathered:
    """The best of each issuer that is compared; nothing where one has nothing: half of a comparison
    is not told as if it were all."""
    sought = [Sought(query.text, side, found.vector) for side in told.sides]
    each = await each_best_evidence(encoder, sought)
    timely = [next((one for one in best if told.is_timely(one.unit)), None) for best in each]
    shown = [one for one in timely if one]
    if len(shown) < len(each):
        return Gathered(told)
    confidence = min(one.confidence for one in shown)
    return Gathered(told, shown if confidence >= abstain_below else (), confidence)


def _asks_for_clause(query: Query, found: Found) -> bool:
    documents = query.where.documents if found.scope.documents is None else found.scope.documents
    if documents is None or len(documents) != 1 or not clauses_in(query.text):
        return False
    card = found.scoped.cards.get(documents[0]) if found.scoped else None
    return (card.value(Field.KIND) if card else None) in AGREED


def _clause(told: About, found: Found, least: float) -> Gathered:
    clause = clause_of(found)
    best = clause.stretches[0][1] if clause.stretches else 0.0
    shown = [
        Evidence(unit, clause.presence)
        for unit, right in clause.stretches
        if right >= AS_GOOD * best
    ]
    return Gathered(told, shown if clause.presence >= least else (), clause.presence)
