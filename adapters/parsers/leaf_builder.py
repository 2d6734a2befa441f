"""Builds a leaf word by word, so that text, words and elements can't disagree."""

from __future__ import annotations

import re

from core.places import Box
from core.readings import Element, ElementKind, Leaf, LeafKind, Table, Word, WordSpan

# Control characters have no place in a text that is stored, shown and compared; PostgreSQL refuses
# NUL. A replacement of the same length keeps every offset.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff]")


class LeafBuilder:
    """Words go in in reading order; `element` turns the words since a mark into an element.

    The separator before a word is a space inside a line, a tab between two cells of a row, and a
    line break between rows and between elements.
    """

    def __init__(
        self,
        number: int,
        kind: LeafKind,
        label: str = "",
        width_pt: float | None = None,
        height_pt: float | None = None,
    ) -> None:
        self._number, self._kind, self._label = number, kind, label
        self._width_pt, self._height_pt = width_pt, height_pt
        self._parts: list[str] = []
        self._length = 0
        self._words: list[Word] = []
        self._elements: list[Element] = []

    @property
    def mark(self) -> int:
        """How many words there are: where the next one will be."""
        return len(self._words)

    def add(
        self,
        text: str,
        separator: str = " ",
        box: Box | None = None,
        cell: str | None = None,
        confidence: float | None = None,
    ) -> WordSpan:
        """Append the words of a text; `separator` (white space) stands before the first one.

        Every word gets the box, the cell and the confidence. White space in the text, no-break
        space included, separates words and becomes one space.
        """
        start = self.mark
        for rank, token in enumerate(_CONTROL.sub("\ufffd", text).split()):
            self._append(token, separator if rank == 0 else " ", box, cell, confidence)
        return WordSpan(start, self.mark)

    def _append(
        self,
        token: str,
        separator: str,
        box: Box | None,
        cell: str | None,
        confidence: float | None,
    ) -> None:
        if self._words:
            self._parts.append(separator)
            self._length += len(separator)
        start, end = self._length, self._length + len(token)
        self._words.append(Word(start, end, box, cell, confidence))
        self._parts.append(token)
        self._length += len(token)

    def element(
        self, kind: ElementKind, start: int, level: int = 0, table: Table | None = None
    ) -> None:
        """Make an element of the words from rank `start` on; nothing where there are none."""
        if start < self.mark:
            self._elements.append(Element(kind, WordSpan(start, self.mark), level, (), table))

    def build(self) -> Leaf:
        return Leaf(
            number=self._number,
            kind=self._kind,
            label=self._label,
            width_pt=self._width_pt,
            height_pt=self._height_pt,
            text="".join(self._parts),
            words=tuple(self._words),
            elements=tuple(self._elements),
        )
