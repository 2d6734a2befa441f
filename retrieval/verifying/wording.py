"""Whether the words of a sentence say what the evidence says: negations, opposites, limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.stopwords import STOP_WORDS
from core.verdicts import About, Reason
from retrieval.verifying.reading import Segment, Told
from retrieval.verifying.vocabulary import (
    ANNOUNCING,
    DENIALS,
    EXACTING,
    NEGATIONS,
    OPPOSITES,
)

ALIKE = 0.8
"""Segments that share this much of what the best one shares are all taken for the source."""
_ROOT = 5
"""Letters that two forms of one word share: "deliver", "delivery"."""
_SCOPE, _REACH = 3, 8
"""Stems that a negation is taken to deny, and words among which they are looked for."""


@dataclass(frozen=True, slots=True)
class Stems:
    """Those of a text, to be looked for in any form of their words."""

    stems: frozenset[str]
    roots: frozenset[str]

    @classmethod
    def of(cls, stems: Iterable[str]) -> Stems:
        held = frozenset(stems)
        return cls(held, frozenset(stem[:_ROOT] for stem in held))

    def has(self, stem: str) -> bool:
        return stem in self.stems or (len(stem) > _ROOT and stem[:_ROOT] in self.roots)


def covered(said: Told, texts: Sequence[Told]) -> float:
    """The share of the sentence's words that the evidence has, in some form; without any, 1 where
    it has figures, and 0 else: "Here is the answer" tells nothing."""
    held = Stems.of(stem for text in texts for stem in text.stems)
    kept = [held.has(stem) for stem in said.stems - ANNOUNCING]
    if not kept:
        return float(any(segment.amounts or segment.moments for segment in said.segments))
    return sum(kept) / len(kept)


def share(said: Segment, other: Segment) -> float:
    """Of the words of one, those that the other has."""
    return len(said.stems & other.stems) / max(1, len(said.stems))


def sources(said: Segment, texts: Sequence[Told]) -> list[Segment]:
    """The segments of the evidence that share most words with one of the sentence."""
    segments = [segment for text in texts for segment in text.segments]
    shares = [share(said, segment) for segment in segments]
    best = max(shares, default=0.0)
    return [s for s, its in zip(segments, shares, strict=True) if its and its >= ALIKE * best]


@dataclass(frozen=True, slots=True)
class _Denied:
    word: str
    stems: frozenset[str]


@lru_cache(maxsize=2_048)
def _negations(segment: Segment) -> tuple[_Denied, ...]:
    """Each negation with the stems that follow it."""
    found = []
    for rank, word in enumerate(segment.words):
        if word.text not in NEGATIONS or _is_prefix(segment, word.start + len(word.text)):
            continue
        following = segment.words[rank + 1 : rank + 1 + _REACH]
        stems = [w.stem for w in following if w.stem and w.text not in STOP_WORDS | NEGATIONS]
        found.append(_Denied(word.text, frozenset(stems[:_SCOPE])))
    return tuple(found)


def _is_prefix(segment: Segment, end: int) -> bool:
    """ "non-current" denies nothing."""
    return segment.text[end - segment.start : end - segment.start + 1] == "-"


def turned(said: Segment, alike: Sequence[Segment]) -> Iterator[Reason]:
    """What of the sentence's sense is turned against all of its sources."""
    yield from _denials(said, alike)
    spoken = "".join(segment.spoken for segment in alike)
    for one, other in OPPOSITES:
        for mine, its in ((one, other), (other, one)):
            word = _first(mine, said.spoken)
            instead = _first(its, spoken)
            if word and instead and not _first(its, said.spoken) and not _first(mine, spoken):
                yield Reason(About.DIRECTION, word, instead)
    for words in EXACTING:
        word = _first(words, said.spoken)
        if word and not _first(words, spoken):
            yield Reason(About.QUANTIFIER, word)


def _first(phrases: Sequence[str], spoken: str) -> str:
    return next((phrase.strip() for phrase in phrases if phrase in spoken), "")


def _denials(said: Segment, alike: Sequence[Segment]) -> Iterator[Reason]:
    mine = _negations(said)
    its = [denied for segment in alike for denied in _negations(segment)]
    if mine and not its and not any(_has_denial(segment) for segment in alike):
        yield Reason(About.NEGATION, mine[0].word)
        return
    affirmed = _affirmed(alike)
    denied = frozenset(stem for negation in its for stem in negation.stems)
    for negation in mine:
        if negation.stems & affirmed and not negation.stems & denied:
            yield Reason(About.NEGATION, negation.word)
    if not _has_denial(said):
        yield from _dropped(said, its, affirmed)


def _dropped(said: Segment, its: Sequence[_Denied], affirmed: frozenset[str]) -> Iterator[Reason]:
    """What the sentence affirms and the evidence only denies."""
    mine = _affirmed([said])
    for negation in its:
        shared = negation.stems & mine
        if 3 * len(shared) >= 2 * len(negation.stems) > 0 and not shared <= affirmed:
            yield Reason(About.NEGATION, " ".join(sorted(shared)), negation.word)


def _affirmed(segments: Sequence[Segment]) -> frozenset[str]:
    """Stems that stand in no negation's scope."""
    return frozenset(
        stem
        for segment in segments
        for stem in segment.stems - {s for denied in _negations(segment) for s in denied.stems}
    )


def _has_denial(segment: Segment) -> bool:
    return any(word.text in DENIALS for word in segment.words)
