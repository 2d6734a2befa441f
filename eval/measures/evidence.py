"""When a text found, or a quote, is the gold evidence."""

from __future__ import annotations

from collections.abc import Sequence

from core.words import words
from eval.cases import Cited, Found, GoldEvidence

SHARE = 0.5
"""Of the distinct words of a gold quote: half of it, or it is another passage."""
PASSAGE_WORDS = 600
"""About a page of prose."""


def is_on_page(document: str, page: int | None, gold: GoldEvidence) -> bool:
    """Whether a place is in the gold's document, and on one of its pages where both have pages."""
    is_elsewhere = page is not None and gold.pages and page not in gold.pages
    return document == gold.document and not is_elsewhere


def covers(hit: Found, gold: GoldEvidence) -> bool:
    """Whether a hit holds at least half of the distinct words of the gold quote, in its place.

    A text of more than `PASSAGE_WORDS` is no passage: a whole document would hold any quote.
    """
    is_passage = len(hit.text.split()) <= PASSAGE_WORDS
    return (
        is_passage and is_on_page(hit.document, hit.page, gold) and holds_half(hit.text, gold.quote)
    )


def lies_on(citation: Cited, gold: GoldEvidence) -> bool:
    """Whether a citation is on a gold page; without pages, whether the two quotes overlap.

    They overlap where the shorter one has at least half of its distinct words in the other. Without
    a gold quote, the same document is all that can be asked where there are no pages.
    """
    if not is_on_page(citation.document, citation.page, gold):
        return False
    if citation.page is not None and gold.pages:
        return True
    if not words(gold.quote):
        return not gold.pages
    return holds_half(citation.quote, gold.quote) or holds_half(gold.quote, citation.quote)


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
