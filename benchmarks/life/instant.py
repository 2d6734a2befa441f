"""An encoder that takes no time, so that all else can be measured."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.encoding import Encoder

if TYPE_CHECKING:
    from core.indexing import Vectors


class InstantEncoder:
    """Counts tokens as `inner` does; each text's vector is drawn at random, always the same."""

    def __init__(self, inner: Encoder, dimension: int | None = None) -> None:
        """`dimension` is that of `inner` where none is given."""
        self._inner = inner
        self.dimension = dimension or inner.dimension
        self.fingerprint = f"instant/{self.dimension}"

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows L2-normalised."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        rows = np.stack([self._drawn(text) for text in texts])
        vectors: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return vectors

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows L2-normalised."""
        return self.encode_queries(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._inner.count_tokens(texts)

    def _drawn(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        return np.random.default_rng(seed).standard_normal(self.dimension, np.float32)
