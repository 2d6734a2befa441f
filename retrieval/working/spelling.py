"""A formula with its figures, written out so that a reader can follow it and a judge check it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from retrieval.figures import Figure
from retrieval.working.expressions import (
    MINUS,
    OVER,
    PLUS,
    Expression,
    Line,
    Number,
    Operation,
    is_share_of_loss,
    value_of,
)
from retrieval.working.lines import MAGNITUDES
from retrieval.working.numbers import percent, rounded, written
from retrieval.working.plan import Plan
from retrieval.working.ratios import Kind

_LOW = (PLUS, MINUS)
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
_FRENCH = {3: "k", 6: "M", 9: "Md"}
_FRENCH_ALONE = {3: " milliers", 6: " millions", 9: " milliards"}
"""Where no currency is known."""
_ENGLISH = {3: " thousand", 6: " million", 9: " billion"}
_NO_WORDS = re.compile(r"\([^()]*\)|\S*\d\S*|[^\w\s'’-]|(?<!\w)-|-(?!\w)")
_DECIMALS = {Kind.PERCENT: 1, Kind.TIMES: 2, Kind.DAYS: 1}
_SMALL = Decimal("0.1")


@dataclass(slots=True)
class Spelling:
    """Writes one sentence: each figure has its label before it, or follows one that has."""

    figures: Mapping[Line, Figure]
    language: str
    has_units: bool
    """Whether figures have their scale and currency beside them: their tables' scales differ, or
    what comes out is an amount."""
    last: str = ""
    """The concept whose label is not repeated beside the next figure."""

    @property
    def values(self) -> Mapping[Line, Decimal]:
        """In their base units; what is owed or spent without its minus."""
        return {
            line: figure.quantity.magnitude if line.concept in MAGNITUDES else figure.signed
            for line, figure in self.figures.items()
        }

    def tree(self, tree: Expression) -> str:
        match tree:
            case Number(number):
                return str(number)
            case Line():
                return self._line(tree)
            case Operation(sign, left, right):
                one = self._inside(left, _is_low(left) and sign not in _LOW)
                is_inside = isinstance(right, Operation) and (sign in (MINUS, OVER))
                is_inside = is_inside and (sign == OVER or _is_low(right))
                other = self._inside(right, is_inside or (_is_low(right) and sign not in _LOW))
                return f"{one} {sign} {other}"

    def _inside(self, tree: Expression, is_inside: bool) -> str:
        return f"({self.tree(tree)})" if is_inside else self.tree(tree)

    def _line(self, line: Line) -> str:
        figure = self.figures[line]
        quantity = figure.quantity
        value = quantity.value if line.concept in MAGNITUDES else value_of_cell(figure)
        text = self.amount(value, quantity.scale, quantity.unit)
        text = f"({text})" if value < 0 else text
        if line.concept == self.last:
            return text
        self.last = line.concept
        return f"{label_of(figure)} {text}"

    def name(self, line: Line) -> str:
        """The label of a line, which is not repeated after."""
        self.last = line.concept
        label = label_of(self.figures[line])
        return label[:1].upper() + label[1:]

    def amount(
        self, value: Decimal, scale: int | None, unit: str | None, *, is_signed: bool = False
    ) -> str:
        """With its scale and currency, where figures have them."""
        number = written(value, self.language, is_signed=is_signed)
        if not self.has_units:
            return number
        sign = _SIGNS.get(unit or "", unit or "")
        if self.language == "fr" and not sign:
            return number + _FRENCH_ALONE.get(scale or 0, "")
        if self.language == "fr":
            return f"{number} {_FRENCH.get(scale or 0, '')}{sign}".rstrip()
        if sign in _SIGNS.values():
            at = 0 if number[0].isdigit() else 1
            return f"{number[:at]}{sign}{number[at:]}{_ENGLISH.get(scale or 0, '')}"
        return f"{number}{_ENGLISH.get(scale or 0, '')} {sign}".rstrip()

    def result(
        self, value: Decimal, kind: Kind, decimals: int | None, *, is_signed: bool = False
    ) -> str:
        """A value in the figures' base unit, as its kind is written."""
        if kind is Kind.AMOUNT:
            quantities = [figure.quantity for figure in self.figures.values()]
            scale = max((q.scale or 0 for q in quantities), default=0)
            digits = max(-_exponent(q.value) for q in quantities)
            # Of several scales the largest: what comes out has as many digits more as they differ.
            digits += scale - min(q.scale or 0 for q in quantities)
            unit = quantities[0].unit
            signed = rounded(value.scaleb(-scale), digits)
            return self.amount(signed, scale or None, unit, is_signed=is_signed)
        if kind is Kind.PERCENT:
            return percent(rounded(100 * value, _digits(value, kind, decimals)), self.language)
        number = written(rounded(value, _digits(value, kind, decimals)), self.language)
        days = " jours" if self.language == "fr" else " days"
        return number + (days if kind is Kind.DAYS else "")


def _digits(value: Decimal, kind: Kind, decimals: int | None) -> int:
    if decimals is not None:
        return decimals
    return _DECIMALS[kind] + (kind is Kind.TIMES and abs(value) < _SMALL)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _is_low(tree: Expression) -> bool:
    return isinstance(tree, Operation) and tree.sign in _LOW


def value_of_cell(figure: Figure) -> Decimal:
    """As it stands in its cell, with its sign."""
    return -figure.quantity.value if figure.quantity.sign == -1 else figure.quantity.value


def label_of(figure: Figure) -> str:
    """The row's label without numbers, brackets and commas, in small letters."""
    label = " ".join(_NO_WORDS.sub(" ", figure.label).split())
    return label.lower() if label.istitle() or label.isupper() else label[:1].lower() + label[1:]


def value_of_tree(spelling: Spelling, tree: Expression, when: str, plan: Plan) -> str | None:
    """ "Current ratio 2018: total current assets 12 / total current liabilities 8 = 1.50"; None
    where nothing comes out, or nothing that says anything."""
    value = value_of(tree, spelling.values)
    if value is None or is_share_of_loss(tree, spelling.values):
        return None
    colon = "\u202f: " if spelling.language == "fr" else ": "
    title = f"{plan.title} {when}".strip()
    result = spelling.result(value, plan.kind, plan.decimals)
    return f"{title}{colon}{spelling.tree(tree)} = {result}"


def change_of(spelling: Spelling, line: Line, plan: Plan) -> str | None:
    """ "Net sales from 2017 to 2018: 1,577 − 1,464 = +113, or (1,577 − 1,464) / 1,464 = +7.7%"; the
    percentage alone where there is nothing to compare with."""
    first, last = plan.years[0], plan.years[-1]
    before = Line(line.concept, last - first)
    change = Operation(MINUS, line, before)
    is_french = spelling.language == "fr"
    when = f"de {first} à {last}\u202f:" if is_french else f"from {first} to {last}:"
    text = f"{spelling.name(line)} {when} {spelling.tree(change)}"
    value = value_of(change, spelling.values) or Decimal(0)
    text += f" = {spelling.result(value, plan.kind, None, is_signed=True)}"
    rise = Operation(OVER, change, before)
    share = value_of(rise, spelling.values)
    if share is None or is_share_of_loss(rise, spelling.values):
        return text
    spelled = Spelling(spelling.figures, spelling.language, has_units=False, last=line.concept)
    rate = percent(
        rounded(100 * share, 1 if plan.decimals is None else plan.decimals),
        spelling.language,
        is_signed=True,
    )
    joint = ", soit" if is_french else ", or"
    return f"{text}{joint} {spelled.tree(rise)} = {rate}"
