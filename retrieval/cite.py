"""From evidence to citations, and from a citation's id back to the evidence."""

from __future__ import annotations

from dataclasses import dataclass

from core.documents import Document
from core.errors import Gone, NotFound
from core.evidence import Citation, Passage
from core.ids import citation_id, split_citation_id
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
    missing = NotFound("There is no such citation.")
    try:
        reading, locator = split_citation_id(citation)
        place = parse_locator(locator)
    except ValueError as error:
        raise missing from error
    async with database.begin() as unit:
        head = await unit.readings.find(scope, reading)
        if head is None:
            tombstone = await unit.documents.tombstone(scope.entity, reading=reading)
            if tombstone:
                when = f"{tombstone.deleted_at:%Y-%m-%d}"
                raise Gone(f"The document was deleted on {when}; its evidence is gone with it.")
            raise missing
        document = await unit.documents.find(scope, head.document)
        leaf = await _leaf(unit, head, place)
    words = leaf.find(place) if leaf else None
    if document is None or leaf is None or words is None:
        raise missing
    return Resolved(document, head, leaf, words)


async def _leaf(unit: UnitOfWork, head: ReadingHead, place: Place) -> Leaf | None:
    match place:
        case SheetRange(sheet=label) | MailPart(part=label):
            return await unit.readings.leaf_labelled(head.id, label)
        case PageSpan(page=number) | SlideSpan(slide=number):
            return await unit.readings.leaf(head.id, number)
        case TextSpan():
            return await unit.readings.leaf(head.id, 1)
