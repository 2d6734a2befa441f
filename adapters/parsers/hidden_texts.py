"""Collects what is kept out of a reading, so that it is told in few words."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.parsers.finish import hidden_text
from core.outcomes import Hidden, HiddenReason

_MOST_ITEMS = 200
"""A file may hide a word in each of a million places; what is beyond is told together."""
_KEPT = 400
"""Characters of an item that are collected: what is told of it is shorter."""
_LONGEST_LABEL = 200
_Key = tuple[HiddenReason, int | None, str]


@dataclass(slots=True)
class HiddenTexts:
    """One item for each reason, leaf and label, in the order in which they were met."""

    _texts: dict[_Key, str] = field(default_factory=dict)
    _words: dict[_Key, int] = field(default_factory=dict)

    def add(
        self, reason: HiddenReason, text: str, leaf: int | None = None, label: str = ""
    ) -> None:
        """Nothing where the text has no word."""
        words = len(text.split())
        if not words:
            return
        key: _Key = (reason, leaf, _printable(label[:_LONGEST_LABEL]))
        if key not in self._words and len(self._words) >= _MOST_ITEMS:
            key = (reason, None, "elsewhere")
        before = self._texts.get(key, "")
        if len(before) < _KEPT:
            self._texts[key] = f"{before} {_printable(text[:_KEPT])}"
        self._words[key] = self._words.get(key, 0) + words

    def items(self) -> list[Hidden]:
        return [
            Hidden(reason, hidden_text(reason, self._texts[key]).text, words, leaf, label)
            for key, words in self._words.items()
            for reason, leaf, label in [key]
        ]


def _printable(text: str) -> str:
    """Control characters have no place in what is stored and shown; PostgreSQL refuses some."""
    return "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text)
