"""From evidence to citations, and from a citation's id back to the evidence."""

from __future__ import annotations

from collections import OrderedDict
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
class Resolved:
    """What a citation points at, as the database holds it now."""

    document: Document
    reading: ReadingHead
    leaf: Leaf
    words: WordSpan

    @property
    def place(self) -> Place:
        return self.leaf.place(self.words)

    @property
    def quote(self) -> str:
        return self.leaf.quote(self.words)


async def resolve(database: Database, scope: AccessScope, citation: str) -> Resolved:
    """The evidence behind a citation id, of whatever reading it was made from.

    Raises `Gone` where the document was deleted; `NotFound` where there is no such evidence, or the
    scope does not hold it.
    """
    async with database.begin() as unit:
        return await Sources(unit, scope).resolve(citation)


@dataclass(slots=True)
class Leaves:
    """The leaves that were read last, for as long as one answer is made. Readings never change;
    whether one may be seen is looked up each time."""

    _kept: OrderedDict[tuple[ReadingId, int | str], Leaf] = field(default_factory=OrderedDict)

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
    _heads: dict[ReadingId, tuple[ReadingHead, Document]] = field(default_factory=dict)

    async def resolve(self, citation: str) -> Resolved:
        """As the function of that name; each reading is looked up once. Raises the same."""
        missing = NotFound("There is no such citation.")
        try:
            reading, locator = split_citation_id(citation)
            place = parse_locator(locator)
        except ValueError as error:
            raise missing from error
        if reading not in self._heads:
            self._heads[reading] = await self._head(reading, missing)
        head, document = self._heads[reading]
        leaf = await self.leaves.find(self.unit, reading, place)
        words = leaf.find(place) if leaf else None
        if leaf is None or words is None:
            raise missing
        return Resolved(document, head, leaf, words)

    async def _head(self, reading: ReadingId, missing: NotFound) -> tuple[ReadingHead, Document]:
        head = await self.unit.readings.find(self.scope, reading)
        if head is None:
            tombstone = await self.unit.documents.tombstone(self.scope.entity, reading=reading)
            if tombstone:
                when = f"{tombstone.deleted_at:%Y-%m-%d}"
                raise Gone(f"The document was deleted on {when}; its evidence is gone with it.")
            raise missing
        document = await self.unit.documents.find(self.scope, head.document)
        if document is None:
            raise missing
        return head, document


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
