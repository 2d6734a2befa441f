"""What introduces what: a heading, the caption of a table, the sentence before a list."""

from __future__ import annotations

import re

from core.readings import Element, ElementKind, Leaf, WordSpan

CAPTION_WORDS, SENTENCE_WORDS = 30, 60
"""A longer paragraph above a table or a list is no caption, and more than a sentence."""
_FURNITURE = frozenset({ElementKind.HEADER, ElementKind.FOOTER})
_PROSE = frozenset({ElementKind.PARAGRAPH, ElementKind.LIST_ITEM})
_NOTE = re.compile(
    r"[*†‡§¹²³⁴-⁹]|\(?(?:\d{1,2}|[a-z]|\*{1,3})\)\s|(?:notes?|n\.b\.|nb|sources?)\s?(?:\(?\d+\)?\s?)?:",
    re.IGNORECASE,
)


def is_text(element: Element) -> bool:
    """Whether it holds words, and not running text."""
    return element.words.start < element.words.end and element.kind not in _FURNITURE


def is_note(leaf: Leaf, element: Element) -> bool:
    """Whether it begins as the notes below a table do: "(1) …", "* …", "Source : …"."""
    return element.kind in _PROSE and bool(_NOTE.match(leaf.quote(element.words)))


def introduces(leaf: Leaf, one: Element, following: Element) -> bool:
    """Whether an element belongs with the one right after it."""
    if one.words.end != following.words.start:
        return False
    if one.kind is ElementKind.HEADING:
        return True
    size = one.words.end - one.words.start
    if one.kind not in _PROSE:
        return False
    if following.kind is ElementKind.TABLE:
        return size <= CAPTION_WORDS and not is_note(leaf, one)
    is_list = following.kind is ElementKind.LIST_ITEM and one.kind is ElementKind.PARAGRAPH
    return is_list and size <= SENTENCE_WORDS and leaf.quote(one.words).endswith((":", "："))


def introductions(leaf: Leaf) -> dict[int, WordSpan]:
    """By the first word of a table or list item: the caption or sentence that introduces it."""
    found: dict[int, WordSpan] = {}
    before: Element | None = None
    for element in filter(is_text, leaf.elements):
        if before and before.kind is not ElementKind.HEADING:
            if introduces(leaf, before, element):
                found[element.words.start] = before.words
            elif _continues(before, element) and before.words.start in found:
                found[element.words.start] = found[before.words.start]
        before = element
    return found


def _continues(before: Element, element: Element) -> bool:
    both_items = before.kind is element.kind is ElementKind.LIST_ITEM
    return both_items and before.words.end == element.words.start
