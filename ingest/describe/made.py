"""When a document was made or signed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.dates import Dated, date_after
from core.description import Fact, Field
from ingest.describe.leaf_text import LeafText

_MADE = re.compile(
    r"\bdate of (?:report|earliest event)[^\n]{0,60}?: ?|\bdated(?: as of)?\b|\bfait (?:a|en)\b"
    r"|\bemise? (?:a|le)\b|\bsigned (?:on|as of)\b|\bsigne(?:e|s)? (?:a|le|electroniquement le)\b"
    r"|\bentered into (?:as of|on)\b|\bmade (?:as of|on)\b"
    r"|\bdate(?: de| d')?(?: ?(?:la )?(?:facture|signature|emission|visite|invoice|letter))? ?:"
    r"|\b(?:invoice|issue|effective) date ?:?|^[^\n]{0,50}, le (?=\d)|\bseance du\b"
    r"|\breunion du\b",
    re.MULTILINE,
)


def made_on(front: Sequence[LeafText], last: Sequence[LeafText]) -> Iterator[Fact]:
    """When it was made or signed: where it says so, else a date that stands alone near the top."""
    for leaf in (*front[:2], *last):
        for found in _MADE.finditer(leaf.plain):
            dated = date_after(leaf.plain, found.end(), 70)
            if dated:
                yield leaf.fact(Field.DATE, dated.start, dated.end, dated.day.isoformat())
                return
    yield from _standing_alone(front[:1])


_TOP_LINES = 25
_DATELINE = 60
"""Characters a place and a date may take: `PARIS, 3 mai 2023 -`."""


def _standing_alone(front: Sequence[LeafText]) -> Iterator[Fact]:
    for leaf in front:
        for start, end in leaf.lines(_TOP_LINES):
            dated = date_after(leaf.plain, start, _DATELINE)
            if dated and dated.end <= end and _is_dateline(leaf.plain[start:end], dated, start):
                yield leaf.fact(Field.DATE, dated.start, dated.end, dated.day.isoformat())
                return


_ENDS = re.compile(r"\b(?:ended|ending|clos|arretes?|situation|au|as of|at|until)\b")


def _is_dateline(line: str, dated: Dated, start: int) -> bool:
    """Whether a date stands for the day of writing, not for the end of a period."""
    if _ENDS.search(line[: dated.start - start]):
        return False
    after = line[dated.end - start :].lstrip()
    return (len(line) <= _DATELINE and not after) or after.startswith(("-", "/"))
