"""A text as the judge reads it: its segments, their words, figures and moments."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache

from core.dates import MONTH, YEAR
from core.moments import Moment
from core.plain import plain
from core.quantities import Quantity, read_quantities
from core.units import currencies, stated_scale
from retrieval.verifying.vocabulary import EMPTY

_TOKEN = re.compile(r"[^\W_]+?(?=n't)|n't|[^\W_]+|[,;:()–—|]")
_END = re.compile(r"(?<=[.!?;])[\"'»”)]*\s+(?=[\"'«“(]*[A-ZÀ-Ý\d])|\n+")
_WRAPPED = re.compile(
    r"""(?<=[^\W\d_]|,)\n(?=[a-zà-ÿ])
      | \b(?P<little>and|the|for|of|to|in|by|or|et|de|des|du|la|le|les|au|en|ou|un|par|sur)\n
      | (?<=\d)\n(?=(?:thousand|million|billion|millier|milliard|euro|dollar|per\ ?cent)s?\b)""",
    re.VERBOSE,
)
"""A line was wrapped that goes on in a small letter, ends in a little word or lost its scale."""
_SPREAD = re.compile(
    rf"\b(?:{MONTH}\.?[\t ]\d\d?,?|\d\d?(?:er|st|nd|rd|th)?[\t ]{MONTH}\.?,?)[\t ]{YEAR}\b"
)
_BARRIERS = frozenset({",", ";", ":", "(", ")", "–", "—", "and", "et", "while", "whereas", "but"})
_MOST_CHARS = 40_000
"""What is longer is cut: no chunk is."""


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    """Folded by `core.plain`."""
    stem: str
    """Without a plural's s; empty for a word that says nothing by itself, or a sign."""
    start: int
    rank: int
    """In its segment; a barrier (comma, "and") counts as three."""


@dataclass(frozen=True, eq=False)
class Segment:
    """A sentence or a line. Offsets are those of the whole text."""

    text: str
    start: int
    amounts: tuple[Quantity, ...]
    moments: tuple[Moment, ...]

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All of them, without those that figures and moments are written with."""
        spans = [(quantity.start, quantity.end) for quantity in self.amounts]
        spans += [(moment.start, moment.end) for moment in self.moments]
        taken = {at for span in spans for at in range(*span)}
        found, rank = [], 0
        for token in _TOKEN.finditer(plain(self.text)):
            if self.start + token.start() not in taken:
                rank += 3 if token[0] in _BARRIERS else 1
                stem = stem_of(token[0])
                found.append(Word(token[0], stem, self.start + token.start(), rank))
        return tuple(found)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words if word.stem)

    @cached_property
    def spoken(self) -> str:
        """Its words between single spaces, for phrases to be looked for."""
        return f" {' '.join(word.text for word in self.words)} "

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    def place(self, offset: int) -> int:
        """How many words begin before a character."""
        return bisect_left(self._starts, offset)

    def rank_at(self, offset: int) -> int:
        """Where a character stands, as words are ranked."""
        place = self.place(offset)
        return self.words[place - 1].rank + 1 if place else 0


@dataclass(frozen=True, eq=False)
class Told:
    """A whole text."""

    text: str

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        read = read_quantities(self.text)
        amounts_at = [amount.start for amount in read.amounts]
        moments_at = [moment.start for moment in read.moments]
        ends = [(gap.start(), gap.end()) for gap in _END.finditer(self.text)]
        found, start = [], 0
        for end, following in (*ends, (len(self.text), len(self.text))):
            if self.text[start:end].strip():
                amounts = read.amounts[_within(amounts_at, start, end)]
                moments = read.moments[_within(moments_at, start, end)]
                found.append(Segment(self.text[start:end], start, amounts, moments))
            start = following
        return tuple(found)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stem for segment in self.segments for stem in segment.stems)

    @cached_property
    def currencies(self) -> frozenset[str]:
        return currencies(self.text)

    @cached_property
    def scale(self) -> int | None:
        return stated_scale(self.text)


def _within(starts: list[int], start: int, end: int) -> slice:
    return slice(bisect_left(starts, start), bisect_left(starts, end))


@lru_cache(maxsize=256)
def told(text: str) -> Told:
    """The text, read once for all sentences that cite it. A lone line break in a sentence is a
    space, and so are tabs in a date."""
    unwrapped = _WRAPPED.sub(lambda found: f"{found['little'] or ''} ", text[:_MOST_CHARS])
    return Told(_with_whole_dates(unwrapped))


def _with_whole_dates(text: str) -> str:
    """Readers of some files take the words of a date for cells of a row."""
    folded = plain(text) if "\t" in text else ""
    if len(folded) != len(text):
        return text
    for found in _SPREAD.finditer(folded):
        start, end = found.span()
        text = f"{text[:start]}{text[start:end].replace(chr(9), ' ')}{text[end:]}"
    return text


def stem_of(word: str) -> str:
    """Without a plural's s; empty for what says nothing by itself."""
    if word in EMPTY or not word[0].isalnum():
        return ""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
