"""The stretch of each passage that a reader should see first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from math import log

from core.evidence import Passage
from core.ids import ChunkId
from core.lexicon import naming_words
from core.readings import WordSpan
from core.words import words
from retrieval.clauses import Stretch
from retrieval.structure import Structure

FOCUS_WORDS = 75
"""Words of a stretch, at most: about three sentences."""
_SATURATION = 1.2
_SAME_THING = 0.7
"""Of a word that names a concept of the question in other words, against one of its own."""


def focused(
    question: str,
    structure: Structure,
    passages: Sequence[Passage],
    stretches: Mapping[ChunkId, Stretch] | None = None,
) -> list[WordSpan]:
    """For each passage the stretch that is known for it, or else its words that hold most of what
    the question looks for.

    Words that few of the passages hold count most, as in BM25: each `log(1 + N / n)`, for the n of
    N passages that hold it.
    """
    wanted = dict.fromkeys(naming_words(structure.concepts), _SAME_THING)
    wanted |= dict.fromkeys(words(question), 1.0)
    texts = _wanted_words(passages, wanted.keys())
    held = Counter(word for text in texts for word in {w for found in text for w in found})
    worth = {word: wanted[word] * log(1 + len(passages) / held[word]) for word in held}
    known = {chunk: stretch.words for chunk, stretch in (stretches or {}).items()}
    return [
        known.get(passage.chunk.id) or _best(passage.chunk.words, text, worth)
        for passage, text in zip(passages, texts, strict=True)
    ]


def _span(passage: Passage) -> range:
    return range(passage.chunk.words.start, passage.chunk.words.end)


def _wanted_words(
    passages: Sequence[Passage], wanted: Collection[str]
) -> list[list[tuple[str, ...]]]:
    """For each word of each passage, those that are wanted of what it says."""
    known: dict[str, tuple[str, ...]] = {}  # the same words come again and again
    texts = []
    for passage in passages:
        said = [_word(passage, at) for at in _span(passage)]
        for word in set(said).difference(known):
            known[word] = tuple(found for found in words(word) if found in wanted)
        texts.append([known[word] for word in said])
    return texts


def _word(passage: Passage, at: int) -> str:
    word = passage.leaf.words[at]
    return passage.leaf.text[word.start : word.end]


def _best(span: WordSpan, text: Sequence[Sequence[str]], worth: Mapping[str, float]) -> WordSpan:
    """Of the runs that are worth most, the middle one of the first that lie side by side: what is
    looked for stands in the middle of it."""
    if len(text) <= FOCUS_WORDS:
        return span
    runs = _runs(text, worth)
    first = runs.index(max(runs))
    last = first
    while last + 1 < len(runs) and runs[last + 1] == runs[first]:
        last += 1
    start = span.start + (first + last) // 2
    return WordSpan(start, start + FOCUS_WORDS)


def _runs(text: Sequence[Sequence[str]], worth: Mapping[str, float]) -> list[float]:
    """What each run of `FOCUS_WORDS` words is worth: a word's second mention adds less than its
    first, and so on, as in BM25."""
    held: Counter[str] = Counter()
    total, runs = 0.0, []
    for at, found in enumerate(text):
        leaving = text[at - FOCUS_WORDS] if at >= FOCUS_WORDS else ()
        for word, step in (*((w, 1) for w in found), *((w, -1) for w in leaving)):
            total -= worth[word] * _saturated(held[word])
            held[word] += step
            total += worth[word] * _saturated(held[word])
        if at >= FOCUS_WORDS - 1:
            runs.append(round(total, 9))
    return runs


def _saturated(count: int) -> float:
    return count * (_SATURATION + 1) / (count + _SATURATION)
