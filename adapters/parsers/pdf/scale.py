"""Lines that say in what a table counts: "(in millions)", "en milliers d'euros", "k€"."""

from __future__ import annotations

import re

_UNIT = re.compile(
    r"\b(?:thousands?|millions?|billions?|milliers?|milliards?|dollars?|euros?)\b"
    r"|(?<!\w)[km]?(?:€|\$|£|eur|usd)(?!\w)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"[(\[]|(?:in|en|dollars?|amounts?|montants?|millions?|thousands?|milliers?)\b", re.IGNORECASE
)
_WORDS = 12


def is_scale(text: str) -> bool:
    """Whether a line, or a cell, says in what the figures are, and nothing else."""
    words = text.split()
    if not words or len(words) > _WORDS or any(char.isdigit() for char in text):
        return False
    is_alone = len(words) == 1 or bool(_OPENS.match(text))
    return is_alone and not text.endswith((".", ":")) and bool(_UNIT.search(text))
