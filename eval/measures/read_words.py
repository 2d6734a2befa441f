"""Whether the words of a page were read, in order, and where they stand."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

from eval.cases import PageRead, Printed


def recall(case: Printed, read: PageRead) -> float | None:
    """Share of the gold words, as often as they occur, among the words read.

    Case and accents count; punctuation at the ends of words does not.
    """
    gold = Counter(_bare(case.words))
    if not gold:
        return None
    return (gold & Counter(_bare(read.words))).total() / gold.total()


def order(case: Printed, read: PageRead) -> float | None:
    """Longest part of the page that was read in order, over what could have been.

    Of the words that occur once in the gold, how many form the longest sequence that stands in the
    same order in what was read. 1 where all were read in order; a word missed counts against it.
    """
    gold = _bare(case.words)
    counts = Counter(gold)
    place = {word: i for i, word in enumerate(gold) if counts[word] == 1}
    if not place:
        return None
    found = [place[word] for word in _bare(read.words) if word in place]
    return _longest_increasing(found) / len(place)


def boxed(case: Printed, read: PageRead) -> float:
    """Share of the words read that have a box; 0 where none was read."""
    return read.boxed / len(read.words) if read.words else 0.0


def _longest_increasing(numbers: Sequence[int]) -> int:
    """Length of the longest strictly increasing subsequence (patience sorting)."""
    ends: list[int] = []
    for number in numbers:
        i = bisect_left(ends, number)
        ends[i : i + 1] = [number]
    return len(ends)


def _bare(words: Iterable[str]) -> list[str]:
    stripped = (_strip(unicodedata.normalize("NFC", word)) for word in words)
    return [word for word in stripped if word]


def _strip(word: str) -> str:
    kept = [i for i, sign in enumerate(word) if not _is_dropped(sign)]
    return word[kept[0] : kept[-1] + 1] if kept else ""


def _is_dropped(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign).startswith("P")
