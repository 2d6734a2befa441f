"""BM25 as sparse vectors, made here so that every engine scores a text in the same way.

The engine multiplies each weight by the word's inverse document frequency, over the scope it is
given; it never sees the text.
"""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from core import lexicon
from core.words import VERSION, words

SATURATION = 1.2
LENGTH_NORMALISATION = 0.75
AVERAGE_WORDS = 128
"""Fixed, not measured on the store: a mean would let one upload move every other text's score."""
QUESTION_WORDS = 512
"""Distinct words of a question that count, the first ones: a pasted book must not cost a scan."""

ANALYSIS = f"bm25/{VERSION}/{lexicon.VERSION}/{SATURATION}/{LENGTH_NORMALISATION}/{AVERAGE_WORDS}"
"""Names what the stored weights depend on. An index made with another one must be rebuilt."""


@dataclass(frozen=True, slots=True)
class WordWeights:
    """A sparse vector: `indices` distinct and ascending (32 bits), `values` of the same length."""

    indices: list[int]
    values: list[float]

    def __bool__(self) -> bool:
        return bool(self.indices)


def document_weights(text: str) -> WordWeights:
    """The term-frequency half of BM25 for each word of `text`; empty if it has no word."""
    found = words(text)
    length = 1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * len(found) / AVERAGE_WORDS
    weights = {
        index: count * (SATURATION + 1) / (count + SATURATION * length)
        for index, count in sorted(Counter(map(_index, found)).items())
    }
    return WordWeights(list(weights), list(weights.values()))


def question_weights(text: str) -> WordWeights:
    """1 for each distinct word of `text`; empty if it has no word."""
    distinct = islice(dict.fromkeys(map(_index, words(text))), QUESTION_WORDS)
    indices = sorted(distinct)
    return WordWeights(indices, [1.0] * len(indices))


def _index(word: str) -> int:
    # The same on every machine and run, which hash() is not. Two words share an index once in
    # 2**32 pairs, and then count as one.
    return zlib.crc32(word.encode())
