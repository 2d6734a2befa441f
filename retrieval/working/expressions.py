"""Formulas over lines of accounts, as trees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

PLUS, MINUS, TIMES, OVER = "+", "−", "×", "/"
AVERAGE, CHANGE = "average", "change"
"""Before a line: of this year and the one before; from the one before to this one."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of accounts shows for a year."""

    concept: str
    """Of `retrieval.working.lines`."""
    lag: int = 0
    """Years before the year that is asked about."""


@dataclass(frozen=True, slots=True)
class Number:
    value: int


@dataclass(frozen=True, slots=True)
class Operation:
    sign: str
    left: Expression
    right: Expression


Expression = Line | Number | Operation
Token = str | Line | Number | Operation


def shifted(tree: Expression, years: int) -> Expression:
    """The same some years before."""
    match tree:
        case Line():
            return replace(tree, lag=tree.lag + years)
        case Operation(sign, left, right):
            return Operation(sign, shifted(left, years), shifted(right, years))
        case Number():
            return tree


def mean(trees: Sequence[Expression]) -> Expression:
    total = trees[0]
    for tree in trees[1:]:
        total = Operation(PLUS, total, tree)
    return Operation(OVER, total, Number(len(trees)))


def lines_of(tree: Expression) -> Iterator[Line]:
    """Its lines from left to right, repeated as often as they stand in it."""
    match tree:
        case Line():
            yield tree
        case Operation(_, left, right):
            yield from lines_of(left)
            yield from lines_of(right)
        case Number():
            return


def value_of(tree: Expression, values: Mapping[Line, Decimal]) -> Decimal | None:
    """What it comes to; None where it divides by nought."""
    match tree:
        case Line():
            return values[tree]
        case Number(number):
            return Decimal(number)
        case Operation(sign, one, other):
            left, right = value_of(one, values), value_of(other, values)
            if left is None or right is None or (sign == OVER and not right):
                return None
            return worked(sign, left, right)


def is_share_of_loss(tree: Expression, values: Mapping[Line, Decimal]) -> bool:
    """Whether something in it is divided by less than nought, which says nothing: of a loss, of
    equity that is used up."""
    if not isinstance(tree, Operation):
        return False
    divisor = value_of(tree.right, values) if tree.sign == OVER else None
    is_less = divisor is not None and divisor < 0
    return is_less or any(is_share_of_loss(each, values) for each in (tree.left, tree.right))


def worked(sign: str, left: Decimal, right: Decimal) -> Decimal:
    """Raises `ZeroDivisionError` (`decimal.DivisionByZero`)."""
    match sign:
        case "+":
            return left + right
        case "−":
            return left - right
        case "×":
            return left * right
        case _:
            return left / right


class _Unparsable(Exception):
    pass


def parsed(tokens: Sequence[Token]) -> Expression | None:
    """The tree of signs, brackets, `AVERAGE`, `CHANGE`, lines and numbers; None where they are no
    formula. Time is linear in the tokens."""
    try:
        tree, rest = _sum(list(tokens), 0)
    except (_Unparsable, RecursionError):
        return None
    return tree if rest == len(tokens) else None


def _sum(tokens: list[Token], at: int) -> tuple[Expression, int]:
    tree, at = _product(tokens, at)
    while at < len(tokens) and tokens[at] in (PLUS, MINUS):
        right, after = _product(tokens, at + 1)
        tree, at = Operation(str(tokens[at]), tree, right), after
    return tree, at


def _product(tokens: list[Token], at: int) -> tuple[Expression, int]:
    tree, at = _factor(tokens, at)
    while at < len(tokens) and tokens[at] in (TIMES, OVER):
        right, after = _factor(tokens, at + 1)
        tree, at = Operation(str(tokens[at]), tree, right), after
    return tree, at


def _factor(tokens: list[Token], at: int) -> tuple[Expression, int]:
    if at >= len(tokens):
        raise _Unparsable
    said = tokens[at]
    if said == "(":
        tree, at = _sum(tokens, at + 1)
        if at >= len(tokens) or tokens[at] != ")":
            raise _Unparsable
        return tree, at + 1
    if said in (AVERAGE, CHANGE):
        tree, at = _factor(tokens, at + 1)
        before = shifted(tree, 1)
        changed = Operation(MINUS, tree, before)
        return (mean([tree, before]) if said == AVERAGE else changed), at
    if isinstance(said, str):
        raise _Unparsable
    return said, at + 1
