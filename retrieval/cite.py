"""From evidence to citations, and from a citation's id back to the evidence."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.documents import Document
from core.errors import Gone, NotFound
from core.evidence import Citation, Passage
from core.ids import ReadingId, citation_id, split_citation_id
from core.places import (
    MailPart,
    PageSpan,
    Place,
    SheetRange,
    SlideSpan,
    TextSpan,
    parse_locator,
)
from core.principals import AccessScope
from core.readings import Leaf, WordSpan
from core.stores import Database, ReadingHead, UnitOfWork

_MOST_LEAVES, _MOST_LEAF_CHARS = 64, 4_000_000
"""Pages are some thousands of characters; a text without pages is one leaf."""
_AT_ONCE = 16
"""Leaves read together."""


def cite(passage: Passage, words: WordSpan, score: float) -> Citation:
    """The citation of some words of a passage's leaf.

    It is unproven until the sentence that it stands behind is checked; its number and answer span
    are 0 until that sentence enters an answer.
    """
    place = passage.leaf.place(words)
    start, end = passage.leaf.char_span(words)
    return Citation(
        id=citation_id(passage.chunk.reading, place.locator),
        index=0,
        document_id=passage.document,
        document_version=passage.version,
        reading_id=passage.chunk.reading,
        document=passage.document_name,
        place=place,
        source_start=start,
        source_end=end,
        quote=passage.leaf.quote(words),
        answer_start=0,
        answer_end=0,
        score=score,
    )


@dataclass(frozen=True, slots=True)
class Cited:
    """The evidence that a citation points at, as the database holds it now."""

    reading: ReadingHead
    leaf: Leaf
    words: WordSpan

    @property
    def place(self) -> Place:
        return self.leaf.place(self.words)

    @property
    def quote(self) -> str:
        return self.leaf.quote(self.words)


@dataclass(frozen=True, slots=True)
class Resolved(Cited):
    """With its document."""

    document: Document


async def resolve(database: Database, scope: AccessScope, citation: str) -> Resolved:
    """The evidence behind a citation id, of whatever reading it was made from.

    Raises `Gone` where the document was deleted; `NotFound` where there is no such evidence, or the
    scope does not hold it.
    """
    async with database.begin() as unit:
        found = await Sources(unit, scope).evidence(citation)
        document = await unit.documents.find(scope, found.reading.document)
        if document is None:
            raise _missing()
        return Resolved(found.reading, found.leaf, found.words, document)


@dataclass(slots=True)
class Leaves:
    """The leaves that were read last, for as long as one answer is made. Readings never change;
    whether one may be seen is looked up each time."""

    _kept: OrderedDict[tuple[ReadingId, int | str], Leaf] = field(default_factory=OrderedDict)

    async def look_up(self, unit: UnitOfWork, places: Sequence[tuple[ReadingId, Place]]) -> None:
        """The first ones together, before one by one is asked for."""
        named = dict.fromkeys((reading, _which(place)) for reading, place in places)
        new = [
            (reading, which)
            for reading, which in named
            if isinstance(which, int) and (reading, which) not in self._kept
        ]
        found = await unit.readings.leaves(new[:_AT_ONCE]) if new else {}
        self._kept.update(found.items())

    async def find(self, unit: UnitOfWork, reading: ReadingId, place: Place) -> Leaf | None:
        key = reading, _which(place)
        leaf = self._kept.get(key) or await _leaf(unit, *key)
        if leaf:
            self._kept[key] = leaf
            self._kept.move_to_end(key)
        while len(self._kept) > 1 and self._is_over:
            self._kept.popitem(last=False)
        return leaf

    @property
    def _is_over(self) -> bool:
        chars = sum(len(leaf.text) for leaf in self._kept.values())
        return len(self._kept) > _MOST_LEAVES or chars > _MOST_LEAF_CHARS


@dataclass(slots=True)
class Sources:
    """What the citations of one scope stand on, as the database holds it in one unit of work."""

    unit: UnitOfWork
    scope: AccessScope
    leaves: Leaves = field(default_factory=Leaves)
    _heads: dict[ReadingId, ReadingHead] = field(default_factory=dict)

    async def look_up(self, citations: Iterable[str]) -> None:
        """Their readings and leaves, all at once, before one by one is asked for."""
        places = [parts for parts in map(_parts, citations) if parts]
        named = dict.fromkeys(reading for reading, _ in places)
        new = [reading for reading in named if reading not in self._heads]
        if new:
            self._heads |= await self.unit.readings.heads(self.scope, new)
        seen = [(reading, place) for reading, place in places if reading in self._heads]
        await self.leaves.look_up(self.unit, seen)

    async def evidence(self, citation: str) -> Cited:
        """Each reading is looked up once. Raises `Gone`, `NotFound`, as `resolve`."""
        parts = _parts(citation)
        if parts is None:
            raise _missing()
        reading, place = parts
        await self.look_up([citation])
        head = self._heads.get(reading)
        if head is None:
            raise await self._absence(reading)
        leaf = await self.leaves.find(self.unit, reading, place)
        words = leaf.find(place) if leaf else None
        if leaf is None or words is None:
            raise _missing()
        return Cited(head, leaf, words)

    async def _absence(self, reading: ReadingId) -> Gone | NotFound:
        tombstone = await self.unit.documents.tombstone(self.scope, reading=reading)
        if tombstone is None:
            return _missing()
        when = f"{tombstone.deleted_at:%Y-%m-%d}"
        return Gone(f"The document was deleted on {when}; its evidence is gone with it.")


def _missing() -> NotFound:
    return NotFound("There is no such citation.")


def _parts(citation: str) -> tuple[ReadingId, Place] | None:
    """The reading and the place that an id names; None where it is none."""
    try:
        reading, locator = split_citation_id(citation)
        return reading, parse_locator(locator)
    except ValueError:
        return None


def _which(place: Place) -> int | str:
    """The number or label of the leaf that a place is on."""
    match place:
        case SheetRange(sheet=label) | MailPart(part=label):
            return label
        case PageSpan(page=number) | SlideSpan(slide=number):
            return number
        case TextSpan():
            return 1


async def _leaf(unit: UnitOfWork, reading: ReadingId, which: int | str) -> Leaf | None:
    if isinstance(which, str):
        return await unit.readings.leaf_labelled(reading, which)
    return await unit.readings.leaf(reading, which)
