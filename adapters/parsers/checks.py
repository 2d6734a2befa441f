"""Checks that a reading from the cage holds together: its author has met hostile bytes."""

from __future__ import annotations

from itertools import pairwise

from core.readings import Element, Leaf, Parsed, WordSpan


def check(parsed: Parsed) -> None:
    """Raises ValueError unless every offset and span points inside its own leaf, in order."""
    for number, leaf in enumerate(parsed.leaves, 1):
        _expect(leaf.number == number, "leaves are numbered from 1")
        _check_words(leaf)
        end = 0
        for element in leaf.elements:
            _expect(end <= element.words.start < element.words.end, "elements follow each other")
            end = element.words.end
            _check_table(element, len(leaf.words))
        _expect(end <= len(leaf.words), "elements are made of words")


def _check_words(leaf: Leaf) -> None:
    size = len(leaf.text)
    for word in leaf.words:
        _expect(0 <= word.start < word.end <= size, "words are in the text")
    for before, after in pairwise(leaf.words):
        _expect(before.end <= after.start, "words follow each other")


def _check_table(element: Element, words: int) -> None:
    if element.table is None:
        return
    header = element.table.header or WordSpan(0, 0)
    _expect(0 <= header.start <= header.end <= words, "a header is made of words")
    for cell in element.table.cells:
        _expect(0 <= cell.words.start <= cell.words.end <= words, "cells are made of words")
        _expect(cell.row >= 0 and cell.column >= 0, "cells are in the grid")


def _expect(true: bool, what: str) -> None:
    if not true:
        raise ValueError(f"a reading breaks a rule: {what}")
