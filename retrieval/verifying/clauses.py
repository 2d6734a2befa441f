"""A sentence cut into clauses: pieces between punctuation and conjunctions, figures being whole."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from core.plain import plain
from core.quantities import Quantity
from retrieval.verifying.reading import Segment, Word

_BETWEEN = re.compile(
    r"[,;:()|\"«»“”!?\[\]{}]|\s-+\s|\n"
    r"|\b(?:and|but|while|whereas|or|that|which|et|mais|ou|qui|tandis)\b"
)
"""What parts clauses, on plain text."""
_CELL = "|"
_LARGE = 100


@dataclass(frozen=True, slots=True)
class Clause:
    text: str
    words: tuple[Word, ...]
    figures: int
    is_telling: bool
    """One of them is a date, or has a unit, or is large."""
    is_joined: bool
    """A conjunction stands before it, or what parts cells."""


def clauses_of(segment: Segment) -> list[Clause]:
    """Pieces of a segment between punctuation and conjunctions, figures being whole."""
    spans = [(amount.start, amount.end) for amount in segment.amounts]
    spans += [(moment.start, moment.end) for moment in segment.moments]
    starts = sorted(start for start, _ in spans)
    telling = [amount.start for amount in segment.amounts if not _is_bare(amount)]
    telling = sorted(telling + [moment.start for moment in segment.moments])
    letters = _masked(segment, spans)
    bounds = [(found.start(), found.end()) for found in _BETWEEN.finditer(letters)]
    found: list[Clause] = []
    start, is_joined = 0, False
    for end, following in (*bounds, (len(letters), len(letters))):
        first, last = segment.start + start, segment.start + end
        words = segment.words[segment.place(first) : segment.place(last)]
        count = _within(starts, first, last)
        if count or any(word.text[0].isalnum() for word in words):
            text, is_telling = segment.text[start:end].strip(), _within(telling, first, last) > 0
            found.append(Clause(text, words, count, is_telling, is_joined))
            is_joined = False
        is_joined |= letters[end:following].isalpha() or letters[end:following] == _CELL
        start = following
    return found


def _within(starts: Sequence[int], first: int, last: int) -> int:
    return bisect_left(starts, last) - bisect_left(starts, first)


def _is_bare(amount: Quantity) -> bool:
    """A small number without a unit, which many texts hold."""
    return amount.unit is None and amount.magnitude < _LARGE


def _masked(segment: Segment, spans: Sequence[tuple[int, int]]) -> str:
    """The segment's plain text, letters in the place of figures."""
    letters = list(plain(segment.text))
    for start, end in spans:
        inside = slice(start - segment.start, end - segment.start)
        letters[inside] = "x" * len(letters[inside])
    return "".join(letters)
