"""Where a contract says what a question asks for: stretches worded as such a clause is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log

from core.clauses import CLAUSES, GAP
from core.evidence import Passage
from core.plain import plain
from core.readings import WordSpan
from retrieval.once import Once
from retrieval.orders import ordering
from retrieval.units import units_of

CLAUSE_WORDS = 60
"""Words of a stretch, at most: a sentence of law, or two."""
_SAID, _MENTIONED, _HEADED, _CAPTIONED, _OPENING = 0.4, 0.25, 0.1, 0.1, 0.15
"""What each adds to the worth of a piece; all of them are 1."""
_AT_THE_OPENING = 3
"""Passages of a document."""
_CAPTIONED_PIECES = 4
"""Sentences that a caption speaks for: its own, and those after it."""
_LONGEST_CAPTION, _LONGEST_HEADING = 6, 8
"""Words."""

_TOKEN = re.compile(r"[^\W_]+|%")
_NUMBERING = re.compile(
    r"[\W_]*(?:(?:article|section|clause)\W+)?(?:[ivxlc]{1,6}\b|\d[\d.]*|\(?[a-z]\))?[\W_]*"
)
_CAPTION = re.compile(r"(?:(?! - )[^.:;,]){0,80}")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of a passage, and how much they are worded as the clauses that are looked for."""

    words: WordSpan
    worth: float
    """In [0, 1]."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, a table row, or what stands between such: a heading."""

    words: WordSpan
    said: str
    """Its words apart by one space, with one before and after."""
    caption: str
    """What it is announced by, in the same way; empty where it is by nothing."""


class _Worded:
    """The phrases of one clause."""

    def __init__(self, name: str) -> None:
        clause = CLAUSES[name]
        self.asked, self.headed = phrases(clause.asked), phrases(clause.headed)
        self.says, self.mentions = phrases(clause.says), phrases(clause.mentions)
        self.is_opening = clause.is_opening

    def is_headed(self, heading: str) -> bool:
        """Whether the heading begins as this clause's does."""
        starts = (found.start() for phrase in self.headed if (found := phrase.search(heading)))
        return any(start == 0 for start in starts)


_worded = cache(_Worded)


def clauses_in(question: str) -> frozenset[str]:
    """The clauses that a question asks for, by their names in `core.clauses`."""
    said = _spoken(question)
    asked = frozenset(name for name in CLAUSES if _found(_worded(name).asked, said))
    return frozenset(name for name in asked if not CLAUSES[name].is_general) or asked


def stretches(
    clauses: Iterable[str], passages: Sequence[Passage], once: Once | None = None
) -> list[Stretch]:
    """For each passage its words that are worded most as one of these clauses.

    A phrase counts the more the fewer pieces have it, as in BM25: `log(1 + N / n) / log(1 + N)`,
    for the n of N pieces of these passages.
    """
    pieces = [_pieces(passage, once or Once()) for passage in passages]
    worth = [[0.0] * len(of) for of in pieces]
    wanted = [_worded(name) for name in sorted(clauses)]
    for clause in wanted:
        said, mentioned = _shares(clause.says, pieces), _shares(clause.mentions, pieces)
        for n, passage in enumerate(passages):
            beside = _beside(clause, passage, pieces[n])
            for at, more in enumerate(beside):
                own = _SAID * said[n][at] + _MENTIONED * mentioned[n][at]
                worth[n][at] += (own + more) / len(wanted)
    return [_stretch(*each) for each in zip(passages, pieces, worth, strict=True)]


def _shares(
    wanted: Sequence[re.Pattern[str]], pieces: Sequence[Sequence[_Piece]]
) -> list[list[float]]:
    """How much of the wanted phrases each piece has, in [0, 1)."""
    found = [[_found(wanted, piece.said) for piece in of] for of in pieces]
    held = Counter(phrase for of in found for each in of for phrase in each)
    count = sum(map(len, pieces))
    worth = {phrase: log(1 + count / n) / log(1 + count) for phrase, n in held.items()}
    return [[1 - exp(-sum(worth[p] for p in each)) for each in of] for of in found]


def _beside(clause: _Worded, passage: Passage, pieces: Sequence[_Piece]) -> list[float]:
    """What the headings of each piece, and where it stands, add to its worth."""
    heading = _announced(plain(" ".join(passage.chunk.heading_path[-1:])), _LONGEST_HEADING)
    opens = clause.is_opening and passage.chunk.ordinal < _AT_THE_OPENING
    both = _HEADED * clause.is_headed(heading) + _OPENING * opens
    captioned = [clause.is_headed(piece.caption) for piece in pieces]
    return [
        both + _CAPTIONED * any(captioned[max(0, at + 1 - _CAPTIONED_PIECES) : at + 1])
        for at in range(len(pieces))
    ]


def _stretch(passage: Passage, pieces: Sequence[_Piece], worth: Sequence[float]) -> Stretch:
    """The best piece, and those beside it as long as there is room, the better ones first; never
    over what was left out between two."""
    if not pieces:
        return Stretch(passage.chunk.words, 0.0)
    best = max(range(len(pieces)), key=lambda at: worth[at])
    first = last = best
    start, end = pieces[best].words
    while True:
        before, after = pieces[first - 1 : first], pieces[last + 1 : last + 2]
        near = [(worth[last + 1], last + 1) for piece in after if piece.words.start == end]
        near += [(worth[first - 1], first - 1) for piece in before if piece.words.end == start]
        room = [
            (value, at) for value, at in near
            if max(end, pieces[at].words.end) - min(start, pieces[at].words.start) <= CLAUSE_WORDS
        ]  # fmt: skip
        if not room:
            return Stretch(WordSpan(start, min(end, start + CLAUSE_WORDS)), worth[best])
        at = max(room)[1]
        first, last = min(first, at), max(last, at)
        start, end = min(start, pieces[at].words.start), max(end, pieces[at].words.end)


def _pieces(passage: Passage, once: Once) -> list[_Piece]:
    def cut() -> list[_Piece]:
        return [_piece(passage, words, is_heading) for words, is_heading in _spans(passage)]

    return once.of("pieces", passage.chunk.id, cut)


def _spans(passage: Passage) -> Iterator[tuple[WordSpan, bool]]:
    """Units, and the headings between them; without what orders a model about, which is neither."""
    orders = ordering(passage)
    at, whole = passage.chunk.words
    between: list[tuple[WordSpan, bool]] = []
    for unit in units_of(passage):
        between.append((WordSpan(at, unit.words.start), True))
        between.append((WordSpan(max(at, unit.words.start), unit.words.end), False))
        at = max(at, unit.words.end)
    between.append((WordSpan(at, whole), True))
    for words, is_heading in between:
        if words.start < words.end and orders.isdisjoint(range(*words)):
            yield words, is_heading


def _piece(passage: Passage, words: WordSpan, is_heading: bool = False) -> _Piece:
    text = plain(passage.leaf.quote(words))
    caption = _announced(text, _LONGEST_HEADING if is_heading else _LONGEST_CAPTION, not is_heading)
    return _Piece(words, _spoken(text), caption)


def _announced(text: str, longest: int, is_run_in: bool = False) -> str:
    """A heading without its number; of a sentence what stands before its first sign."""
    numbering = _NUMBERING.match(text)
    text = text[numbering.end() :] if numbering else text
    if is_run_in:
        found = _CAPTION.match(text)
        text = found[0] if found else ""
    return _spoken(text) if len(text.split()) <= longest else ""


def phrases(listed: str) -> tuple[re.Pattern[str], ...]:
    """Patterns for texts that `_spoken` gives, of phrases as `core.clauses` writes them."""
    return tuple(_phrase(one) for one in listed.split(",") if one.strip())


def _phrase(written: str) -> re.Pattern[str]:
    runs = [
        "".join(f" {word}" + r"\w*" * starred for word, starred in _words(run))
        for run in written.split("..")
    ]
    return re.compile(rf"(?: \S+){{0,{GAP}}}?".join(runs) + "(?= )")


def _words(run: str) -> Iterator[tuple[str, bool]]:
    """Each word of a run, and whether any ending will do."""
    for word in run.split():
        tokens = _TOKEN.findall(plain(word))
        for at, token in enumerate(tokens):
            yield token, word.endswith("*") and at + 1 == len(tokens)


def _spoken(text: str) -> str:
    return f" {' '.join(_TOKEN.findall(plain(text)))} "


def _found(wanted: Sequence[re.Pattern[str]], said: str) -> list[int]:
    return [at for at, phrase in enumerate(wanted) if phrase.search(said)]
