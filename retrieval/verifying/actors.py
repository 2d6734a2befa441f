"""Whether names are the evidence's, and stand where they stand in it: who does, to whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.verdicts import About, Reason
from retrieval.verifying.reading import Segment, Told, Word
from retrieval.verifying.vocabulary import EMPTY, ROLES
from retrieval.verifying.wording import share

MARGIN = 0.8
"""By how much another actor's surroundings must be more alike: about one near word."""
CLOSE = 0.6
"""Share of a sentence's words in its source from which on names stand for who does what: a looser
paraphrase may turn the sentence round."""
_ENDINGS = ("n", "an", "ian", "ean", "ern", "ese", "ish", "ais", "aise", "ien", "ienne", "s", "es")
"""Of what is called after a place or a people."""
_WEIGHTS = (1.0, 0.7, 0.5)
"""Of the nearest stems to each side."""
_AROUND = 16
"""Words among which they are looked for."""
_MOST = 100
"""Actors that are compared; it bounds the time that a hostile text can take."""
_TOWARDS = {"by": "by", "par": "by", "to": "to", "a": "to", "au": "to", "aux": "to", "from": "from"}
_PARTIES = frozenset(ROLES.values())
_ARTICLES = frozenset({"the", "le", "la", "l", "les", "such", "any", "an"})
_PASSIVE = re.compile(
    r" (?:be|is|are|was|were|been|being|est|sont|sera|seront|ete|etre)(?: \w+){1,3} (?:by|par) "
)
_ACRONYM = re.compile(r"[A-Z]{2,6}")
_SENTENCE_START = re.compile(r"[.!?:«“\"]\s*$")


@dataclass(frozen=True, slots=True)
class Actor:
    name: str
    around: Mapping[tuple[str, str], float]
    """Weight by side and stem."""


def unknown_names(said: Told, texts: Sequence[Told]) -> Iterator[Reason]:
    """Words with a capital inside the sentence that no text has."""
    told = [word.text for text in texts for segment in text.segments for word in segment.words]
    held, initials = frozenset(told), "".join(word[0] for word in told)
    for segment in said.segments:
        for word in segment.words:
            written = _written(segment, word)
            is_short = bool(_ACRONYM.fullmatch(written)) and word.text in initials
            if _is_name(segment, word) and not is_short and not _is_held(word.text, held):
                yield Reason(About.NAME, written)


def _is_held(name: str, held: frozenset[str]) -> bool:
    """Or the name that it is made of: of "Australian", "Australia"."""
    roots = (name.removesuffix(ending) for ending in ("", *_ENDINGS))
    return any(root in held for root in roots if root == name or len(root) > 3)


def misplaced(said: Segment, alike: Sequence[Segment]) -> Iterator[Reason]:
    """Actors whose surroundings are those of another actor in every source."""
    if _is_passive([said]) != _is_passive(alike):
        return
    is_close = any(share(said, segment) >= CLOSE for segment in alike)
    told = [actor for segment in alike for actor in _actors(segment)][:_MOST]
    told = [actor for actor in told if is_close or actor.name in _PARTIES]
    for actor in _actors(said)[:_MOST]:
        own = [_fit(actor, other) for other in told if other.name == actor.name]
        if not own and actor.name not in _PARTIES:
            continue  # `unknown_names` looks for it in all of the evidence
        for rival in (other for other in told if other.name != actor.name):
            is_party = bool(own) or rival.name in _PARTIES
            if is_party and _fit(actor, rival) >= max(own, default=0.0) + MARGIN:
                yield Reason(About.ROLE, actor.name, rival.name)
                break


def _fit(one: Actor, other: Actor) -> float:
    shared = one.around.keys() & other.around.keys()
    return sum(min(one.around[key], other.around[key]) for key in shared)


def _is_passive(segments: Iterable[Segment]) -> bool:
    return any(_PASSIVE.search(segment.spoken) for segment in segments)


@lru_cache(maxsize=2_048)
def _actors(segment: Segment) -> tuple[Actor, ...]:
    words = segment.words
    which = [word.stem in ROLES or _is_name(segment, word) for word in words]
    return tuple(
        Actor(ROLES.get(word.stem, word.stem), _around(words, which, rank))
        for rank, word in enumerate(words)
        if which[rank] and word.stem
    )


def _around(
    words: Sequence[Word], which: Sequence[bool], rank: int
) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for side, ranks in (
        ("before", range(rank - 1, -1, -1)),
        ("after", range(rank + 1, len(words))),
    ):
        near = (words[at].stem for at in ranks[:_AROUND] if words[at].stem and not which[at])
        found |= {(side, stem): w for stem, w in zip(near, _WEIGHTS, strict=False)}
    at = rank - 1
    while at >= 0 and words[at].text in _ARTICLES:
        at -= 1
    if at >= 0 and words[at].text in _TOWARDS:
        found["towards", _TOWARDS[words[at].text]] = 1.0
    return found


def _written(segment: Segment, word: Word) -> str:
    start = word.start - segment.start
    return segment.text[start : start + len(word.text)]


def _is_name(segment: Segment, word: Word) -> bool:
    """A capital inside a sentence."""
    start = word.start - segment.start
    is_inside = start > 0 and not _SENTENCE_START.search(segment.text[max(0, start - 3) : start])
    return is_inside and segment.text[start].isupper() and word.text not in EMPTY
