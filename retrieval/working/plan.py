"""From a question to the formula that answers it, and the years it is asked for."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from core.accounts import STATEMENTS
from core.moments import Moment
from core.plain import plain
from core.quantities import read_quantities
from retrieval.working.expressions import (
    OVER,
    TIMES,
    Expression,
    Line,
    Operation,
    lines_of,
)
from retrieval.working.formulas import Formula, asked_formula, trees_of
from retrieval.working.lines import LABELS
from retrieval.working.phrases import VARIES
from retrieval.working.ratios import Kind, Ratio
from retrieval.working.terms import folded, runs

MOST_YEARS = 10
_LONGEST_ACRONYM = 4
"""Letters: DPO, ROA."""
_AVERAGED = re.compile(r"\b(?:average|mean|moyenne|moyen)\b")
_PERCENT = re.compile(r"%|\b(?:percents?|percentage|pourcentage|pour ?cents?)\b")
_ROUNDED = re.compile(r"\b(?:to|a) (zero|one|two|three|une?|deux|trois|[0-4]) (?:decimal|chiffre)")
_DIGITS = {"zero": 0, "one": 1, "un": 1, "une": 1, "two": 2, "deux": 2, "three": 3, "trois": 3}
_OTHERWISE = re.compile(
    r"\b(?<!un)(?:adjusted|non[- ]gaap|organic|core|constant currency|pro forma|ajustee?|retraitee?"
    r"|exclud(?:e|es|ing)|hors|real|reelle?|comparable|underlying|normali[sz]ed|sous[- ]jacente?"
    r"|segments?|secteurs?|divisions?|regions?|geographic|quarterly|trimestriel"
    r"|drove|drives?|drivers?|driven|caused?|events?|factors?|reasons?|pourquoi|raisons?|facteurs?"
    r"|explique(?:nt)?|conversion|yield|rendement|per (?:[a-z]+ )?(?:share|employee|unit|capita)"
    r"|par (?:action|salarie|agent|habitant)|which (?:of|one)|lesquels|lesquelles"
    r"|expects?|expected|(?<!explain )why|forecast|guidance|prevoit|prevue?)\b"
)
"""A question with one of these is not, or not only, about lines of the statements."""
_ASIDE = re.compile(
    r"\[[^\[\]]*\]|\b(?:"
    + "|".join(re.escape(name) for names in STATEMENTS.values() for name in map(plain, names))
    + r"|p ?& ?l(?: statement)?)\b"
)
"""What says where to look, not what for."""


class Mode(StrEnum):
    VALUE = "value"
    """For each year."""
    CHANGE = "change"
    """From the first year to the last."""
    AVERAGE = "average"
    """Of all years from the first to the last."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be worked out."""

    title: str
    """Of a ratio, as the question calls it; empty for what has no name."""
    ways: tuple[Expression, ...]
    """Formulas, the one to be tried first first."""
    kind: Kind
    years: tuple[int, ...]
    """Ascending."""
    mode: Mode
    decimals: int | None = None
    """Digits after the point that are asked for."""
    names: tuple[str, ...] = ()
    """Of the ratio: under these it may be printed; none of one that the question defines."""


def one_plan(bare: str, years: tuple[int, ...], named: Collection[str]) -> Plan | None:
    """The plan of a folded question, its times taken out, that asks for one thing; None where it is
    about something else besides."""
    found = asked_formula(bare, named)
    plan = _of(found, bare, years) if found and years else None
    if plan is None or len(plan.years) > MOST_YEARS or not _tells_no_other(bare, plan):
        return None
    rest = folded(bare).replace(folded(plan.title), " ") if plan.title else bare
    return None if _OTHERWISE.search(rest) else plan


def _tells_no_other(bare: str, plan: Plan) -> bool:
    """Whether all lines that are named, also in what explains the question, are worked with."""
    known = {line.concept for way in plan.ways for line in lines_of(way)}
    said = {token for run in runs(bare) for token in run.said if isinstance(token, str)}
    ways = [[Line(name)] if name in LABELS else trees_of(name) for name in said]
    return all(any({line.concept for line in lines_of(t)} <= known for t in w) for w in ways if w)


def without_moments(question: str) -> tuple[tuple[int, ...], str]:
    """The years of a question, none where it is about a part of a year, and the rest of it."""
    letters = list(plain(question))
    years: set[int] = set()
    is_yearly = True
    for moment in read_quantities(question).moments:
        is_yearly = is_yearly and _is_year(moment)
        years |= {moment.year} if moment.year else set()
        letters[moment.start : moment.end] = " " * (moment.end - moment.start)
    bare = _ASIDE.sub(" ", "".join(letters))
    return (tuple(sorted(years)) if is_yearly else ()), bare


def _is_year(moment: Moment) -> bool:
    is_part = moment.quarter or moment.half or moment.month or moment.day
    return not is_part or (moment.month, moment.day) == (12, 31)


def _of(found: Formula, bare: str, years: tuple[int, ...]) -> Plan | None:
    varies, is_percent = bool(VARIES.search(bare)), bool(_PERCENT.search(bare))
    rounded = _ROUNDED.search(bare)
    decimals = _decimals(rounded[1]) if rounded else None
    if found.ratio:
        title = _title(found.ratio, bare)
        ways = (found.tree,) if found.tree else trees_of(found.ratio.names[0])
        names = () if found.tree else found.ratio.names
        plan = Plan(title, ways, found.ratio.kind, years, Mode.VALUE, names=names)
    elif found.tree is None or _is_of_itself(found.tree):
        return None
    else:
        is_ratio = isinstance(found.tree, Operation) and found.tree.sign in (OVER, TIMES)
        is_share = found.is_share or (is_ratio and is_percent)
        kind = Kind.PERCENT if is_share else Kind.TIMES if is_ratio else Kind.AMOUNT
        plan = Plan("", (found.tree,), kind, years, Mode.VALUE)
    return _moded(replace(plan, decimals=decimals), bare, varies=varies)


def _decimals(said: str) -> int:
    return _DIGITS[said] if said in _DIGITS else int(said)


def _is_of_itself(tree: Expression) -> bool:
    """Whether it compares something with itself: of two years, which it does not tell."""
    if not isinstance(tree, Operation):
        return False
    return tree.left == tree.right or _is_of_itself(tree.left) or _is_of_itself(tree.right)


def _title(ratio: Ratio, bare: str) -> str:
    """What the question calls it: the name is the asker's, no evidence need have it."""
    said = folded(bare)
    names = [n for n in ratio.names if re.search(rf"(?<!\w){re.escape(folded(n))}(?!\w)", said)]
    name = max(names, key=len, default=ratio.names[0])
    return name.upper() if len(name) <= _LONGEST_ACRONYM else name[:1].upper() + name[1:]


def _moded(plan: Plan, bare: str, *, varies: bool) -> Plan | None:
    """Over which years: one by one, from one to the other, or their average."""
    is_line = isinstance(plan.ways[0], Line)
    first, last = plan.years[0], plan.years[-1]
    if _AVERAGED.search(bare) and not has_lag(plan.ways[0]):
        if varies or first == last:  # of changes, or of whom: there are several such averages
            return None
        return replace(plan, years=tuple(range(first, last + 1)), mode=Mode.AVERAGE)
    if is_line:
        if not varies or len(plan.years) > 2:
            return None
        return replace(plan, years=(first if first < last else last - 1, last), mode=Mode.CHANGE)
    if has_lag(plan.ways[0]):  # the years between which it takes the average were named with it
        is_next = all(later == earlier + 1 for earlier, later in pairwise(plan.years))
        return replace(plan, years=(last,)) if is_next and len(plan.years) <= 2 else None
    years = (last - 1, last) if varies and first == last else plan.years
    return replace(plan, years=years)


def has_lag(tree: Expression) -> bool:
    """Whether it is also of years before."""
    return any(line.lag for line in lines_of(tree))
