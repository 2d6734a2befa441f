"""What is said of a sentence that was checked against its evidence, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.quantities import Quantity


class Verdict(StrEnum):
    SUPPORTED = "supported"
    DERIVED = "derived"
    """A formula over figures of the evidence comes to what is said."""
    PARTIAL = "partial"
    """Nothing is contradicted or made up, but too little of it is told."""
    UNSUPPORTED = "unsupported"


class About(StrEnum):
    """What of a sentence is not accounted for."""

    FIGURE = "figure"
    UNIT = "unit"
    SCALE = "scale"
    SIGN = "sign"
    DATE = "date"
    PERIOD = "period"
    """The figure is told, of another time."""
    PLACE = "place"
    """The figure or date is told, of something else."""
    FORMULA = "formula"
    """What is worked out does not come to what is said."""
    NAME = "name"
    ROLE = "role"
    """Those who do and those it is done to have changed places."""
    NEGATION = "negation"
    DIRECTION = "direction"
    """More for less, before for after, may for must, assets for liabilities."""
    QUANTIFIER = "quantifier"
    WORDS = "words"
    """Too few of them are told, or not those of a whole clause."""
    TOPIC = "topic"
    """What is said is told, and is not what was asked."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sentence is not taken to follow from its evidence."""

    about: About
    said: str
    """The words of the sentence."""
    told: str = ""
    """What the evidence has in their place; empty where it has nothing."""

    def to_json(self) -> dict[str, str]:
        return {"about": self.about.value, "said": self.said, "told": self.told}


class Formula(StrEnum):
    CHANGE = "change"
    """b - a, of amounts or of percentages (in points)."""
    PERCENT_CHANGE = "percent_change"
    """100 (b - a) / |a|."""
    RATIO = "ratio"
    """a / b, in times or as a percentage."""
    SUM = "sum"
    AVERAGE = "average"
    """The arithmetic mean."""
    WRITTEN_OUT = "written_out"
    """That which the sentence writes out: "365 × 12 / 146 = 30"."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a figure that the evidence does not tell follows from figures that it tells."""

    formula: Formula
    operands: tuple[Quantity, ...]
    """a, b; all that are added up; or those of a formula from left to right."""
    result: Decimal
    """In the units of the figure said; a change's sign tells its direction."""

    def to_json(self) -> dict[str, Any]:
        return {
            "formula": self.formula.value,
            "operands": [_operand(quantity) for quantity in self.operands],
            "result": format(self.result, "f"),
        }


def _operand(quantity: Quantity) -> dict[str, str | None]:
    """In full: 1577000000 EUR for "1 577 M€"."""
    signed = -quantity.value if quantity.sign == -1 else quantity.value
    return {"value": format(signed.scaleb(quantity.scale or 0), "f"), "unit": quantity.unit}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Of a sentence or a part of one."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    """What is not accounted for; empty where it holds."""
    derivations: tuple[Derivation, ...] = ()
    """How figures that no quote has were worked out, where it holds."""

    @property
    def holds(self) -> bool:
        return self.verdict in (Verdict.SUPPORTED, Verdict.DERIVED)

    def to_json(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict.value,
            "reasons": [reason.to_json() for reason in self.reasons],
            "derivations": [derivation.to_json() for derivation in self.derivations],
        }


UNPROVEN = Judgement(Verdict.UNSUPPORTED)
"""Of what was not checked, or has nothing behind it."""
_WEAKEST = (Verdict.UNSUPPORTED, Verdict.PARTIAL, Verdict.DERIVED, Verdict.SUPPORTED)


def worst(judgements: Sequence[Judgement]) -> Judgement:
    """The weakest verdict, and all reasons and derivations; unsupported for none."""
    if not judgements:
        return UNPROVEN
    verdict = min((judgement.verdict for judgement in judgements), key=_WEAKEST.index)
    reasons = tuple(r for judgement in judgements for r in judgement.reasons)
    return Judgement(verdict, reasons, tuple(d for j in judgements for d in j.derivations))


class Policy(StrEnum):
    """What becomes of a model's sentence that its evidence does not prove."""

    DROP = "drop"
    """It is left out, and counted."""
    FLAG = "flag"
    """It is shown as unproven, with the reasons."""
    BLOCK = "block"
    """Nothing that the model wrote is shown: the evidence is quoted instead."""
