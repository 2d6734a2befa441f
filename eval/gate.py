"""The gate: whether a run may take the place of what was measured before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from core.errors import InvalidRequest
from eval import baselines
from eval.baselines import Baseline
from eval.compare import MeasureOf, align, check_comparable, pair_up, rounded, values
from eval.measures import parse
from eval.runs import Json, Run
from eval.statistics import Compared, losses
from eval.suite import Profile

ALPHA = 0.05
"""How often a run that is no worse fails, all its suites and measures taken together. About:
counts of hits are discrete (see `statistics.losses`)."""

Bars = Mapping[str, Mapping[str, float]]
"""By suite, then by measure: the least value, or the most where lower is better."""


@dataclass(frozen=True, slots=True)
class Check:
    """A gated measure against its baseline."""

    suite: str
    measure: str
    cases: int
    before: float
    after: float
    p: float
    """One-sided for a loss, adjusted for all checks of the gate."""
    failed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    run: str
    against: str
    checks: tuple[Check, ...]
    failures: tuple[str, ...]
    """Why it fails, with suite, measure and numbers; empty where it passes."""
    notes: tuple[str, ...]
    """What was not looked at, and why."""

    @property
    def passed(self) -> bool:
        return not self.failures

    def to_json(self) -> Json:
        data: Json = rounded(asdict(self))
        return data | {"passed": self.passed}


def gate(
    run: Run, against: Path | Run, bars: Bars | None = None, measure_of: MeasureOf = parse
) -> Verdict:
    """Fails on a significant loss of a gated measure, on a missed bar, and on a suite of the
    baseline that the run lacks or that can't be compared.

    `against` is a folder of baselines or another run; `bars` are the run's own where not given.
    Raises `NotFound` without a baseline, `InvalidRequest` for a damaged one and for the profile
    smoke.
    """
    if run.configuration["profile"] == Profile.SMOKE:
        raise InvalidRequest(
            "A run of the profile smoke passes no gate: it shows only that everything runs.",
            "Run the profile quick or full.",
        )
    known = _known(against)
    compared, unlike, notes = _compared(run, known, measure_of)
    checks = _checks(compared)
    bars = _own_bars(run) if bars is None else bars
    failures = [*unlike, *map(_told, (c for c in checks if c.failed))]
    failures += _missed(run, bars, measure_of)
    new = [suite for suite in run.suites() if suite not in known]
    notes += [f"{suite} has no baseline yet: only its bars count." for suite in new]
    return Verdict(run.name, against.name, tuple(checks), tuple(failures), tuple(notes))


def lines(verdict: Verdict) -> list[str]:
    """For people: the decision, why, and every check."""
    decision = "passed" if verdict.passed else "FAILED"
    table: list[tuple[str, ...]] = [("suite", "measure", "n", "before", "after", "p adj.", "")]
    table += [_cells(check) for check in verdict.checks]
    return [
        f"Gate {decision}: {verdict.run} against {verdict.against}.",
        *(f"- {failure}" for failure in verdict.failures),
        *(f"Note: {note}" for note in verdict.notes),
        *align(table),
    ]


def _known(against: Path | Run) -> dict[str, Baseline]:
    if isinstance(against, Run):
        return {suite: baselines.of(against, suite) for suite in against.suites()}
    return {kept.scores.suite: kept for kept in baselines.read_all(against)}


def _compared(
    run: Run, known: Mapping[str, Baseline], measure_of: MeasureOf
) -> tuple[dict[str, dict[str, Compared]], list[str], list[str]]:
    """Gated measures by suite, why suites can't be compared, and what was not looked at."""
    compared: dict[str, dict[str, Compared]] = {}
    unlike: list[str] = []
    notes: list[str] = []
    for suite, kept in known.items():
        if suite not in run.suites():
            unlike.append(f"{suite}: the run lacks it. Run it to the end, or drop its baseline.")
            continue
        timed = [name for name in kept.gated if measure_of(name).is_timed]
        notes += [f"{suite} {name} differs from run to run: only its bar counts." for name in timed]
        try:
            compared[suite] = _paired_up(run, kept, measure_of)
        except InvalidRequest as error:
            unlike.append(f"{suite}: can't be compared. {error}")
    return compared, unlike, notes


def _paired_up(run: Run, kept: Baseline, measure_of: MeasureOf) -> dict[str, Compared]:
    scores = baselines.of(run, kept.scores.suite).scores
    check_comparable(kept.scores, scores)
    steady = [name for name in kept.gated if not measure_of(name).is_timed]
    return {name: pair_up(kept.scores, scores, name, measure_of) for name in steady}


def _checks(compared: Mapping[str, Mapping[str, Compared]]) -> list[Check]:
    adjusted = losses([list(by_name.values()) for by_name in compared.values()])
    checks = []
    for (suite, by_name), p_values in zip(compared.items(), adjusted, strict=True):
        for (name, pairs), p in zip(by_name.items(), p_values, strict=True):
            before, after = values(pairs)
            # What has become undefined has no difference to test, and must not pass for that.
            vanished = np.isnan(after) and not np.isnan(before)
            failed = bool(vanished or (p <= ALPHA and not np.isnan(before)))
            checks.append(Check(suite, name, len(pairs.before), before, after, p, failed))
    return checks


def _told(check: Check) -> str:
    if np.isnan(check.after):
        fall = f"{check.before:.3f} to undefined on {check.cases} cases."
        return f"{check.suite}: {check.measure} went from {fall}"
    return (
        f"{check.suite}: {check.measure} went from {check.before:.3f} to {check.after:.3f}"
        f" on {check.cases} cases (p = {check.p:.4f})."
    )


def _own_bars(run: Run) -> Bars:
    return {
        suite: declared.get("bars", {}) for suite, declared in run.configuration["suites"].items()
    }


def _missed(run: Run, bars: Bars, measure_of: MeasureOf) -> Iterator[str]:
    for suite, by_measure in bars.items():
        if by_measure and suite not in run.suites():
            yield f"{suite}: it has bars and was not run to the end."
            continue
        for name, bar in by_measure.items():
            told = run.summary(suite)["values"].get(name, {"cases": 1})
            value = told.get("value")
            higher = measure_of(name).higher_is_better
            if not told.get("cases", 1):
                continue  # no case says anything about it: every answer abstained, say
            if value is None:
                yield f"{suite}: {name} has no value, and its bar is {bar:g}."
            elif (value < bar) if higher else (value > bar):
                side = "below" if higher else "above"
                yield f"{suite}: {name} is {value:g}, {side} its bar of {bar:g}."


def _cells(check: Check) -> tuple[str, ...]:
    numbers = (f"{check.before:.3f}", f"{check.after:.3f}", f"{check.p:.3f}")
    return (check.suite, check.measure, str(check.cases), *numbers, "lost" * check.failed)
