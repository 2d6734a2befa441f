"""Numbers that are spelt out, French and English: "trois", "thirty (30)", "quatre-vingt-dix"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_ENGLISH = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_ENGLISH += " fifteen sixteen seventeen eighteen nineteen"
_FRENCH = "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_DIZAINES = "vingt trente quarante cinquante soixante septante huitante nonante"
_HUNDREDS = frozenset({"hundred", "cent", "cents"})
_VALUES = {
    **{name: n for names in (_ENGLISH, _FRENCH) for n, name in enumerate(names.split(), 1)},
    **{name: 10 * n for names in (_TENS, _DIZAINES) for n, name in enumerate(names.split(), 2)},
    "une": 1,
    "vingts": 20,
}
_DOUBTFUL = frozenset(
    {"one", "un", "une", "neuf", "sept", "six", "seize", "hundred", "cent", "cents"}
)
"""Alone they are often something else: an article, "new", September, a part of "pour cent"."""
_ATOM = "|".join(sorted({*_VALUES, *_HUNDREDS}, key=len, reverse=True))
_NUMBER = re.compile(
    rf"""(?<![\w-])(?P<words>(?:{_ATOM})(?:(?:[ ]and[ ]|[ -]et[ -]|[ -])(?:{_ATOM}))*)(?![\w-])
         (?P<digits>[ ]?\([ ]?(?P<same>\d{{1,4}})[ ]?\))?""",
    re.VERBOSE,
)


class Spelt(NamedTuple):
    value: int
    start: int
    end: int
    is_sure: bool
    """False for a lone word that is often no number: count it where a unit follows."""


def spelt_in(text: str) -> Iterator[Spelt]:
    """The numbers from 1 to 999 of a `core.plain` text; digits in brackets that repeat one are a
    part of it, as contracts have them."""
    for found in _NUMBER.finditer(text):
        atoms = [atom for atom in re.split(r"[ -]", found["words"]) if atom not in ("and", "et")]
        value = _value(atoms)
        if value is None:
            continue
        is_repeated = found["same"] is not None and int(found["same"]) == value
        end = found.end() if is_repeated else found.end("words")
        yield Spelt(value, found.start(), end, is_repeated or not _DOUBTFUL.issuperset(atoms))


def _value(atoms: list[str]) -> int | None:
    """None for words that do not add up to one number ("two three")."""
    total, last, before = 0, 1_000, ""
    for atom in atoms:
        if atom in ("vingt", "vingts") and before == "quatre" and last == 4:
            total, last = total + 76, 20
        elif atom in _HUNDREDS and total < 10:
            total, last = 100 * max(total, 1), 100
        elif atom in _HUNDREDS or _VALUES[atom] >= last or (last < 20 and last != 10):
            return None
        else:
            total, last = total + _VALUES[atom], _VALUES[atom]
        before = atom
    return total
