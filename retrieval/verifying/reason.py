"""Why a sentence is not taken to follow from its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    """Too few of them are told."""


@dataclass(frozen=True, slots=True)
class Reason:
    about: About
    said: str
    """The words of the sentence."""
    told: str = ""
    """What the evidence has in their place; empty where it has nothing."""
