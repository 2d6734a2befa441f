"""Lengths of texts in the encoder's tokens, each distinct word counted once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

from core.readings import Leaf

CountTokens = Callable[[Sequence[str]], list[int]]
"""`Encoder.count_tokens`."""
_WORD = re.compile(r"\S+")


class Tokens:
    """A text is as long as its words together.

    So it is to tokenizers that split at white space first (WordPiece, SentencePiece), and nearly so
    to the others; a long filing has a tenth as many distinct words as words.
    """

    def __init__(self, count: CountTokens) -> None:
        self._count = count
        self._known: dict[str, int] = {}

    def each(self, words: Sequence[str]) -> list[int]:
        """Tokens of every word."""
        new = [word for word in dict.fromkeys(words) if word not in self._known]
        if new:
            self._known.update(zip(new, self._count(new), strict=True))
        return [self._known[word] for word in words]

    def clip(self, text: str, most: int) -> str:
        """The first words of a text that are at most `most` tokens together."""
        words = list(_WORD.finditer(text))
        sums = list(accumulate(self.each([word[0] for word in words])))
        kept = bisect_right(sums, most)
        if kept == len(words):
            return text
        return text[: words[kept - 1].end()] if kept else ""


class Ruler:
    """Measures ranges of words of one leaf."""

    def __init__(self, leaf: Leaf, tokens: Tokens) -> None:
        words = [leaf.text[word.start : word.end] for word in leaf.words]
        self._before = [0, *accumulate(tokens.each(words))]

    def size(self, start: int, end: int) -> int:
        """Tokens of words start to end."""
        return self._before[end] - self._before[start]

    def reach(self, start: int, room: int) -> int:
        """Where the words from `start` end that fit into `room` tokens together; one at least."""
        return max(bisect_right(self._before, self._before[start] + room) - 1, start + 1)
