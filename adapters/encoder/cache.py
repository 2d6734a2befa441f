"""An encoder that remembers on disk what another one computed: for evaluation and tests alone.

An installation that serves keeps no such file. What it embedded is in its index, and deleted there.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from adapters.encoder.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from core.encoding import Encoder
    from core.indexing import Vector, Vectors


class CachedEncoder:
    """Gives `inner`'s vectors, from the file at `path` when they were computed before.

    The file holds hashes and vectors, no text, and never shrinks; deleting it is always safe. When
    it is damaged, locked or cannot be written, texts are encoded as if it were empty.
    """

    def __init__(self, inner: Encoder, path: Path) -> None:
        self._inner = inner
        self._store = VectorStore(path)

    @property
    def fingerprint(self) -> str:
        return self._inner.fingerprint

    @property
    def dimension(self) -> int:
        return self._inner.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows L2-normalised."""
        return self._encode("query", self._inner.encode_queries, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows L2-normalised."""
        return self._encode("passage", self._inner.encode_passages, texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without special tokens and prefix."""
        return self._inner.count_tokens(texts)

    def close(self) -> None:
        """Close the file; the encoder stays usable and opens it again."""
        self._store.close()

    def _encode(
        self, role: str, encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]
    ) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        by_key = {_key(text): text for text in texts}
        space = f"{self.fingerprint}/{role}"
        vectors = self._store.find(space, list(by_key), self.dimension)
        missing = [key for key in by_key if key not in vectors]
        if missing:
            made = encode([by_key[key] for key in missing])
            fresh: dict[bytes, Vector] = dict(zip(missing, made, strict=True))
            self._store.add(space, fresh)
            vectors |= fresh
        return np.stack([vectors[_key(text)] for text in texts])


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
