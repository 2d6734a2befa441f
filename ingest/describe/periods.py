"""What period a document's figures cover."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from core.dates import MONTH, YEAR, Dated, date_after, dates_in, month_number
from core.description import Fact, Field
from core.readings import ElementKind
from ingest.describe.leaf_text import LeafText

_SHORT = timedelta(days=10)
"""Years of 52 or 53 weeks end up to a week after the month that they are named after."""
_RANKS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "premier": 1, "deuxieme": 2}
_RANKS |= {"troisieme": 3, "quatrieme": 4, "1er": 1, "2e": 2, "3e": 3, "4e": 4, "2eme": 2}
_RANKS |= {"3eme": 3, "4eme": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "second semestre": 2}
_RANK = rf"(?P<rank>{'|'.join(sorted(_RANKS, key=len, reverse=True))})"

_QUARTER_ENDED = re.compile(r"\b(?:quarterly period|quarter|three months) end(?:ed|ing)\b")
_YEAR_ENDED = re.compile(
    r"\b(?:(?:fiscal|financial) )?year end(?:ed|ing)\b"
    r"|\bexercice (?:social |comptable )?(?:clos|arrete|cloture|se terminant|ferme)(?: le| au)?\b"
)
_RANGE = re.compile(r"\b(?:(?:periode|exercice) )?(?:du|from|period)\s(?=\d|[a-z]{3,9}\s\d)")
_QUARTER = re.compile(
    rf"\b(?:{_RANK}[ -](?:quarter|trimestre)|[qt](?P<digit>[1-4]))"
    rf"(?: of| de| ,)?(?: fiscal(?: year)?| l'(?:annee|exercice))?[ ,]{{1,2}}(?P<year>{YEAR})\b"
)
_HALF = re.compile(
    rf"\b(?:(?P<half>premier|1er|second|deuxieme|2e|first) (?:semestre|half)|[hs](?P<digit>[12]))"
    rf"(?: of| de)?[ ,]{{1,2}}(?P<year>{YEAR})\b"
)
_NAMED_YEAR = re.compile(
    rf"\b(?:annual report|rapport annuel|rapport financier annuel|rapport d'activites?"
    rf"|rapport de gestion|document d'enregistrement universel|comptes annuels|comptes consolides"
    rf"|compte administratif|budget primitif|exercice|annee|fiscal year|fiscal|full[ -]year)"
    rf"(?: (?:for|de l'exercice|de|of|l'annee|pour))?[ :-]{{1,3}}(?P<year>{YEAR})\b"
    rf"|\b(?P<before>{YEAR}) (?:annual report|rapport annuel|form 10-k)\b"
)
_AS_OF = re.compile(
    r"\b(?:situation|arretes?|etabli|comptes|bilan|etat|as (?:of|at))(?: locatif)? ?(?:au|le|of"
    r"|at)?"
    r"(?= \d| [a-z]{3,9} \d)"
)
_FISCAL = re.compile(rf"\bfiscal (?:year )?(?P<year>{YEAR})\b")
_YEAR_END = re.compile(
    rf"\b(?:fiscal|financial) year(?:s)? end(?:s|ed|ing) (?:on )?(?P<m>{MONTH})\b"
)
_ALONE = re.compile(rf"(?<!act of )\b{YEAR}\b")


def period_of(front: Sequence[LeafText], body: Sequence[LeafText]) -> Fact | None:
    """The period that the front matter says; fiscal years and quarters as the document counts.

    A year ends in the year of its last day, unless the document calls it otherwise.
    """
    for rules in (
        (_quarter_ended, _year_ended, _range, _quarter, _half, _named),
        (_as_of, _bare_year),
    ):
        for leaf in front:
            for rule in rules:
                if fact := rule(leaf, body):
                    return fact
    return None


def _quarter_ended(leaf: LeafText, body: Sequence[LeafText]) -> Fact | None:
    for found in _QUARTER_ENDED.finditer(leaf.plain):
        end = date_after(leaf.plain, found.end())
        if end and not _is_list(leaf, end):
            value = _fiscal_quarter(end.day, _last_month(body))
            return leaf.fact(Field.PERIOD, found.start(), end.end, value)
    return None


def _year_ended(leaf: LeafText, body: Sequence[LeafText]) -> Fact | None:
    for found in _YEAR_ENDED.finditer(leaf.plain):
        end = date_after(leaf.plain, found.end())
        if end:
            value = str(_fiscal_year(end.day, body))
            return leaf.fact(Field.PERIOD, found.start(), end.end, value)
    return None


def _is_list(leaf: LeafText, end: Dated) -> bool:
    """Column headers, such as `three months ended June 30, 2023 and 2022`."""
    return bool(re.match(r" (?:and|,) ", leaf.plain[end.end : end.end + 5]))


def _fiscal_year(end: date, body: Sequence[LeafText]) -> int:
    """The year of a last day, or the one before where the document mostly speaks of that one."""
    year = (end - _SHORT).year
    if (end - _SHORT).month > 6:  # nobody names a year after its first months alone
        return year
    named = _fiscal_years(body)
    return year - 1 if named[year - 1] > 2 * named[year] else year


def _fiscal_years(body: Sequence[LeafText]) -> Counter[int]:
    return Counter(int(m["year"]) for leaf in body for m in _FISCAL.finditer(leaf.plain))


def _last_month(body: Sequence[LeafText]) -> int:
    """In which month the document's fiscal years end; December where it does not say."""
    months = Counter(m["m"] for leaf in body for m in _YEAR_END.finditer(leaf.plain))
    return month_number(months.most_common(1)[0][0]) if months else 12


def _fiscal_quarter(end: date, last_month: int) -> str:
    day = end - _SHORT
    months = (day.month - last_month - 1) % 12
    year = day.year + (1 if day.month > last_month else 0)
    return f"{year}-Q{months // 3 + 1}"


def _range(leaf: LeafText, body: Sequence[LeafText]) -> Fact | None:
    for found in _RANGE.finditer(leaf.plain):
        first = date_after(leaf.plain, found.end(), 3)
        last = date_after(leaf.plain, first.end, 12) if first else None
        if first and last and timedelta(25) < last.day - first.day < timedelta(800):
            return leaf.fact(Field.PERIOD, found.start(), last.end, _written(first.day, last.day))
    return None


def _written(first: date, last: date) -> str:
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    return f"{first.isoformat()}/{last.isoformat()}"


def _quarter(leaf: LeafText, body: Sequence[LeafText]) -> Fact | None:
    found = _QUARTER.search(leaf.plain)
    if not found:
        return None
    rank = int(found["digit"]) if found["digit"] else _RANKS[found["rank"]]
    return leaf.fact(Field.PERIOD, *found.span(), f"{found['year']}-Q{rank}")


def _half(leaf: LeafText, body: Sequence[LeafText]) -> Fact | None:
    found = _HALF.search(leaf.plain)
    if not found:
        return None
    is_first = found["digit"] == "1" or found["half"] in ("premier", "1er", "first")
    first, last = ("01-01", "06-30") if is_first else ("07-01", "12-31")
    value = f"{found['year']}-{first}/{found['year']}-{last}"
    return leaf.fact(Field.PERIOD, *found.span(), value)


def _named(leaf: LeafText, body: Sequence[LeafText]) -> Fact | None:
    found = _NAMED_YEAR.search(leaf.plain)
    year = (found["year"] or found["before"]) if found else None
    return leaf.fact(Field.PERIOD, *found.span(), year) if found and year else None


def _as_of(leaf: LeafText, body: Sequence[LeafText]) -> Fact | None:
    for found in _AS_OF.finditer(leaf.plain):
        day = date_after(leaf.plain, found.end(), 2)
        if day and (day.day + timedelta(1)).day == 1:  # figures are drawn up at a month's end
            return leaf.fact(Field.PERIOD, found.start(), day.end, str(day.day.year))
    return None


def _bare_year(leaf: LeafText, body: Sequence[LeafText]) -> Fact | None:
    """The one year among the headings of the first leaf."""
    if leaf.leaf.number != 1:
        return None
    spans = [leaf.of(element) for element in leaf.elements(ElementKind.HEADING)]
    in_dates = [(d.start, d.end) for d in dates_in(leaf.plain)]
    years = [
        found
        for start, end in spans
        for found in _ALONE.finditer(leaf.plain, start, min(end, len(leaf.plain)))
        if not any(s <= found.start() < e for s, e in in_dates)
    ]
    if len({found[0] for found in years}) != 1:
        return None
    return leaf.fact(Field.PERIOD, *years[0].span())
