"""What a question is about, as far as the documents can tell: whose, of when, what kind.

An access scope says what may be seen (`core.principals`). A search scope narrows it to what the
question names, says so, and can be corrected by whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from core.description import Field
from core.ids import DocumentId


class Facet(StrEnum):
    """What documents are told apart by."""

    ISSUER = "issuer"
    PERIOD = "period"
    KIND = "kind"
    PLACE = "place"
    REFERENCE = "reference"
    TITLE = "title"
    LANGUAGE = "language"
    DAY = "day"
    """On which what is asked for was in force: ISO 8601."""


NAMED_BY: Mapping[Field, Facet] = {
    Field.ISSUER: Facet.ISSUER,
    Field.TICKER: Facet.ISSUER,
    Field.PARTY: Facet.ISSUER,
    Field.ADDRESS: Facet.PLACE,
    Field.REFERENCE: Facet.REFERENCE,
    Field.TITLE: Facet.TITLE,
}
"""Fields of a description whose values a question may name word for word, and as what."""


class Origin(StrEnum):
    """Who said it, strongest first."""

    CALLER = "caller"
    """Whoever asks chose it."""
    QUESTION = "question"
    EARLIER = "earlier"
    """A question of before, in the same conversation."""
    NEWEST = "newest"
    """Nobody: nothing newer is there."""


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that a question names."""

    facet: Facet
    value: str
    """As the documents have it: `NORTHWIND PLC`, `2018`, `annual_report`."""
    said: str = ""
    """The question's words; empty where it has none for it."""
    origin: Origin = Origin.QUESTION

    def to_json(self) -> dict[str, Any]:
        return {
            "facet": self.facet.value,
            "value": self.value,
            "said": self.said,
            "origin": self.origin.value,
        }


@dataclass(frozen=True, slots=True)
class Option:
    """One of several documents that a question may mean."""

    document: DocumentId
    label: str
    """`NORTHWIND PLC, annual report, 2018`."""

    def to_json(self) -> dict[str, Any]:
        return {"document_id": self.document, "label": self.label}


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Where was looked for an answer, inside the access scope, and why."""

    named: tuple[Named, ...] = ()
    documents: tuple[DocumentId, ...] | None = None
    """Only these were searched; None: all that the caller may read."""
    options: tuple[Option, ...] = ()
    """What the question may mean, most likely first, where it leaves that open; else empty."""
    understood: str = ""
    """What was searched for a follow-up that leaves out what was said before; else empty."""

    def values(self, facet: Facet) -> tuple[str, ...]:
        return tuple(named.value for named in self.named if named.facet is facet)

    def of_follow_up(self, asked: str, understood: str) -> SearchScope:
        """The scope of a follow-up: what its own words do not name, an earlier question did."""
        named = tuple(
            replace(one, origin=Origin.EARLIER)
            if one.origin is Origin.QUESTION and one.said and one.said not in asked
            else one
            for one in self.named
        )
        return replace(self, named=named, understood=understood)

    @property
    def label(self) -> str:
        """`NORTHWIND PLC, annual report, 2018`; empty where nothing is named."""
        ordered = sorted(self.named, key=lambda named: list(Facet).index(named.facet))
        return ", ".join(dict.fromkeys(named.value.replace("_", " ") for named in ordered))

    def to_json(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "named": [named.to_json() for named in self.named],
            "documents": None if self.documents is None else len(self.documents),
            "options": [option.to_json() for option in self.options],
            "understood": self.understood or None,
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """The scope as whoever asks corrects it; what is empty is read from the question."""

    issuer: str = ""
    """A name or a part of it, as documents or people write it."""
    period: str = ""
    """`2018`, `2022-Q3`, or in words."""
    kind: str = ""
    """A kind of document: `annual_report`, or in words."""
    everywhere: bool = False
    """Read nothing from the question: only what is said here narrows."""
