"""The outline that a PDF carries: titles with their page and depth."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import NamedTuple

_MOST, _DEEPEST = 5000, 6


class Title(NamedTuple):
    """An entry of the outline; its page from 1, its level from 1."""

    key: str
    page: int
    level: int


def title_key(text: str) -> str:
    """Titles are the same where their letters and digits are."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def outline_of(path: Path) -> list[Title]:
    """The entries that lead to a page, in order; none where the outline can't be read."""
    import pypdfium2

    found = []
    try:
        with pypdfium2.PdfDocument(path) as document:
            for entry in islice(document.get_toc(max_depth=_DEEPEST), _MOST):
                target = entry.get_dest()
                page = target.get_index() if target else None
                if page is not None and (key := title_key(entry.get_title())):
                    found.append(Title(key, page + 1, entry.level + 1))
    except (pypdfium2.PdfiumError, ValueError):
        return []
    return found
