"""What a document says about itself: whose it is, what kind, of when; each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from core.readings import WordSpan


class Field(StrEnum):
    """What is described. Values are text; the docstring of each says how it is written."""

    KIND = "kind"
    """annual_report | quarterly_report | audit_report | financial_statements | lease |
    loan_agreement | contract | invoice | valuation | diagnostic | rent_roll | letter | minutes |
    law | guide | presentation | other"""
    ISSUER = "issuer"
    """The organisation the document is by or about, as it writes itself."""
    TICKER = "ticker"
    """The letters by which the issuer's shares are traded."""
    PARTY = "party"
    """Anyone else who signs or is bound; several."""
    PERIOD = "period"
    """What the figures cover: `2022`, `2022-Q3`, `2022-01-01/2022-12-31`."""
    DATE = "date"
    """When it was made or signed: ISO 8601."""
    CURRENCY = "currency"
    """ISO 4217."""
    SCALE = "scale"
    """By what its figures are to be multiplied: `1`, `1000`, `1000000`."""
    LANGUAGE = "language"
    """ISO 639-1."""
    TITLE = "title"
    REFERENCE = "reference"
    """A number it goes by: register, file, contract, licence; several."""
    ADDRESS = "address"
    """Of the property it is about; several."""
    STATEMENT = "statement"
    """Kind of financial statement on a leaf: balance_sheet | income_statement |
    comprehensive_income | cash_flow | equity; one a leaf that shows one."""


class Source(StrEnum):
    """Where a fact is from, strongest first."""

    USER = "user"
    DOCUMENT = "document"
    MODEL = "model"
    FILE_NAME = "file_name"


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of one field, and what shows it."""

    field: Field
    value: str
    source: Source = Source.DOCUMENT
    leaf: int | None = None
    """Number of the leaf that shows it; None where no leaf does."""
    words: WordSpan | None = None
    """Where on that leaf."""
    quote: str = ""
    """The leaf's text there."""

    def to_json(self) -> dict[str, Any]:
        return {
            "field": self.field.value,
            "value": self.value,
            "source": self.source.value,
            "leaf": self.leaf,
            "words": list(self.words) if self.words else None,
            "quote": self.quote,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Fact:
        return Fact(
            Field(data["field"]),
            data["value"],
            Source(data["source"]),
            data["leaf"],
            WordSpan(*data["words"]) if data["words"] else None,
            data["quote"],
        )


@dataclass(frozen=True, slots=True)
class Description:
    """The facts of one document, best first within a field."""

    facts: tuple[Fact, ...] = ()

    def of(self, field: Field) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.field is field)

    def value(self, field: Field) -> str | None:
        """The best value of a field; None where nothing is known."""
        return next((fact.value for fact in self.facts if fact.field is field), None)

    def corrected(self, corrections: Corrections) -> Description:
        """With the user's values in place of what was found; no value means: there is none."""
        kept = [fact for fact in self.facts if fact.field not in corrections]
        said = [
            self._shown(Fact(field, value, Source.USER))
            for field, values in corrections.items()
            for value in values
        ]
        return Description((*said, *kept))

    def _shown(self, said: Fact) -> Fact:
        """A correction that repeats what was found keeps its evidence."""
        for fact in self.of(said.field):
            if fact.value == said.value:
                return replace(fact, source=Source.USER)
        return said

    def to_json(self) -> list[dict[str, Any]]:
        return [fact.to_json() for fact in self.facts]

    @staticmethod
    def from_json(data: Sequence[Mapping[str, Any]]) -> Description:
        return Description(tuple(Fact.from_json(fact) for fact in data))


Corrections = Mapping[Field, tuple[str, ...]]
"""What a user says of a document; it outlives every reading."""


def corrections_to_json(corrections: Corrections) -> dict[str, list[str]]:
    return {field.value: list(values) for field, values in corrections.items()}


def corrections_from_json(data: Mapping[str, Sequence[str]]) -> Corrections:
    return {Field(field): tuple(values) for field, values in data.items()}
