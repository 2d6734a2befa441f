"""What a run is made of."""

from __future__ import annotations

from dataclasses import dataclass

from core.ids import EntityId

ENTITIES = tuple(EntityId(name) for name in ("north", "south", "west"))


@dataclass(frozen=True, slots=True)
class Plan:
    writers: int
    kills: int
    pause_s: float
    """Between two kills."""
    seed: int = 1
