"""What nobody writes: codes, words run together or with their letters in another order, signs that
the evidence lacks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.verdicts import About, Reason
from retrieval.verifying.reading import Told, Word
from retrieval.verifying.vocabulary import SPEAKING
from retrieval.verifying.wording import Stems

_LONGEST_WORD = 25
"""Letters; what is longer is a code, or words run together."""
_SHORTEST_GARBLED = 5
_ODD = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "So", "Sk"})
"""Unicode's categories of controls, formats (zero width, writing direction), unassigned and private
characters, and of symbols such as emoji."""
_LATIN_END = "\u0250"
_LATIN_EXTENDED = ("\u1e00", "\u1eff")
_COMMON = frozenset("\n\t°©®™`^´¨")


@dataclass(frozen=True, slots=True)
class Wording:
    """Of all texts that a sentence cites."""

    stems: Stems
    words: frozenset[str]
    joined: str
    """All of its words without what parts them."""
    letters: frozenset[str]
    """Of each word, in the order of the alphabet."""

    @classmethod
    def of(cls, texts: Sequence[Told]) -> Wording:
        words = [word.text for text in texts for s in text.segments for word in s.words]
        stems = Stems.of(stem for text in texts for stem in text.stems)
        held = frozenset(words)
        return cls(stems, held, "".join(words), frozenset(map(_letters, held)))

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
        return _letters(text) in self.letters

    def is_addressed(self, word: Word) -> bool:
        """A person who speaks or is spoken to, of whom the evidence does not speak."""
        return word.text in SPEAKING and not SPEAKING & self.words


@lru_cache(maxsize=64)
def wording_of(texts: tuple[Told, ...]) -> Wording:
    """Made once for all sentences that cite the same texts."""
    return Wording.of(texts)


@lru_cache(maxsize=4_096)
def _letters(word: str) -> str:
    return "".join(sorted(word))


def odd_signs(said: Told, texts: Sequence[Told]) -> Iterator[Reason]:
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
