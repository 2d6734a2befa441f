"""What documents tell differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Claim:
    """What one document says."""

    citation: int
    """The marker of its evidence in the answer."""
    document: str
    """Its name."""
    value: str
    """As it is written there."""

    def to_json(self) -> dict[str, Any]:
        return {"citation": self.citation, "document": self.document, "value": self.value}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Values of one thing that cannot all be right, that of the answer first."""

    values: tuple[Claim, ...]

    def to_json(self) -> dict[str, Any]:
        return {"values": [claim.to_json() for claim in self.values]}
