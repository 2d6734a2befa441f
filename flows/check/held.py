"""What an index holds, reading by reading: enough to compare, small enough for every reading."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.generations import Space
from core.ids import DocumentId, EntityId, ReadingId
from core.indexing import Tags


@dataclass(slots=True)
class Held:
    """The points of one reading."""

    entity: EntityId
    document: DocumentId
    points: int = 0
    tags: set[Tags] = field(default_factory=set)
    is_expected: bool = False
    """Whether a document was seen that should have it."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything in one generation's index."""

    space: Space
    readings: dict[ReadingId, Held]


async def holdings_of(space: Space) -> Holdings:
    """Walks the whole index once. Raises `Unavailable`."""
    readings: dict[ReadingId, Held] = {}
    async for points in space.index.stored():
        for point in points:
            held = readings.setdefault(point.reading, Held(point.entity, point.document))
            held.points += 1
            held.tags.add(point.tags)
    return Holdings(space, readings)
