"""What differs between the database and the rest, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.ids import DocumentId, EntityId, GenerationId, ReadingId, VersionId


class DifferenceKind(StrEnum):
    BYTES_MISSING = "bytes_missing"
    """A version of a document whose bytes are not stored."""
    BYTES_DAMAGED = "bytes_damaged"
    """Stored bytes that no longer have their hash."""
    BYTES_UNKNOWN = "bytes_unknown"
    """Stored bytes that no document has."""
    STUCK = "stuck"
    """A document that waits to be read, or says that it was, and neither is the case."""
    NOT_SEARCHABLE = "not_searchable"
    """Chunks of a live reading that the index does not hold."""
    STALE_POINTS = "stale_points"
    """Points in the index of what is no longer live, or no longer there."""
    WRONG_TAGS = "wrong_tags"
    """Points that say another collection, classification, validity or other readers than their
    document."""
    UNKNOWN_GENERATION = "unknown_generation"
    """A generation in the index that the database does not know."""
    RETIRED_GENERATION = "retired_generation"
    """A generation that nothing searches any more, and that no job is going to remove."""
    LEFTOVERS = "leftovers"
    """Temporary files of processes that were killed a day ago or earlier."""


REMEDIES = {
    DifferenceKind.BYTES_MISSING: "Add the file again: its bytes are then stored.",
    DifferenceKind.BYTES_DAMAGED: "Remove the stored file in the folder of blobs, add it again.",
    DifferenceKind.BYTES_UNKNOWN: "A repair removes them.",
    DifferenceKind.STUCK: "A repair has it read again.",
    DifferenceKind.NOT_SEARCHABLE: "A repair embeds what is missing.",
    DifferenceKind.STALE_POINTS: "A repair removes them.",
    DifferenceKind.WRONG_TAGS: "A repair corrects them.",
    DifferenceKind.UNKNOWN_GENERATION: "A repair removes it.",
    DifferenceKind.RETIRED_GENERATION: "A repair removes it.",
    DifferenceKind.LEFTOVERS: "A repair removes them; so does whoever serves, every hour.",
}
BEYOND_REPAIR = frozenset({DifferenceKind.BYTES_MISSING, DifferenceKind.BYTES_DAMAGED})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. Ids are None where they do not apply."""

    kind: DifferenceKind
    detail: str = field(compare=False)
    """In words and figures, which may have changed when it is seen again."""
    entity: EntityId | None = None
    document: DocumentId | None = None
    version: VersionId | None = None
    reading: ReadingId | None = None
    generation: GenerationId | None = None

    @property
    def is_repairable(self) -> bool:
        return self.kind not in BEYOND_REPAIR

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "detail": self.detail,
            "remedy": REMEDIES[self.kind],
            "repairable": self.is_repairable,
            "entity": self.entity,
            "document": self.document,
            "version": self.version,
            "reading": self.reading,
            "generation": self.generation,
        }
