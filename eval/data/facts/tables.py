"""Sentences on a table of figures by year, in English and in French."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eval.data.facts.fact import Fact, digest, pick

_SENTENCES = {
    "en": (
        "In {year}, {label} was {figure} {amount}.",
        "{label} amounted to {figure} {amount} in {year}.",
        "For {year}, the table gives {figure} {amount} for {label}.",
    ),
    "fr": (
        "En {year}, le poste « {label} » s'élève à {figure} {amount}.",
        "Le poste « {label} » était de {figure} {amount} en {year}.",
        "Pour {year}, le tableau donne {figure} {amount} pour « {label} ».",
    ),
}
_AMOUNTS = {
    "en": "{scale} {unit}",
    "fr": "{scale}s {de}{unit}",
}
_FRENCH = {
    "thousand": "millier",
    "million": "million",
    "billion": "milliard",
    "dollars": "dollars",
    "euros": "euros",
    "pounds": "livres sterling",
}
_OTHER_UNITS = {
    "dollars": ("euros", "pounds"),
    "euros": ("dollars", "pounds"),
    "pounds": ("dollars", "euros"),
}
_OTHER_SCALES = {"thousand": ("million", "billion"), "million": ("thousand", "billion")}
_FIGURE = re.compile(r"[$€£]? *(\()? *[$€£]? *(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)? *(\))?")
_NO_MONEY = re.compile(
    r"%|percent|ratio|\brates?\b|\bper\b|share|basic|diluted|number|employees|unit|days|years"
    r"|average",
    re.IGNORECASE,
)
"""Labels of what is not an amount of the table's unit."""


@dataclass(frozen=True, slots=True)
class YearTable:
    """Amounts of money, all of one unit and scale, with a column for each of several years."""

    id: str
    kind: str
    text: str
    """The table as evidence; it tells unit and scale."""
    unit: str
    """dollars | euros | pounds"""
    scale: str
    """thousand | million"""
    rows: tuple[tuple[str, Mapping[str, str]], ...]
    """Label, and figure as printed by year."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence says."""

    label: str
    year: str
    figure: str
    unit: str
    scale: str


def facts_of(table: YearTable) -> Iterator[Fact]:
    """A fact for each row whose label stands for one row alone and whose figures are amounts."""
    amounts = _amounts(table)
    for label, figures in amounts.items():
        id_ = digest(table.id, label)
        language = pick(("en", "fr"), id_, "language")
        form = pick(_SENTENCES[language], id_, "sentence")
        year = pick(sorted(figures), id_, "year")
        said = _Said(label, year, figures[year], table.unit, table.scale)
        changed = _changes(said, amounts, id_)
        altered = {name: _sentence(form, language, other) for name, other in changed.items()}
        true = _sentence(form, language, said)
        yield Fact(id_, (table.text,), true, altered, language, table.kind)


def _amounts(table: YearTable) -> dict[str, dict[str, str]]:
    """The usable rows, their usable figures by year."""
    labels = Counter(label.casefold() for label, _ in table.rows)
    amounts = {
        label: {year: plain for year, f in figures.items() if (plain := plain_figure(f))}
        for label, figures in table.rows
        if labels[label.casefold()] == 1 and label.strip(" :") and not _NO_MONEY.search(label)
    }
    return {label: figures for label, figures in amounts.items() if figures}


def plain_figure(printed: str) -> str:
    """The figure without currency sign, negative in parentheses; empty for what is no amount."""
    found = _FIGURE.fullmatch(printed.strip())
    if not found or bool(found[1]) != bool(found[4]) or not re.search("[1-9]", printed):
        return ""
    digits = found[2] + (found[3] or "")
    return f"({digits})" if found[1] else digits


def _changes(said: _Said, amounts: Mapping[str, Mapping[str, str]], id_: str) -> dict[str, _Said]:
    """By alteration, something else said; every one is false by the table."""
    taken = _size(said.figure)
    years = [f for f in amounts[said.label].values() if _size(f) != taken]
    rows = [f[said.year] for f in amounts.values() if said.year in f]
    rows = [figure for figure in rows if _size(figure) != taken]
    unit = pick(_OTHER_UNITS[said.unit], id_, "unit")
    scale = pick(_OTHER_SCALES[said.scale], id_, "scale")
    changes = {
        "unit": _Said(said.label, said.year, said.figure, unit, said.scale),
        "scale": _Said(said.label, said.year, said.figure, said.unit, scale),
    }
    for name, figures in (("year", years), ("row", rows)):
        if figures:
            figure = pick(figures, id_, name)
            changes[name] = _Said(said.label, said.year, figure, said.unit, said.scale)
    return changes


def _size(figure: str) -> float:
    """Without the sign, which statements print now one way and now the other."""
    return float(figure.strip("()").replace(",", ""))


def _sentence(form: str, language: str, said: _Said) -> str:
    figure, scale, unit = said.figure, said.scale, said.unit
    if language == "fr":
        # Narrow no-break spaces and a decimal comma, as French typography has it.
        figure = figure.replace(",", "\u202f").replace(".", ",")
        scale, unit = _FRENCH[scale], _FRENCH[unit]
    de = "d'" if unit.startswith("e") else "de "
    amount = _AMOUNTS[language].format(scale=scale, unit=unit, de=de)
    label = said.label.strip(" :")
    return form.format(year=said.year, label=label, figure=figure, amount=amount)
