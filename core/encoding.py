"""The port of the embedding model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from core.indexing import Vectors


class Encoder(Protocol):
    """Turns texts into vectors. Blocking: call it from a thread. Safe to call from several."""

    @property
    def fingerprint(self) -> str:
        """Identity of the model and its prefixes; vectors of two fingerprints never mix."""
        ...

    @property
    def dimension(self) -> int: ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows L2-normalised."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows L2-normalised."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text: nothing is cut, special tokens and the prefix don't count."""
        ...
