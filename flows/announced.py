"""What is known of files that are announced before they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.documents import Document
from core.ids import VersionId


class Known(StrEnum):
    UNCHANGED = "unchanged"
    """These bytes are live."""
    PENDING = "pending"
    """These bytes are stored, and wait to be read."""
    NEEDED = "needed"
    """These bytes must be sent."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What is known of a file before it is sent."""

    name: str
    version: VersionId
    known: Known
    document: Document | None = None
    """The one with these bytes; None where they must be sent."""

    def to_json(self) -> dict[str, Any]:
        document = self.document.to_json() if self.document else None
        return {
            "name": self.name,
            "version": self.version,
            "known": self.known.value,
            "document": document,
        }
