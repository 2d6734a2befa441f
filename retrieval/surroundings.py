"""What stands around evidence on its leaf: enough to judge what it says."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from core.readings import Leaf, LeafKind, WordSpan

MOST_CHARS = 300
"""On each side: three or four lines of a page."""


def around(leaf: Leaf, words: WordSpan, most_chars: int = MOST_CHARS) -> tuple[str, str]:
    """The leaf's text just before and just after a non-empty range of words: with the quote between
    them, it is the leaf's text there. Cut between words; on a sheet between rows, where one ends
    within so many characters."""
    start, end = leaf.char_span(words)
    before = leaf.words[: words.start]
    first = bisect_left(before, start - most_chars, key=lambda word: word.start)
    low = before[first].start if first < len(before) else start
    after = leaf.words[words.end :]
    last = bisect_right(after, end + most_chars, key=lambda word: word.end)
    high = after[last - 1].end if last else end
    if leaf.kind is LeafKind.SHEET:
        low, high = _whole_rows(leaf.text, low, start, end, high)
    return leaf.text[low:start], leaf.text[end:high]


def _whole_rows(text: str, low: int, start: int, end: int, high: int) -> tuple[int, int]:
    """`low` and `high` moved towards the quote, to where a row begins and one ends."""
    is_cut = low > 0 and text[low - 1] != "\n"
    begins = text.find("\n", low, start) + 1 if is_cut else low
    is_cut = high < len(text) and text[high] != "\n"
    ends = text.rfind("\n", end, high) if is_cut else high
    return (begins or low), (ends if ends > end else high)


def headings_over(leaf: Leaf, words: WordSpan) -> tuple[str, ...]:
    """The headings that the first of some words stands under, outermost first."""
    held = [e for e in leaf.elements if e.words.start <= words.start < e.words.end]
    return held[-1].heading_path if held else ()
