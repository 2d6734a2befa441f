"""How much of what an expert quoted a reader of the first words of a ranking has before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.words import words
from eval.cases import Asked, Case, Found, GoldEvidence, Output, Reply, Task
from eval.measures.evidence import LEAST, SHARE, is_on_page
from eval.measures.protocol import Contribution


@dataclass(frozen=True, slots=True, repr=False)
class HalfCovered:
    """`span.half@K`: whether the first K words of the hits hold half of a gold quote.

    Hits are read best first, what they show first of each, until K white-space separated words are
    taken. A word of a quote is covered where it stands, in a hit of the quote's document and page,
    within `LEAST` words that follow each other in the quote too (a shorter quote: all of it): words
    that any text of the kind holds are no evidence. Words are those of `core.words`.

    Of several quotes, the covered words of all count, and half as many are needed as the longest
    has: one passage of a clause that was marked five times is found, one of its short names is not.
    """

    cutoff: int
    """Words, from 1."""
    tasks = frozenset({Task.SEARCH, Task.ANSWER})
    higher_is_better = True
    is_timed = False

    def __repr__(self) -> str:
        return f"span.half@{self.cutoff}"

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        """(0 or 1,); None where the case has no quote."""
        if not isinstance(case, Asked) or not isinstance(output, Reply) or not case.answerable:
            return None
        longest = max((len(words(gold.quote)) for gold in case.evidence), default=0)
        if not longest:
            return None
        covered = covered_words(case, list(first_words(output.hits, self.cutoff)))
        return (float(covered >= SHARE * longest),)

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return float(np.mean(contributions[:, 0]))


def first_words(hits: Sequence[Found], most: int) -> Iterator[Found]:
    """The hits, best first, up to `most` words in all; the last one may be cut."""
    for hit in hits:
        taken = (hit.focus or hit.text).split()[:most]
        if not taken:
            return
        most -= len(taken)
        yield Found(hit.document, hit.page, " ".join(taken), hit.score)


def covered_words(case: Asked, read: Sequence[Found]) -> int:
    """How many words of all quotes of a case stand in the texts that were read."""
    texts = [(one, words(one.text)) for one in read]
    quoted = {gold: words(gold.quote) for gold in case.evidence}
    return sum(_covered(gold, quote, texts) for gold, quote in quoted.items() if quote)


def _covered(
    gold: GoldEvidence, quote: Sequence[str], read: Sequence[tuple[Found, Sequence[str]]]
) -> int:
    """How many words of a quote stand in the texts that were read in its place."""
    size = min(LEAST, len(quote))
    there = [found for hit, found in read if is_on_page(hit.document, hit.page, gold)]
    seen = {run for found in there for run in _runs(found, size)}
    covered = {
        place
        for start, run in enumerate(_runs(quote, size))
        if run in seen
        for place in range(start, start + size)
    }
    return len(covered)


def _runs(found: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(found[at : at + size]) for at in range(len(found) - size + 1))
