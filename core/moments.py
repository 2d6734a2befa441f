"""Days, months, quarters and years as they are written in French and English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.dates import MONTH, YEAR, dates_in, month_number

_FIRSTS = {"first": 1, "premier": 1, "premiere": 1, "1er": 1, "1ere": 1, "1st": 1}
_OTHERS = {"second": 2, "deuxieme": 2, "seconde": 2, "2e": 2, "2eme": 2, "2nd": 2, "third": 3}
_LAST = {"troisieme": 3, "3e": 3, "3eme": 3, "3rd": 3, "fourth": 4, "quatrieme": 4, "4e": 4}
_ORDINALS = {**_FIRSTS, **_OTHERS, **_LAST, "4eme": 4, "4th": 4}
_RANK = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_OF = (
    r"(?:\ (?:of|de|du|ended|in|for|en)(?:\ l')?)?(?:\ ?(?:the|fiscal|year|exercice|annee|fy)){0,2}"
)
_MOMENT = re.compile(
    rf"""\b(?P<d1>\d\d?)(?:er|st|nd|rd|th)?\ (?:(?:day\ )?of\ )?(?P<m1>{MONTH})\b(?!\.?,?\ \d\d?\b)
  | \b(?P<m2>{MONTH})\b\.?,?\ (?P<y2>{YEAR})\b
  | \b(?P<m3>{MONTH})\b\.?\ (?P<d3>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\ ?[%$€£]|[.,]\d)
  | \b(?:in|en|since|depuis|by|until|before|after|avant|apres|mid|fin|debut|mois\ de)
      [ -](?P<m4>{MONTH})\b(?!\.?,?\ \d)
  | \b(?P<y5>{YEAR})-(?P<m5>0[1-9]|1[0-2])\b(?!-)
  | \b(?:[qt](?P<q6>[1-4])|(?P<rank>{_RANK})\ (?:fiscal\ )?(?:quarter|trimestre))
      (?:{_OF}\ ?(?P<y6>{YEAR})\b)?
  | \b(?:[hs](?P<h7>[12])|(?P<half>{_RANK})\ (?:fiscal\ )?(?:half|semestre))
      (?:{_OF}\ ?(?P<y7>{YEAR})\b)?
  | \bfy\ ?'?(?P<y8>(?:20)?\d\d)\b
  | (?<![\w.,/$€£-])(?P<y9>{YEAR})(?:[/-](?P<to>{YEAR}|\d\d))?
      (?![\w/-]|[.,]\d|\ ?[%€$£]|\ \d{{3}}\b)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, month, quarter, half or year; what is not written is None."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    half: int | None = None

    @property
    def parts(self) -> tuple[int | None, ...]:
        return self.year, self.month, self.day, self.quarter, self.half

    def agrees(self, other: Moment) -> bool:
        """Whether nothing that both say differs: 2018 agrees with 31 December 2018."""
        both = zip(self.parts, other.parts, strict=True)
        return all(mine == its for mine, its in both if mine is not None and its is not None)

    def is_in(self, other: Moment) -> bool:
        """Whether the other says all that this one says, and the same."""
        both = zip(self.parts, other.parts, strict=True)
        return all(mine is None or mine == its for mine, its in both)


def moments_in(text: str) -> Iterator[Moment]:
    """Every moment of a `core.plain` text, none inside another. A span of years ("2018-19") is two.

    Four bare digits from 1900 to 2099 are a year unless a unit, a currency or more digits follow.
    """
    days = list(dates_in(text))
    yield from (Moment(d.start, d.end, d.day.year, d.day.month, d.day.day) for d in days)
    bare = list(text)
    for day in days:
        bare[day.start : day.end] = ";" * (day.end - day.start)
    for found in _MOMENT.finditer("".join(bare)):
        yield from _moments(found)


def _moments(found: re.Match[str]) -> Iterator[Moment]:
    part = found.groupdict()
    span = found.span()
    month = part["m1"] or part["m2"] or part["m3"] or part["m4"]
    if month or part["m5"]:
        number = month_number(month) if month else int(part["m5"])
        day = _int(part["d1"] or part["d3"])
        if day is None or 1 <= day <= 31:
            yield Moment(*span, _int(part["y2"] or part["y5"]), number, day)
    elif part["q6"] or part["rank"]:
        quarter = _int(part["q6"]) or _ORDINALS[part["rank"]]
        yield Moment(*span, _int(part["y6"]), quarter=quarter)
    elif part["h7"] or part["half"]:
        half = _int(part["h7"]) or _ORDINALS[part["half"]]
        yield Moment(*span, _int(part["y7"]), half=half)
    else:
        yield from _years(found)


def _years(found: re.Match[str]) -> Iterator[Moment]:
    year = int(found["y8"] or found["y9"])
    yield Moment(*found.span(), year if year > 99 else 2000 + year)
    if found["to"]:
        last = int(found["to"])
        yield Moment(*found.span(), last if last > 99 else year // 100 * 100 + last)


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None
