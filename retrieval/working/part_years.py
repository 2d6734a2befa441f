"""Figures of a part of a year, or of what is only planned: not those of a fiscal year."""

from __future__ import annotations

import re

from core.plain import plain
from retrieval.units import Unit

PART_YEAR = re.compile(
    r"\b(?:three|six|nine|trois|neuf|[369])[ -](?:months?|mois)|\bquarter|trimestr|semestr"
    r"|\bhalf[ -]year|\binterim|\b(?:comptes|situation) intermediaires?"
    r"|\bs[12] (?:19|20)\d\d|\b[qth][1-4] (?:19|20)\d\d"
    r"|\b(?:thirteen|twenty-six|thirty-nine|13|26|39)[ -]weeks?|pro forma|budget|forecast|\bprevu"
    r"|\bprevision"
)
WHOLE_YEAR = re.compile(r"\byears? ended|\bfiscal year|exercice|\b(?:twelve|12) (?:months|mois)")
_LONGEST_TITLE, _MOST_TITLES = 20, 6
"""Words of a line above a table that says of when it is, and how many there may be."""


def is_of_part_year(unit: Unit) -> bool:
    """As its headings say, or the lines between its table and the one above."""
    leaf = unit.passage.leaf
    above = [one for one in leaf.elements if one.words.start < unit.words.start]
    titles = list(unit.headings)
    for element in above[-_MOST_TITLES - 1 : -1][::-1]:
        if element.table:
            break
        if element.words.end - element.words.start <= _LONGEST_TITLE:
            titles.append(leaf.quote(element.words))
    told = plain("\n".join(one for one in titles if not one.endswith(".")))
    return bool(PART_YEAR.search(told)) and not WHOLE_YEAR.search(told)
