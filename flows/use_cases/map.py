"""The map of authorised uses, as a table and cell by cell."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Any

from core.use_cases import EVERY
from flows.use_cases.map_words import LABELS, SAID, day_in

Json = Mapping[str, Any]
_Told = Callable[[Json, str], str]

_COLUMNS = (
    *("id", "title", "purpose", "owner", "entity", "stage", "since", "roles", "groups"),
    *("pilot_groups", "collections", "classification", "models", "risk", "risk_reason"),
    *("supervision", "verification", "evaluation", "retention_days", "review_date", "version"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs what begins so."""
_DAYS = ("review_date", "since")
_SHORT = 12
"""Characters of a version."""


def as_csv(use_cases: Sequence[Json], language: str) -> str:
    """A row for each version; days as ISO 8601, which every spreadsheet takes for days."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";" if language == "fr" else ",")
    labels = LABELS[language]
    writer.writerow([labels[column] for column in _COLUMNS])
    for one in use_cases:
        cells = [
            str(one[column])[:10] if column in _DAYS else cell(one, column, language)
            for column in _COLUMNS
        ]
        writer.writerow([f"'{told}" if told.startswith(_FORMULA) else told for told in cells])
    return "\ufeff" + out.getvalue()  # without it spreadsheets take it for another encoding


def cell(one: Json, column: str, language: str) -> str:
    """What a use case says of something, in words."""
    if told := _WORDED.get(column):
        return told(one, language)
    value, said = one[column], SAID[language]
    if isinstance(value, str):
        return value
    return ", ".join(said.get(each, each) for each in value)


def _or_all(column: str) -> _Told:
    """A list of names, or `*`."""

    def told(one: Json, language: str) -> str:
        value = one[column]
        if value == EVERY:
            return LABELS[language]["every"]
        return value if isinstance(value, str) else ", ".join(value)

    return told


def _word_of(*path: str) -> _Told:
    """One of ours, which each language has a word for."""

    def told(one: Json, language: str) -> str:
        value: Any = one
        for step in path:
            value = value[step]
        return SAID[language].get(value, str(value))

    return told


def _groups(one: Json, language: str) -> str:
    return ", ".join(one["groups"]) or LABELS[language]["every_group"]


def _pilot_groups(one: Json, language: str) -> str:
    """Where none are named, those that it is for."""
    return ", ".join(one["pilot_groups"]) or _groups(one, language)


def overseen(one: Json, language: str) -> str:
    """Which answers wait for people; of a sample, its share."""
    told, labels = one["supervision"], LABELS[language]
    mode = SAID[language].get(told["mode"], told["mode"])
    share = labels["share"].format(n=f"{100 * told['share']:g}") if told["share"] else ""
    return f"{mode} ({share})" if share else str(mode)


def _supervision(one: Json, language: str) -> str:
    told = overseen(one, language)
    if one["supervision"]["mode"] == "none":
        return told
    labels, asked = LABELS[language], one["supervision"]
    groups = ", ".join(asked.get("reviewers", ()))  # an older server tells none
    by = f", {labels['reviewers'].format(groups=groups)}" if groups else ""
    return f"{told}{by}, {labels['deadline'].format(n=asked['deadline_hours'])}"


_WORDED: Mapping[str, _Told] = {
    "stage": _word_of("stage"),
    "entity": _or_all("entity"),
    "groups": _groups,
    "pilot_groups": _pilot_groups,
    "collections": _or_all("collections"),
    "classification": _word_of("classification"),
    "risk": _word_of("risk", "class"),
    "risk_reason": lambda one, language: str(one["risk"]["reason"]),
    "supervision": _supervision,
    "verification": _word_of("verification"),
    "evaluation": lambda one, language: str(one["evaluation"]["suite"]),
    "retention_days": lambda one, language: LABELS[language]["days"].format(
        n=one["retention_days"]
    ),
    "review_date": lambda one, language: day_in(date.fromisoformat(one["review_date"]), language),
    "since": lambda one, language: day_in(datetime.fromisoformat(one["since"]).date(), language),
    "version": lambda one, language: str(one["version"][:_SHORT]),
}
