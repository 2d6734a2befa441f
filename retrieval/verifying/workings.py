"""Formulas that a sentence writes out: "(1,577 − 1,464) / 1,464 = 7.7%" is worked out again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.quantities import Quantity
from retrieval.verifying.arithmetic import constants_of, result_of
from retrieval.verifying.reading import Segment
from retrieval.working.expressions import (
    MINUS,
    OVER,
    PLUS,
    TIMES,
    Line,
    Number,
    Operation,
    Token,
    parsed,
)

MOST = 8
"""Formulas of one sentence; no more are looked at."""
_MOST_OPERANDS = 40
_SIGN = re.compile(r"[()]|(?<=[\s)])[-−–+×x*/÷](?=[\s(])")
_SIGNS = {"-": MINUS, "−": MINUS, "–": MINUS, "+": PLUS, "/": OVER, "÷": OVER}
_BREAK = re.compile(r"[:;,=](?=\s)")
_EMPTY_BRACKETS = ("(", ")")


@dataclass(frozen=True, slots=True)
class Working:
    """A formula and what it is said to come to."""

    text: str
    operands: tuple[Quantity, ...]
    """Its figures, without those that need no evidence: the days of a year, the n of a mean."""
    constants: tuple[Quantity, ...]
    result: Quantity
    value: Decimal | None
    """What it comes to, in the result's unit; None where it comes to nothing that has one."""
    contexts: Mapping[int, Mapping[str, float]]
    """By where an operand starts: the words that say what it is."""

    @property
    def holds(self) -> bool:
        """Whether it comes to what is said, within half a unit of its last digit."""
        if self.value is None or (self.value < 0) != (self.result.sign == -1):
            return self.value == 0 == self.result.value
        return 2 * abs(abs(self.value) - self.result.magnitude) <= self.result.step


def workings(segment: Segment) -> Iterator[Working]:
    """The formulas of a sentence, each followed by "=" and a figure. Time is linear in its length
    for each of the first `MOST`."""
    text, start = segment.text, 0
    for found in list(re.finditer("=", text))[:MOST]:
        end = found.start()
        breaks = [gap.end() for gap in _BREAK.finditer(text, start, end)]
        begin = max([start, *(at for at in breaks if not _is_inside(segment, at - 1))])
        after = [q for q in segment.amounts if q.start - segment.start >= end]
        working = _working(segment, begin, end, after[0]) if after else None
        if working:
            yield working
        start = end + 1


def _is_inside(segment: Segment, at: int) -> bool:
    return any(q.start <= at + segment.start < q.end for q in segment.amounts)


def _working(segment: Segment, start: int, end: int, result: Quantity) -> Working | None:
    amounts = [
        amount
        for amount in segment.amounts
        if start <= amount.start - segment.start and amount.end - segment.start <= end
    ]
    if not 1 < len(amounts) <= _MOST_OPERANDS:
        return None
    tokens = _tokens(segment, start, end, amounts)
    plain = parsed([Line(str(t)) if isinstance(t, int) else t for t in tokens])
    if plain is None:
        return None
    used = constants_of(plain, amounts)
    tree = parsed([_operand(t, amounts, used) if isinstance(t, int) else t for t in tokens])
    operands = tuple(amount for rank, amount in enumerate(amounts) if rank not in used)
    if tree is None or not isinstance(tree, Operation) or not operands:
        return None
    return Working(
        segment.text[start:end].strip(),
        operands,
        tuple(amounts[rank] for rank in used),
        result,
        result_of(tree, amounts, result, {operand.base[0] for operand in operands}),
        _contexts(segment, start, amounts),
    )


def _operand(rank: int, amounts: Sequence[Quantity], used: frozenset[int]) -> Token:
    return Number(int(amounts[rank].value)) if rank in used else Line(str(rank))


def _tokens(segment: Segment, start: int, end: int, amounts: Sequence[Quantity]) -> list[int | str]:
    """The rank of each amount, and the signs and brackets between them. Words are labels."""
    tokens: list[int | str] = []
    at = start
    for rank, amount in enumerate(amounts):
        tokens += _signs(segment.text, at, amount.start - segment.start)
        written = segment.text[amount.start - segment.start : amount.end - segment.start]
        # A bracket that closes later is the formula's: "(1,577 − 1,464)".
        tokens += ["("] * (written.count("(") - written.count(")"))
        tokens.append(rank)
        at = amount.end - segment.start
    tokens += _signs(segment.text, at, end)
    return tokens


def _signs(text: str, start: int, end: int) -> list[str]:
    found: list[str] = []
    # One character more on each side, for what stands around a sign.
    for sign in _SIGN.finditer(text, max(0, start - 1), end + 1):
        if start <= sign.start() < end:
            found.append(_SIGNS.get(sign[0], sign[0] if sign[0] in "()" else TIMES))
            if tuple(found[-2:]) == _EMPTY_BRACKETS:
                del found[-2:]
    return found


def _contexts(
    segment: Segment, start: int, amounts: Sequence[Quantity]
) -> dict[int, Mapping[str, float]]:
    """The words right before each figure; of one without, those of the figure before; of the first,
    those that open the sentence."""
    opening = {word.stem: 1.0 for word in segment.words if word.start - segment.start < start}
    opening.pop("", None)
    contexts: dict[int, Mapping[str, float]] = {}
    held: Mapping[str, float] = opening
    at = start
    for amount in amounts:
        end = amount.start - segment.start
        own = {w.stem: 1.0 for w in segment.words if at <= w.start - segment.start < end and w.stem}
        held = own or held
        contexts[amount.start] = held
        at = amount.end - segment.start
    return contexts
