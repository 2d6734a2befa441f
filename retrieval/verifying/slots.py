"""What each figure and moment of a text stands for: the words around it, and the time it is of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

from core.moments import Moment
from core.quantities import Quantity
from retrieval.verifying.reading import Segment, Told
from retrieval.verifying.vocabulary import CONTRASTING

_NO_LETTER = re.compile(r"[^\w]*")
_DASH = re.compile(r"(?<![\w.,-])[-–—](?![\w-])")
_LISTED = re.compile(r"[\s,;]*(?:and|et|or|ou|&)?\s*(?:in|en)?\s*")
FROM, TO = frozenset({"from", "de", "depuis"}), frozenset({"to", "a"})
"""Before the two ends of a change."""
_RESPECTIVELY = (" respectively ", " respectivement ")
_FAR = 6
"""Ranks at which a word counts half."""
_AROUND = 40
"""Words to each side that count."""
_MOST_HEADING_WORDS = 12

Thing = TypeVar("Thing", Quantity, Moment)


@dataclass(frozen=True, eq=False)
class Slot(Generic[Thing]):
    """A figure or a moment in its place."""

    thing: Thing
    segment: Segment
    given: Mapping[str, float] | None = None
    """Its context, where it is not the words around it."""
    moments: Sequence[Moment] = ()
    """When what it tells was or will be, as far as it is told. Of a moment: none."""
    is_cell: bool = False
    """It stands in a row of figures."""

    @cached_property
    def context(self) -> Mapping[str, float]:
        """Weight by stem, 1 for words that surely go with it. Most are never asked for."""
        return _context(self.segment, self.thing) if self.given is None else self.given

    @cached_property
    def weight(self) -> float:
        """Of all its context."""
        return sum(self.context.values())


@dataclass(frozen=True, eq=False)
class Slots:
    amounts: tuple[Slot[Quantity], ...]
    moments: tuple[Slot[Moment], ...]


@dataclass(slots=True)
class _Columns:
    """The times that the lines below are of."""

    moments: tuple[Moment, ...] = ()
    is_first: bool = False
    """Other columns follow them."""
    heading: tuple[Moment, ...] = ()


@lru_cache(maxsize=256)
def slots(text: Told) -> Slots:
    amounts: list[Slot[Quantity]] = []
    moments: list[Slot[Moment]] = []
    columns = _Columns()
    for segment in text.segments:
        if not segment.amounts:
            columns = _headed(segment, columns)
        cells = _cells(segment)
        if len(cells) > 1 or (cells and columns.moments):
            amounts += _row(segment, cells, columns)
        else:
            amounts += _prose(segment, columns.heading)
        moments += (Slot(m, segment) for m in segment.moments)
    return Slots(tuple(amounts), tuple(moments))


def _headed(segment: Segment, before: _Columns) -> _Columns:
    """What a line without figures says of those below: several years are columns, one a heading."""
    dated = tuple(moment for moment in segment.moments if moment.year)
    is_sentence = len(segment.stems) > _MOST_HEADING_WORDS or segment.text.rstrip().endswith(".")
    if not dated or is_sentence:
        return before
    if len(dated) == 1:
        return _Columns(heading=dated)
    rest = segment.text[dated[-1].end - segment.start :]
    return _Columns(dated, is_first=not _NO_LETTER.fullmatch(rest))


def _cells(segment: Segment) -> list[Quantity | None]:
    """The figures that a line ends in, None for a dash; empty for a sentence."""
    spans: list[tuple[int, int, Quantity | None]] = [(q.start, q.end, q) for q in segment.amounts]
    if not spans:
        return []
    dashes = _DASH.finditer(segment.text)
    spans += [(segment.start + d.start(), segment.start + d.end(), None) for d in dashes]
    found: list[Quantity | None] = []
    following = segment.end
    for start, end, cell in sorted(spans, key=lambda span: span[0], reverse=True):
        if not _NO_LETTER.fullmatch(segment.text, end - segment.start, following - segment.start):
            break
        found.append(cell)
        following = start
    if segment.text.rstrip().endswith(".") and len(found) < 2:
        return []
    return found[::-1]


def _row(
    segment: Segment, cells: Sequence[Quantity | None], columns: _Columns
) -> Iterator[Slot[Quantity]]:
    inside = {cell.start for cell in cells if cell}
    label = dict.fromkeys(segment.stems, 1.0)
    count = len(columns.moments)
    kept = cells[:count] if columns.is_first else cells[len(cells) - count :]
    dated = dict(zip(map(id, kept), columns.moments, strict=False)) if len(kept) == count else {}
    for amount in segment.amounts:
        own = dated.get(id(amount))
        moments = (own,) if own else tuple(m for m in segment.moments if m.year)
        moments = moments or columns.heading
        yield Slot(amount, segment, label, moments, is_cell=amount.start in inside)


def _prose(segment: Segment, heading: tuple[Moment, ...]) -> Iterator[Slot[Quantity]]:
    dated = [moment for moment in segment.moments if moment.year]
    is_listed = len(dated) > 1 and _is_list(segment, dated)
    in_turn = (
        is_listed and len(dated) == len(segment.amounts) and _is_list(segment, segment.amounts)
    )
    for rank, amount in enumerate(segment.amounts):
        if in_turn:
            own: tuple[Moment, ...] = (dated[rank],)
        elif is_listed and len(segment.amounts) > 1:
            own = tuple(dated)
        else:
            own = _nearest(segment, amount, dated) or (() if dated else heading)
        yield Slot(amount, segment, moments=own)


def _is_list(segment: Segment, things: Sequence[Quantity | Moment]) -> bool:
    """Nothing but commas and "and" stands between them, or they are said to go in turn."""
    if any(word in segment.spoken for word in _RESPECTIVELY):
        return True
    return all(
        _LISTED.fullmatch(segment.text, one.end - segment.start, other.start - segment.start)
        for one, other in pairwise(things)
    )


def _nearest(segment: Segment, amount: Quantity, dated: Sequence[Moment]) -> tuple[Moment, ...]:
    """The nearest moment that no comparison parts from the figure: not in "6, compared with 5 in
    2018" for 6, nor in "from 5 to 6 in 2018" for 5. Of two as near, the one behind."""
    if not dated:
        return ()
    at, place = segment.rank_at(amount.start), segment.place(amount.start)
    is_from = place > 0 and segment.words[place - 1].text in FROM
    parting = CONTRASTING | TO if is_from else CONTRASTING
    found = []
    for rank, moment in enumerate(dated):
        there = segment.place(moment.start)
        between = segment.words[min(place, there) : max(place, there)][:_AROUND]
        if not any(word.text in parting for word in between):
            distance = abs(segment.rank_at(moment.start) - at)
            found.append((distance, moment.start < amount.start, rank))
    return (dated[min(found)[2]],) if found else ()


def _context(segment: Segment, thing: Quantity | Moment) -> dict[str, float]:
    """Of the one figure of a sentence, all its words; of one of several, the nearer ones more."""
    beside = segment.amounts if isinstance(thing, Quantity) else segment.moments
    if len(beside) == 1:
        return dict.fromkeys(segment.stems, 1.0)
    place, at = segment.place(thing.start), segment.rank_at(thing.start)
    context: dict[str, float] = {}
    for word in segment.words[max(0, place - _AROUND) : place + _AROUND]:
        if word.stem:
            weight = 1 / (1 + abs(word.rank - at) / _FAR)
            if weight > context.get(word.stem, 0.0):
                context[word.stem] = weight
    return context
