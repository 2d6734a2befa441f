"""What a formula comes to, and which of its figures need no evidence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.quantities import Quantity
from retrieval.working.expressions import (
    MINUS,
    OVER,
    PLUS,
    TIMES,
    Expression,
    Line,
    Number,
    Operation,
    value_of,
)

_FACTORS = frozenset(map(Decimal, (4, 12, 100, 360, 365)))
"""Quarters, months and days of a year, and a percentage: they need no evidence."""
_MOST_TERMS = 12
_PURE = frozenset({"%", "times", "days", None})
"""What a ratio may be said in."""


def constants_of(tree: Expression, amounts: Sequence[Quantity]) -> frozenset[int]:
    """The ranks of figures that need no evidence where they stand; lines are named by the ranks of
    the amounts."""
    match tree:
        case Operation(sign, left, right):
            here = set()
            if sign == TIMES:
                here = {r for side in (left, right) if (r := _bare(side, amounts, _FACTORS)) >= 0}
            elif sign == OVER:
                count = frozenset({Decimal(_terms(left))}) - {Decimal(1)}
                here = {_bare(right, amounts, count)} - {-1}
            elif sign == MINUS and isinstance(right, Operation):
                here = {_bare(left, amounts, frozenset({Decimal(1)}))} - {-1}
            return frozenset(here) | constants_of(left, amounts) | constants_of(right, amounts)
        case _:
            return frozenset()


def _bare(tree: Expression, amounts: Sequence[Quantity], allowed: frozenset[Decimal]) -> int:
    """The rank of a figure that is one of those allowed, -1 for anything else."""
    if not isinstance(tree, Line):
        return -1
    amount = amounts[int(tree.concept)]
    is_bare = amount.unit is None and amount.scale is None and amount.sign is None
    return int(tree.concept) if is_bare and amount.value in allowed else -1


def _terms(tree: Expression) -> int:
    """Of how many it is the sum, or what is multiplied last: 365 × (a + b) of two."""
    count = 1
    while isinstance(tree, Operation) and tree.sign == TIMES:
        tree = tree.right
    while isinstance(tree, Operation) and tree.sign == PLUS and count < _MOST_TERMS:
        tree, count = tree.left, count + 1
    return count


def result_of(
    tree: Expression, amounts: Sequence[Quantity], result: Quantity, units: set[str | None]
) -> Decimal | None:
    """What a tree comes to in the unit of the result that is said; None where it has none such.

    `units` are the base units of the operands: amounts of several are not added up.
    """
    power = _power(tree)
    if power not in (0, 1) or len(units) != 1:
        return None
    unit, said = units.pop(), result.base[0]
    if said not in ({unit} if power else _PURE) and not (power and said is None):
        return None
    signed = {
        Line(str(rank)): -amount.magnitude if amount.sign == -1 else amount.magnitude
        for rank, amount in enumerate(amounts)
    }
    value = value_of(tree, signed)
    return 100 * value if value is not None and said == "%" and not power else value


def _power(tree: Expression) -> int | None:
    """1 for what is in the figures' unit, 0 for a ratio of them; None for a sum of the two."""
    match tree:
        case Line():
            return 1
        case Number():
            return 0
        case Operation(sign, one, other):
            left, right = _power(one), _power(other)
            if left is None or right is None:
                return None
            if sign in (PLUS, MINUS):
                return left if left == right else None
            return left + right if sign == TIMES else left - right
