"""Bars: the values a suite must reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eval.compare import MeasureOf
from eval.measures.protocol import Measure
from eval.runs import Json, Run

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
    suites = run.configuration["suites"]
    return {suite: suites[suite].get("bars", {}) for suite in run.suites()}


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
