"""Which periods a question asks about, in French and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.dates import dates_in
from core.periods import Period
from core.plain import plain

_YEAR = r"(?:19|20)\d\d"
_FILLER = r"(?:[ ,'/-]|of|de|du|the|l'|fiscal|year|fy|exercice|annee|clos|en)*"
_RANKS = {
    "first": 1,
    "1st": 1,
    "premier": 1,
    "1er": 1,
    "second": 2,
    "2nd": 2,
    "deuxieme": 2,
    "2e": 2,
    "2eme": 2,
    "third": 3,
    "3rd": 3,
    "troisieme": 3,
    "3e": 3,
    "3eme": 3,
    "fourth": 4,
    "4th": 4,
    "quatrieme": 4,
    "4e": 4,
    "4eme": 4,
    "last": 4,
    "dernier": 4,
}
_RANK = "|".join(sorted(_RANKS, key=len, reverse=True))
_QUARTER = re.compile(
    rf"\b[qt](?P<q1>[1-4]){_FILLER}(?P<y1>{_YEAR})(?!\d)"
    rf"|(?<!\d)(?P<y2>{_YEAR})[ -]?[qt](?P<q2>[1-4])(?!\d)"
    rf"|\b(?P<q3>{_RANK}) (?:fiscal |comptable )?(?:quarter|trimestre)\b{_FILLER}"
    rf"(?P<y3>{_YEAR})(?!\d)"
)
_HALF = re.compile(
    rf"\b[hs](?P<h1>[12]){_FILLER}(?P<y1>{_YEAR})(?!\d)"
    rf"|\b(?P<h2>first|second|premier|1er|deuxieme|2e|2eme) (?:half|semestre)\b{_FILLER}"
    rf"(?P<y2>{_YEAR})(?!\d)"
)
_FISCAL = re.compile(
    rf"\b(?:fy|fiscal(?: year)?s?|financial year|exercices?(?: clos(?: en)?)?|annees?)"
    rf"[ ']{{0,2}}(?P<y1>{_YEAR}|[0-4]\d)(?!\d)(?![ -]?(?:mois|months?)\b)"
)
_BARE = re.compile(
    rf"(?<![\d/.$€£§-])(?<!\bart )(?<!\bart\. )(?<!\barticle )(?<!\bsection )(?<!§ )(?<!n°)(?<!n° )"
    rf"(?P<y1>{_YEAR})(?![\d/]|[.-]\d| ?(?:[€%$£]|m2\b|m²|euros?\b|eur\b|usd\b|dollars\b))"
)
"""A year, and not an article of a code, an amount or a surface."""
_NEWEST = re.compile(
    r"\b(?:latest|most recent|newest|currently|current (?:fiscal )?year|last (?:fiscal )?year"
    r"|dernier (?:exercice|rapport|bilan)|derniere annee|plus recente?s?|en cours"
    r"|actuel(?:lement)?)\b"
)
_OVER_TIME = re.compile(
    r"\b(?:over time|trends?|evolv\w+|evolution|historically|each (?:year|quarter)|au fil"
    r"|(?:over|across|in|between) (?:the|these|those|all) (?:reported |reporting |last |past )?"
    r"(?:years?|quarters?|periods?|reports|filings|10-?[kq]s)|reported (?:quarters|periods|years)"
    r"|(?:previous|prior|preceding|earlier) (?:fiscal )?(?:years|quarters|periods|reports|filings)"
    r"|(?:annees|exercices|trimestres|periodes|rapports) preceden\w+"
    r"|au cours des|ces (?:rapports|exercices|annees)|chaque (?:annee|trimestre|exercice))\b"
)


@dataclass(frozen=True, slots=True)
class Said:
    period: Period
    words: str
    """The question's."""
    is_fiscal: bool
    """Whether it is called a fiscal year or a part of one."""


@dataclass(frozen=True, slots=True)
class AskedPeriods:
    """What a question says of when."""

    said: tuple[Said, ...] = ()
    """In the order of the question, each once."""
    days: tuple[date, ...] = ()
    newest: bool = False
    """Whether it asks for what is newest, without saying when that was."""
    over_time: bool = False
    """Whether it asks how something went over several periods."""

    def __bool__(self) -> bool:
        return bool(self.said or self.days or self.newest or self.over_time)

    @property
    def is_newest(self) -> bool:
        """Whether the newest documents alone are asked for."""
        return self.newest and not (self.said or self.over_time)

    @property
    def main(self) -> tuple[Said, ...]:
        """Those of the latest year, or fiscal year where one is named: what is compared with them
        stands in the same documents, and what is expected for later years too."""
        counted = [said for said in self.said if said.is_fiscal] or list(self.said)
        if not counted:
            return ()
        latest = max(said.period.year for said in counted)
        of_year = [said for said in counted if said.period.year == latest]
        return tuple(s for s in of_year if not s.period.is_year) or tuple(of_year)


def asked_periods(question: str) -> AskedPeriods:
    text = plain(question)
    found: dict[Period, Said] = {}
    for period, start, end, is_fiscal in sorted(_periods(text), key=lambda each: each[1]):
        known = found.get(period)
        if not known or (is_fiscal and not known.is_fiscal):
            found[period] = Said(period, question[start:end].strip(" ,"), is_fiscal)
    return AskedPeriods(
        tuple(found.values()),
        tuple(dict.fromkeys(dated.day for dated in dates_in(text))),
        bool(_NEWEST.search(text)),
        bool(_OVER_TIME.search(text)),
    )


def period_wanted(text: str) -> AskedPeriods | None:
    """A period as descriptions write it, or in words; None where it is neither."""
    period = Period.parse(text.strip())
    if period:
        return AskedPeriods((Said(period, text.strip(), True),))
    return asked_periods(text) or None


def _periods(text: str) -> Iterator[tuple[Period, int, int, bool]]:
    """Each with its place, the most precise where several begin together."""
    taken = bytearray(len(text))
    for pattern in (_QUARTER, _HALF, _FISCAL, _BARE):
        for found in pattern.finditer(text):
            start, end = found.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                yield _period(pattern, found), start, end, pattern is not _BARE


def _period(pattern: re.Pattern[str], found: re.Match[str]) -> Period:
    named = {name[0]: value for name, value in found.groupdict().items() if value}
    year = int(named["y"]) if len(named["y"]) == 4 else 2000 + int(named["y"])
    if pattern is _QUARTER:
        return Period(year, quarter=_RANKS.get(named["q"]) or int(named["q"]))
    if pattern is _HALF:
        return Period(year, half=_RANKS.get(named["h"]) or int(named["h"]))
    return Period(year)
