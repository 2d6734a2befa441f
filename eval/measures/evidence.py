"""When a text found, or a quote, is the gold evidence."""

from __future__ import annotations

from collections.abc import Sequence

from core.words import words
from eval.cases import Cited, Found, GoldEvidence

SHARE = 0.5
"""Of the distinct words of a gold quote: half of it, or it is another passage."""
PASSAGE_WORDS = 600
"""About a page of prose."""
LEAST = 3
"""Distinct words below which what two quotes share may be chance."""


def is_on_page(document: str, page: int | None, gold: GoldEvidence) -> bool:
    """Whether a place is in the gold's document, and on one of its pages where both have pages."""
    is_elsewhere = page is not None and gold.pages and page not in gold.pages
    return document == gold.document and not is_elsewhere


def covers(hit: Found, gold: GoldEvidence) -> bool:
    """Whether a hit holds at least half of the distinct words of the gold quote, in its place.

    A text of more than `PASSAGE_WORDS` covers nothing.
    """
    is_there = is_on_page(hit.document, hit.page, gold)
    return is_there and is_passage(hit.text) and holds_half(hit.text, gold.quote)


def lies_on(citation: Cited, gold: GoldEvidence) -> bool:
    """Whether a citation is on a gold page; without gold pages, whether the two quotes overlap.

    A citation that names no page is on none. Without a gold quote, the same document is all that
    can be asked where there are no pages.
    """
    if citation.document != gold.document:
        return False
    if gold.pages:
        return citation.page in gold.pages
    return not words(gold.quote) or _overlap(citation.quote, gold.quote)


def _overlap(quote: str, gold: str) -> bool:
    """Whether a passage quotes the gold, or is a part of it of at least `LEAST` distinct words, at
    least half of which the gold has.
    """
    if not is_passage(quote):
        return False
    is_part = len(set(words(quote))) >= LEAST and holds_half(gold, quote)
    return is_part or quotes(quote, gold)


def quotes(text: str, gold: str) -> bool:
    """Whether a text has half of the distinct words of the gold; all where it has few."""
    wanted = set(words(gold))
    return holds_half(text, gold) and (len(wanted) >= LEAST or wanted <= set(words(text)))


def is_passage(text: str) -> bool:
    """Whether a text is short enough to be one: a whole document would hold any quote."""
    return len(text.split()) <= PASSAGE_WORDS


def holds_half(text: str, quote: str) -> bool:
    """Whether `text` has at least half of the distinct words of `quote`, which has some."""
    wanted = set(words(quote))
    return bool(wanted) and len(wanted & set(words(text))) >= SHARE * len(wanted)


def holds_run(tokens: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether `wanted`, not empty, stands in `tokens` without a gap."""
    size = len(wanted)
    last = len(tokens) - size
    return size > 0 and any(
        list(tokens[start : start + size]) == list(wanted) for start in range(last + 1)
    )
