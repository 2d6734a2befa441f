"""An encoder that does not encode the same text twice, for as long as it is held."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from core.encoding import Encoder

if TYPE_CHECKING:
    from core.indexing import Vector, Vectors

_QUERY, _PASSAGE = "query", "passage"
MOST_TEXTS = 20_000
"""Vectors held (31 MB at 384 dimensions); the oldest go first."""


class Remembered:
    """The questions of a grid are the same for each document, and their evidence overlaps.

    Who comes while others are encoded goes with all who wait into the next batch.
    """

    def __init__(self, encoder: Encoder, most: int = MOST_TEXTS) -> None:
        self._encoder, self._most = encoder, most
        self._known: OrderedDict[tuple[str, str], Vector] = OrderedDict()
        self._asked: dict[str, dict[str, None]] = {_QUERY: {}, _PASSAGE: {}}
        """What somebody waits for, in order."""
        self._turn, self._asking = Lock(), Lock()

    @property
    def fingerprint(self) -> str:
        return self._encoder.fingerprint

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encoded(_QUERY, texts, self._encoder.encode_queries)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encoded(_PASSAGE, texts, self._encoder.encode_passages)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._encoder.count_tokens(texts)

    def _encoded(
        self, side: str, texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors]
    ) -> Vectors:
        if not texts:
            return encode(texts)
        with self._asking:
            self._asked[side].update(dict.fromkeys(texts))
        with self._turn:
            with self._asking:
                waiting, self._asked[side] = self._asked[side], {}
            # What is ours may have been encoded with others', and have gone again since.
            wanted = dict.fromkeys((*texts, *waiting))
            new = [text for text in wanted if (side, text) not in self._known]
            if new:
                self._known.update(zip(((side, text) for text in new), encode(new), strict=True))
            found = np.stack([self._known[side, text] for text in texts])
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return found
