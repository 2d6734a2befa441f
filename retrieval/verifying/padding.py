"""What a sentence adds to its evidence: clauses of its own, codes, signs that nobody wrote there.

A sentence may be true in half of its words and say anything in the other half, so each clause must
be told by itself. Question words may frame what is told, and prove nothing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.plain import plain
from core.verdicts import About, Reason
from retrieval.verifying.reading import Segment, Told, Word, told
from retrieval.verifying.vocabulary import ANNOUNCING, FRAMING, INTERROGATIVE, SPEAKING
from retrieval.verifying.wording import Stems

MOST_ADDED = 2
"""Words of one clause that the evidence does not tell. Two must be outnumbered by words it tells:
faithful sentences put a synonym, a padded one an opinion, an order or an advertisement."""
_LONGEST_WORD = 25
"""Letters; what is longer is a code, or words run together."""
_BETWEEN = re.compile(
    r"[,;:()|\"«»“”!?\[\]{}]|\s-+\s|\n"
    r"|\b(?:and|but|while|whereas|or|that|which|et|mais|ou|qui|tandis)\b"
)
"""What parts clauses, on plain text."""
_SHORTEST_GARBLED = 5
_ODD = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "So", "Sk"})
"""Unicode's categories of controls, formats (zero width, writing direction), unassigned and private
characters, and of symbols such as emoji."""
_CLOSING = " \"'»”)]."
_LATIN_END = "\u0250"
_LATIN_EXTENDED = ("\u1e00", "\u1eff")
_COMMON = frozenset("\n\t°©®™`^´¨")


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    words: tuple[Word, ...]
    figures: int
    is_joined: bool
    """A conjunction stands before it."""


def padding(said: Told, texts: Sequence[Told], question: str = "") -> Iterator[Reason]:
    """The clauses of a sentence that say more than the evidence does, and what is written in signs
    that the evidence lacks."""
    yield from _odd(said, texts)
    if said.text.rstrip(_CLOSING).endswith("?"):
        yield Reason(About.WORDS, said.text)  # a question tells nothing
    evidence, asked = _Evidence.of(texts), Stems.of(told(question).stems)
    for segment in said.segments:
        clauses = _clauses(segment)
        for rank, clause in enumerate(clauses):
            if _is_added(clause, _is_apart(clauses, rank), evidence, asked):
                yield Reason(About.WORDS, clause.text)


def _is_added(clause: _Clause, is_apart: bool, evidence: _Evidence, asked: Stems) -> bool:
    if any(evidence.is_addressed(word) for word in clause.words):
        return True
    held = [evidence.stems.has(word.stem) for word in clause.words if word.stem]
    free = [word for word in clause.words if word.stem and not _is_framing(word)]
    if any(evidence.is_code(word) for word in free if word.stem not in asked.stems):
        return True
    added = sum(not evidence.stems.has(w.stem) and not asked.has(w.stem) for w in free)
    count = sum(held) + clause.figures
    if is_apart and not count:
        return added > 0 or any(word.text in INTERROGATIVE for word in clause.words)
    return added > MOST_ADDED or added == MOST_ADDED >= count


def _is_framing(word: Word) -> bool:
    return word.text in FRAMING or word.stem in FRAMING or word.stem in ANNOUNCING


@dataclass(frozen=True, slots=True)
class _Evidence:
    stems: Stems
    words: frozenset[str]
    joined: str
    """All of its words without what parts them."""

    @classmethod
    def of(cls, texts: Sequence[Told]) -> _Evidence:
        words = [word.text for text in texts for s in text.segments for word in s.words]
        stems = Stems.of(stem for text in texts for stem in text.stems)
        return cls(stems, frozenset(words), "".join(words))

    def is_code(self, word: Word) -> bool:
        """A code, words run together, or the letters of one in another order."""
        text = word.text
        if text in self.words:
            return False
        if len(text) > _LONGEST_WORD or any(letter.isdigit() for letter in text):
            return True
        if len(text) < _SHORTEST_GARBLED:
            return False
        if text in self.joined and not any(text in held for held in self.words):
            return True
        letters = sorted(text)
        return any(len(held) == len(text) and sorted(held) == letters for held in self.words)

    def is_addressed(self, word: Word) -> bool:
        """A person who speaks or is spoken to, of whom the evidence does not speak."""
        return word.text in SPEAKING and not SPEAKING & self.words


def _clauses(segment: Segment) -> list[_Clause]:
    """Pieces of a segment between punctuation and conjunctions, figures being whole."""
    spans = [(amount.start, amount.end) for amount in segment.amounts]
    spans += [(moment.start, moment.end) for moment in segment.moments]
    starts = sorted(start for start, _ in spans)
    letters = _masked(segment, spans)
    bounds = [(found.start(), found.end()) for found in _BETWEEN.finditer(letters)]
    found: list[_Clause] = []
    start, is_joined = 0, False
    for end, following in (*bounds, (len(letters), len(letters))):
        first, last = segment.start + start, segment.start + end
        words = segment.words[segment.place(first) : segment.place(last)]
        count = bisect_left(starts, last) - bisect_left(starts, first)
        if count or any(word.text[0].isalnum() for word in words):
            found.append(_Clause(segment.text[start:end].strip(), words, count, is_joined))
            is_joined = False
        is_joined |= letters[end:following].isalpha()
        start = following
    return found


def _masked(segment: Segment, spans: Sequence[tuple[int, int]]) -> str:
    """The segment's plain text, letters in the place of figures."""
    letters = list(plain(segment.text))
    for start, end in spans:
        inside = slice(start - segment.start, end - segment.start)
        letters[inside] = "x" * len(letters[inside])
    return "".join(letters)


def _is_apart(clauses: Sequence[_Clause], rank: int) -> bool:
    """Whether a clause opens the sentence before a conjunction, or ends it: there a statement of
    its own is put. In between stand enumerations."""
    if len(clauses) == 1:
        return False
    return rank == len(clauses) - 1 or (rank == 0 and clauses[1].is_joined)


def _odd(said: Told, texts: Sequence[Told]) -> Iterator[Reason]:
    """Emoji, letters of another script, what is not seen: unless the evidence has them."""
    odd = {sign for sign in said.text if not sign.isascii() and _is_odd(sign)}
    if odd and (missing := odd.difference(*(text.text for text in texts))):
        yield Reason(About.WORDS, " ".join(sorted(missing)))


def _is_odd(sign: str) -> bool:
    if sign in _COMMON:
        return False
    if unicodedata.category(sign) in _ODD:
        return True
    is_latin = sign < _LATIN_END or _LATIN_EXTENDED[0] <= sign <= _LATIN_EXTENDED[1]
    return sign.isalpha() and not is_latin
