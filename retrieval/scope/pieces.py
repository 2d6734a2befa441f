"""How the words of a question are written: with capitals, marks, elisions and possessives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.dates import MONTH
from core.plain import plain
from retrieval.units import is_abbreviation

_PIECE = re.compile(r"\S+")
_OPENING, _CLOSING = "«\"“”'’([{", "»\"“”'’)]},;:.!?…"
_MARKS = '»"“”)]},;:.!?…'
"""Those of `_CLOSING` that are no apostrophe."""
_ENDS = ".!?:"
_QUOTES = '«“"'
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|lorsqu|jusqu|puisqu)['’](?=\w)", re.IGNORECASE)
_OWNS = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)
_NO_NAME = re.compile(
    rf"(?:fy|cy)?'?\d*[\d.,/%-]*|\d+[a-z]{{1,2}}|[qths][1-4](?:['-]?\d+)?"
    rf"|\w{{0,2}}(?:19|20)\d\d\w*|(?:10|20|40|8|6)-?[kqf]s?|usd|eur|gbp|chf|us|{MONTH}"
    r"|\w{3,6}day|\w{2,5}di|dimanche|[^€$£%]*[€$£%].*"
)
"""Periods, amounts, official forms, currencies, months and days of the week."""
_COUNTED = re.compile(r"\d+[A-Z]\w*")


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two spaces, without marks and elisions."""

    bare: str
    start: int
    """Characters of the question."""
    opens: bool
    """Whether a sentence, a bracket or a quotation begins with it."""
    begins: bool
    """Whether a sentence does, so that a capital says nothing."""
    closes: bool
    """Whether a mark stands behind it, or it owns what follows: no name goes on."""
    owns: bool

    @property
    def end(self) -> int:
        return self.start + len(self.bare)

    @property
    def is_counted(self) -> bool:
        """3M: a name, or three million."""
        return _COUNTED.fullmatch(self.bare) is not None

    @property
    def is_capital(self) -> bool:
        if _NO_NAME.fullmatch(plain(self.bare)):
            return self.is_counted
        return any(map(str.isupper, self.bare))

    @property
    def has_digit(self) -> bool:
        return any(map(str.isdigit, self.bare))


def pieces_of(question: str) -> Iterator[Piece]:
    before = "."
    for found in _PIECE.finditer(question):
        piece = found[0]
        inner = piece.lstrip(_OPENING)
        elided = _ELIDED.match(inner)  # L'Oréal: what begins the sentence is the article
        inner = inner[elided.end() :] if elided else inner
        unmarked = inner.rstrip(_MARKS)
        owns = _OWNS.search(unmarked) is not None
        begins = not elided and (
            (before[-1] in _ENDS and not is_abbreviation(before)) or piece[0] in _QUOTES
        )
        yield Piece(
            bare=_OWNS.sub("", unmarked).strip(_CLOSING),
            start=found.end() - len(inner),
            opens=begins or piece[0] in _OPENING,
            begins=begins,
            closes=owns or (piece[-1] in _CLOSING and not is_abbreviation(piece)),
            owns=owns,
        )
        before = piece
