"""Which pages are read together.

The engine ranks type by the pages that it is given, so this hangs on the document alone: a reading
is the same however many cores there are.
"""

from __future__ import annotations

from math import ceil

SMALL = 24
"""Pages of a document that is read as one: starting a second process takes longer than it saves."""
_PAGES = 140
"""Of a part, at most: a process that has read more is replaced."""


def parts_of(pages: int) -> list[range]:
    """Every nth page each, as dense pages stand together; an even number, for two cores."""
    if pages <= SMALL:
        return [range(1, pages + 1)]
    parts = 2 * ceil(pages / (2 * _PAGES))
    return [range(start, pages + 1, parts) for start in range(1, parts + 1)]
