"""By which letters the shares of an issuer are traded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.description import Fact, Field
from ingest.describe.leaf_text import LeafText

_EXCHANGE = r"(?:The )?(?:New York Stock Exchange|N(?:asdaq|ASDAQ)|NYSE|London Stock|Euronext)"
_TICKER = re.compile(
    # A row of a filing's cover: the class of shares, the letters, the exchange.
    r"(?:[Cc]ommon (?:[Ss]tock|[Ss]hares)|[Oo]rdinary [Ss]hares)[^\n]{0,60}?[ \t]"
    rf"(?P<cover>[A-Z]{{2,5}})[ \t]+{_EXCHANGE}"
    # What a release or a report adds to the name: (NYSE: NWT), Euronext Paris : NWT.
    r"|(?:NYSE|N(?:asdaq|ASDAQ)|LSE|TSX|ASX|Euronext(?: \w{4,9})?) ?[:–-] ?(?P<added>[A-Z]{2,5})\b"
    r"|(?:[Mm]n[ée]monique|[Tt]icker(?: [Ss]ymbol)?) ?: ?(?P<told>[A-Z]{2,5})\b"
)


def ticker_of(front: Sequence[LeafText]) -> Iterator[Fact]:
    """The first that is told."""
    for leaf in front:
        if found := _TICKER.search(leaf.text):
            yield leaf.fact(Field.TICKER, *found.span(str(found.lastgroup)))
            return
