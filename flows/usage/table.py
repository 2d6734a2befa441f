"""Figures of usage as one tidy table: a line for each measure of each part."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

Json = Mapping[str, Any]
_COLUMNS = ("period", "entity", "use_case", "week", "indicator", "measure", "value")
_BLOCKS = (
    *("activity", "questions", "depth", "citations", "retention"),
    *("reviews", "satisfaction", "tasks", "time_saved"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs what begins so."""
ALL = "*"


def as_csv(report: Json) -> str:
    """Commas, points in numbers, UTF-8 with its mark; an empty value is withheld, or of nothing."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    period = report["period"]["name"]
    for entity, use_case, week, indicator, measure, value in _lines(report):
        cells = [_safe(text) for text in (period, entity, use_case, week, indicator, measure)]
        writer.writerow([*cells, "" if value is None else value])
    return "\ufeff" + out.getvalue()  # without it spreadsheets take it for another encoding


def _lines(report: Json) -> Iterator[tuple[Any, ...]]:
    of_all = report["entity"] or ALL
    yield from _of_block(report["whole"], of_all, ALL)
    for week in report["weeks"]:
        for measure in ("active", "entitled", "share", "withheld"):
            yield of_all, ALL, week["week"], "activity", measure, week[measure]
    for cohort in report["cohorts"]:
        for name, measure, value in _of_retention(cohort["after"]):
            yield of_all, ALL, cohort["week"], name, measure, value
    for one in report["use_cases"]:
        yield from _of_block(one, of_all, one["use_case"] or "")
    if report["entity"] is None:  # of one entity these are the lines above
        for one in (*report["entities"], *report["parts"]):
            yield from _of_block(one, one["entity"], one.get("use_case", ALL) or "")
    for one in report["baselines"]:
        yield from _of_baseline(one, of_all)


def _of_baseline(one: Json, entity: str) -> Iterator[tuple[Any, ...]]:
    for measure, value in one.items():
        if measure not in ("use_case", "title"):
            shown = _safe(value) if isinstance(value, str) else value
            yield entity, one["use_case"], "", f"baseline {one['version'][:8]}", measure, shown


def _of_block(block: Json, entity: str, use_case: str) -> Iterator[tuple[Any, ...]]:
    for name in _BLOCKS:
        for indicator, measure, value in _measures(name, block[name]):
            yield entity, use_case, "", indicator, measure, value


def _measures(name: str, told: Any) -> Iterator[tuple[str, str, Any]]:
    if told is None:
        return
    if name == "retention":
        yield from _of_retention(told)
        return
    for measure, value in told.items():
        if measure == "classes":
            for one in value:
                last = one["to"] or "more"
                yield name, f"people asking {one['from']} to {last}", one["person_weeks"]
        else:
            yield name, measure, value


def _of_retention(told: Sequence[Json]) -> Iterator[tuple[str, str, Any]]:
    for one in told:
        for measure in ("began", "stayed", "share"):
            yield "retention", f"{measure} +{one['after']}", one[measure]


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
