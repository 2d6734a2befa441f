"""Whether a question says at all what it looks for."""

from __future__ import annotations

import re

from core.words import words
from retrieval.scope.periods import asked_periods

_DOTS = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")
"""Inside an acronym: Z.E.A.T."""
_ASKING = frozenset(
    words(
        "combien comment pourquoi quand où est-ce quoi lequel laquelle dont pour plus sans son svp"
        " merci much many please thanks yes oui non ok"
    )
)
"""What asks, in words that stop words leave out, for they may mean something."""


def has_topic(question: str) -> bool:
    """Whether it has a word besides those that ask, and times: not "le", "qui ?", "2024", "1"."""
    text = _DOTS.sub("", question)
    for said in asked_periods(question).said:
        text = text.replace(said.words, " ")
    return any(_tells(word) for word in words(text))


def _tells(word: str) -> bool:
    is_letter = len(word) == 1 and word.isascii()  # other scripts have words of one sign
    return any(map(str.isalpha, word)) and not is_letter and word not in _ASKING
