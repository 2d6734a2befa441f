"""An encoder that does not encode the same question twice, for as long as it is held."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from core.encoding import Encoder

if TYPE_CHECKING:
    from core.indexing import Vector, Vectors

MOST_TEXTS = 2_000
"""Vectors held (3 MB at 384 dimensions); the oldest go first."""


class Remembered:
    """The questions of a grid are the same for each document; passages are another's each time."""

    def __init__(self, encoder: Encoder, most: int = MOST_TEXTS) -> None:
        self._encoder, self._most = encoder, most
        self._known: OrderedDict[str, Vector] = OrderedDict()
        self._turn = Lock()

    @property
    def fingerprint(self) -> str:
        return self._encoder.fingerprint

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows L2-normalised."""
        if not texts:
            return self._encoder.encode_queries(texts)
        with self._turn:
            new = [text for text in dict.fromkeys(texts) if text not in self._known]
            if new:
                self._known.update(zip(new, self._encoder.encode_queries(new), strict=True))
            found = np.stack([self._known[text] for text in texts])
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return found

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows L2-normalised."""
        return self._encoder.encode_passages(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._encoder.count_tokens(texts)
