"""What a recognition engine sees in an image: words with boxes in pixels, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import NamedTuple

_TALL = 1.6
"""A word this much higher than its line is no word of it: an initial, a bracket over two lines."""
_FILLING = 0.5
"""A word that only the worse engine sees must be as sure as this."""
_MEET = 0.3
"""Two words meet where they share this much of the lower one's height."""


class SeenWord(NamedTuple):
    """A word in an image; corners in pixels from the top left, confidence from 0 to 1."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float
    line: int = 0
    """Which of the engine's lines it stands in."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one engine saw in one image."""

    engine: str
    words: tuple[SeenWord, ...]

    @property
    def confidence(self) -> float:
        """Mean over the letters, 0 to 1; 0 where nothing was seen."""
        return self.sure_letters / max(1, sum(len(word.text) for word in self.words))

    @property
    def sure_letters(self) -> float:
        """How many letters it expects to have right."""
        return sum(word.confidence * len(word.text) for word in self.words)

    @property
    def telling(self) -> tuple[SeenWord, ...]:
        """Words that tell something: a figure on a coloured ground is often seen as a lone sign."""
        return tuple(
            word
            for word in self.words
            if word.confidence >= _FILLING and any(map(str.isalnum, word.text))
        )

    def filled(self, other: Sight) -> Sight:
        """These words, and those of another engine that stand where there is none."""
        first = max((word.line for word in self.words), default=-1) + 1
        added = (
            word._replace(line=first + word.line)
            for word in other.words
            if word.confidence >= _FILLING and not any(_meet(word, own) for own in self.words)
        )
        return Sight(self.engine, (*self.words, *added))


def _meet(one: SeenWord, other: SeenWord) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    lower = min(one.y1 - one.y0, other.y1 - other.y0)
    return across > 0 and down > _MEET * lower


def as_high_as_their_line(words: Sequence[SeenWord]) -> list[SeenWord]:
    """The words, each as high as its line; words of a line follow each other.

    A box of ink is lower for "une" than for "Page": what sorts words into lines and sizes needs
    one height.
    """
    return [done for _, line in groupby(words, key=lambda w: w.line) for done in _level(list(line))]


def _level(line: Sequence[SeenWord]) -> list[SeenWord]:
    # Where few words have letters that reach up or down, the others must not pull the edge in.
    tops, bottoms = sorted(w.y0 for w in line), sorted(w.y1 for w in line)
    top, bottom = tops[len(tops) // 4], bottoms[-1 - len(bottoms) // 4]
    height = median(w.y1 - w.y0 for w in line)
    return [
        word._replace(y0=min(top, word.y0), y1=max(bottom, word.y1))
        if max(word.y1, bottom) - min(word.y0, top) < _TALL * max(height, bottom - top)
        else word
        for word in line
    ]
