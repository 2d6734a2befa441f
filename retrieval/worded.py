"""Reads the best passages of contracts for the clauses that a question asks for."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from core.description import Field
from core.stores import UnitOfWork
from retrieval.clauses import stretches
from retrieval.once import Once, passages_once
from retrieval.rank import Candidates, Ranked, Weights, ranked

_READ = 50
"""Passages, the best without that: unpacking one takes as long as finding three."""
AGREED = (None, "contract", "lease", "loan_agreement")
"""Kinds of documents that have clauses, as far as is known."""


async def worded(unit: UnitOfWork, found: Candidates, weights: Weights, once: Once) -> Candidates:
    """The candidates with the stretches that are worded as these clauses are, if there are any."""
    clauses = found.structure.clauses
    if not clauses or not weights.clause:
        return found
    best = [one.sighting.chunk for one in ranked(found, weights) if _is_of_a_contract(found, one)]
    read = await passages_once(unit, found.scoped.where, best[:_READ], once)
    said = await asyncio.to_thread(stretches, clauses, list(read.values()), once)
    return replace(found, stretches=dict(zip(read, said, strict=True)))


def _is_of_a_contract(found: Candidates, one: Ranked) -> bool:
    card = found.scoped.cards.get(one.sighting.document)
    return (card.value(Field.KIND) if card else None) in AGREED
