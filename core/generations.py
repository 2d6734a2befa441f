"""Generations of the index: all vectors of one model, over one set of readings.

One generation is live: every search goes to it. Another may be built beside it, and takes its place
in one transaction. See docs/decisions/0015-generations.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from core.encoding import Encoder
from core.ids import GenerationId
from core.indexing import VectorIndex

if TYPE_CHECKING:
    from collections.abc import Sequence


class GenerationState(StrEnum):
    BUILDING = "building"
    LIVE = "live"
    RETIRED = "retired"
    """No search goes there any more; its vectors are removed a little later."""


@dataclass(frozen=True, slots=True)
class EncoderSpec:
    """How to open an encoder: what the settings of the same names say."""

    model: str
    query_prefix: str
    passage_prefix: str

    def to_json(self) -> dict[str, str]:
        return {
            "model": self.model,
            "query_prefix": self.query_prefix,
            "passage_prefix": self.passage_prefix,
        }


@dataclass(frozen=True, slots=True)
class Generation:
    id: GenerationId
    encoder: EncoderSpec
    fingerprint: str
    """The encoder's."""
    dimension: int
    state: GenerationState
    rereads: bool = False
    """Whether its documents are read anew, or keep their live readings."""
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "encoder": self.encoder.to_json(),
            "fingerprint": self.fingerprint,
            "dimension": self.dimension,
            "state": self.state.value,
            "rereads": self.rereads,
            "created_at": self.created_at.isoformat().replace("+00:00", "Z"),
        }


@dataclass(frozen=True, slots=True)
class Space:
    """A generation opened: whoever searches takes both from the same one."""

    generation: Generation
    encoder: Encoder
    index: VectorIndex


class Spaces(Protocol):
    """Opens generations. Every method raises `Unavailable`, `StoreLocked`, `Misconfigured`."""

    async def encoder(self) -> Encoder:
        """The live one's; opens no index, so that any number of processes may ask."""
        ...

    async def live(self) -> Space:
        """The live one as the database has it at this moment; the first one is made here."""
        ...

    async def open(self) -> Sequence[Space]:
        """The live one, then those being built: what is embedded goes into each."""
        ...

    async def space(self, generation: GenerationId) -> Space:
        """Any generation that is not dropped. Raises `NotFound`."""
        ...

    async def kept(self) -> Sequence[GenerationId]:
        """Those the index holds something of, whatever the database says."""
        ...

    async def drop(self, generation: GenerationId) -> None:
        """Remove a generation's vectors. Does nothing where there are none."""
        ...

    async def close(self) -> None: ...
