"""From a question to what is to be worked out for it: each thing that it asks for, or nothing."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from core.plain import plain
from core.quantities import read_quantities
from retrieval.working.asking import is_understood
from retrieval.working.expressions import MINUS, OVER, PLUS, TIMES, Operation
from retrieval.working.formulas import asked_formulas
from retrieval.working.plan import Plan, has_lag, one_plan, without_moments
from retrieval.working.terms import OTHERS, runs

MOST_CHARS = 2_000
"""Of a question; a longer one is no arithmetic."""
MOST_PARTS, MOST_JOINTS = 3, 8
"""Things that a question asks for, and places where it may be parted."""
_JOINTS = re.compile(r"\b(?:and|et|as well as|ainsi que)\b|[;,?](?=\s)", re.IGNORECASE)
_SIGNS = {PLUS, MINUS, TIMES, OVER}


def plans_of(question: str, named: Collection[str] = ()) -> tuple[Plan, ...]:
    """A plan for each thing that a question asks for; none for one that asks for no arithmetic, or
    for more than that, or not clearly.

    `named` are the words, folded, of the names of those it is asked of: every other word must be of
    a formula, of a time, or one that asks. It must name years: fiscal years are asked for by the
    name that the issuer gives them. Of a question that defines what it asks for the definition is
    taken.
    """
    if len(question) > MOST_CHARS:
        return ()
    years, bare = without_moments(question)
    if not years:
        return ()
    known = {*named, *OTHERS} if _spells_out(bare, named) else named
    if not is_understood(bare, known):
        return ()
    return _plans(question, named, (), MOST_PARTS)


def _spells_out(bare: str, named: Collection[str]) -> bool:
    """Whether it tells with signs and lines how the one thing that it asks for is worked out."""
    found = asked_formulas(bare, named)
    return len(found) == 1 and found[0].ratio is None and isinstance(found[0].tree, Operation)


def _plans(
    question: str, named: Collection[str], years: tuple[int, ...], most: int
) -> tuple[Plan, ...]:
    """`years` are those of what it is a part of, where it has none itself."""
    own, bare = without_moments(question)
    count = len(asked_formulas(bare, named))
    if count == 1:
        plan = one_plan(bare, own or years, named)
        is_mixed = len(own) > 1 and plan and _is_over_years(question, plan)
        return () if plan is None or is_mixed else (plan,)
    if not 1 < count <= most:
        return ()
    for joint in list(_JOINTS.finditer(question))[-MOST_JOINTS:][::-1]:
        left, right = question[: joint.start()], question[joint.end() :]
        last = _plans(right, named, own or years, 1)
        first = _plans(left, named, own or years, most - 1) if last else ()
        if first:
            return (*first, *last)
    return ()


def _is_over_years(question: str, plan: Plan) -> bool:
    """Whether a sign stands between lines of different years: each is worked with one year's."""
    if any(map(has_lag, plan.ways)):
        return False
    text = plain(question)
    dated = [moment for moment in read_quantities(question).moments if moment.year]
    return any(
        len(run.said) > 1 and not _SIGNS.isdisjoint(run.said)
        for one, other in pairwise(dated)
        if one.year != other.year
        for run in runs(text[one.end : other.start])
    )
