"""Bars: the values a suite must reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from eval.compare import MeasureOf
from eval.measures import parse
from eval.measures.protocol import Measure
from eval.runs import Json, Run
from eval.statistics import aggregated

_DIGITS = 6
"""As of the values in summary.json, which are held against bars."""

Bars = Mapping[str, Mapping[str, float]]
"""By suite, then by measure: the least value, or the most where lower is better."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What comes of holding a run against bars, in sentences."""

    missed: tuple[str, ...]
    unjudged: tuple[str, ...]
    """Bars of measures no case says anything about."""


def declared(run: Run) -> Bars:
    """Of the suites that were run to the end."""
    return {suite: bars_of(run, suite) for suite in run.suites()}


def bars_of(run: Run, suite: str) -> dict[str, float]:
    """The bars of a suite by measure, those that hang on another suite worked out; without those
    whose other suite was not run to the end or has no value for the same cases.
    """
    told = run.configuration["suites"][suite]
    bars = dict(told.get("bars", {}))
    for name, relative in told.get("relative", {}).items():
        value = _elsewhere(run, suite, relative["of"], name)
        if value is not None:
            bars[name] = round(relative["share"] * value, _DIGITS)
    return bars


def unknown(run: Run) -> list[str]:
    """In sentences: bars that hang on another suite of which the run has no value."""
    return [
        f"{suite}: the bar of {name} hangs on {relative['of']}, which the run has no value of;"
        " it was not judged."
        for suite in run.suites()
        for name, relative in run.configuration["suites"][suite].get("relative", {}).items()
        if name not in bars_of(run, suite)
    ]


def _elsewhere(run: Run, suite: str, other: str, name: str) -> float | None:
    """What another suite reaches over the cases that both have."""
    if other not in run.suites():
        return None
    own = {record.id for record in run.records(suite)}
    said = [c for r in run.records(other) if r.id in own and (c := r.measures.get(name))]
    value = aggregated(parse(name), np.array(said)) if said else float("nan")
    return value if np.isfinite(value) else None


def judge(run: Run, bars: Bars, measure_of: MeasureOf) -> Judged:
    """A suite that has no values misses its bars."""
    missed, unjudged = [], []
    finished = run.suites()
    for suite, by_measure in bars.items():
        values = run.summary(suite)["values"] if suite in finished else {}
        for name, bar in by_measure.items():
            told, measure = values.get(name, {"cases": 1}), measure_of(name)
            if suite in finished and is_silent(run, suite, name, told):
                unjudged.append(
                    f"{suite}: no case says anything about {name}; its bar of {bar:g} was not"
                    " judged."
                )
            elif why := _miss(told.get("value"), bar, measure):
                missed.append(f"{suite}: {name} {why}")
    return Judged(tuple(missed), tuple(unjudged))


def is_silent(run: Run, suite: str, name: str, told: Json) -> bool:
    """Whether no case says anything about a measure, whose value in summary.json is `told`: none
    counts for it, or all hold nothing to be a share of.
    """
    if told.get("value") is not None:
        return False
    if not told.get("cases", 1):
        return True
    # Measures made of timings are in no record: what never came has no value, and misses.
    said = [record.measures[name] for record in run.records(suite) if name in record.measures]
    return bool(said) and not any(any(contribution or ()) for contribution in said)


def _miss(value: float | None, bar: float, measure: Measure) -> str | None:
    """What is wrong with a value; None where it reaches its bar."""
    if value is None:
        return f"has no value, and its bar is {bar:g}."
    if (value < bar) if measure.higher_is_better else (value > bar):
        side = "below" if measure.higher_is_better else "above"
        return f"is {value:g}, {side} its bar of {bar:g}."
    return None
