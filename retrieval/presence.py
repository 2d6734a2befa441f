"""Whether a contract has the clause that a question asks for, and where it says so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.explanation import Candidate
from core.readings import ElementKind, WordSpan
from retrieval.orders import ordering
from retrieval.rank import SHOWN
from retrieval.search import Found
from retrieval.units import Unit

MOST_WORDS = 150
"""Of the stretches of one clause, together: what a reader takes in at a look."""
MOST_STRETCHES = 3
PRESENT_FROM, ABSENT_BELOW = 0.5, 0.3
"""Presence of a clause from which it is taken for found, and below which for absent."""

# Logistic regressions over clauses of half of the contracts of CUAD, chosen by the hash of the
# document: is there such a clause, and do the stretches shown hold half of what an expert marked?
# The weights are of (1, wording of the best passage as the clause's, that of the second, score of
# the best). Measured on all of them, and on the other half: docs/grid.md.
_PRESENT = (-5.15, 0.43, 0.40, 1.75)
_RIGHT = (-5.09, -0.85, 0.52, 2.20)


@dataclass(frozen=True, slots=True)
class Clause:
    """Stretches of one contract, best first, each with how likely it is the clause, if there is
    one."""

    stretches: tuple[tuple[Unit, float], ...] = ()
    presence: float = 0.0
    """How likely it is that the contract has the clause, in [0, 1]."""


def clause_of(found: Found) -> Clause:
    """Of a search in one contract, for a question that asks for a clause."""
    shown = [one for one in found.explanation.candidates if one.fate == SHOWN]
    if not shown:
        return Clause()
    right, best = _logistic(_RIGHT, shown), shown[0].score
    stretches: list[tuple[Unit, float]] = []
    room = MOST_WORDS
    for hit in found.hits[:MOST_STRETCHES]:
        focus = hit.focus or hit.passage.chunk.words
        words = WordSpan(focus.start, min(focus.end, focus.start + room))
        # A stretch may reach over what `units_of` leaves out.
        if words.end > words.start and ordering(hit.passage).isdisjoint(range(*words)):
            whole = Unit(hit.passage, words, ElementKind.PARAGRAPH, None)
            share = min(1.0, hit.score / best) if best > 0 else 1.0
            stretches.append((whole, right * share))
            room -= words.end - words.start
    return Clause(tuple(stretches), _logistic(_PRESENT, shown))


def _logistic(weights: tuple[float, ...], shown: Sequence[Candidate]) -> float:
    wording = [one.parts.get("clause", 0.0) for one in shown[:2]] + [0.0]
    odds = sum(w * x for w, x in zip(weights, (1.0, *wording[:2], shown[0].score), strict=True))
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))
