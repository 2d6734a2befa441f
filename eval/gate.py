"""The gate: whether a run may take the place of what was measured before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from core.errors import InvalidRequest
from eval import bars, baselines, compare
from eval.bars import Bars
from eval.baselines import Baseline
from eval.compare import MeasureOf, align, check_comparable, pair_up, rounded
from eval.measures import parse
from eval.randomisation import Compared, losses
from eval.runs import Json, Run
from eval.suite import Profile

ALPHA = 0.05
"""How often a run that is no worse fails, all its suites and measures taken together. About:
counts of hits are discrete (see `randomisation.losses`)."""


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
    run: Run, against: Path | Run, asked: Bars | None = None, measure_of: MeasureOf = parse
) -> Verdict:
    """Fails on a significant loss of a gated measure, on a missed bar, on a suite of the baseline
    that the run lacks or that can't be compared, and on one that either did not run to the end.

    `against` is a folder of baselines or another run; `asked` are bars other than the run's own.
    Raises `NotFound` without a baseline, `InvalidRequest` for a damaged one and for the profile
    smoke.
    """
    if run.configuration["profile"] == Profile.SMOKE:
        raise InvalidRequest(
            "A run of the profile smoke passes no gate: it shows only that everything runs.",
            "Run the profile quick or full.",
        )
    known = _known(against)
    again = compare.RESCORE if isinstance(against, Run) else baselines.AGAIN
    compared, unlike, notes = _compared(run, known, measure_of, again)
    checks = _checks(compared)
    judged = bars.judge(run, bars.declared(run) if asked is None else asked, measure_of)
    runs = [run, against] if isinstance(against, Run) else [run]
    failures = [why for each in runs for why in _unfinished(each)]
    failures += [*unlike, *map(_told, (c for c in checks if c.failed)), *judged.missed]
    new = [suite for suite in run.suites() if suite not in known]
    notes += [f"{suite} has no baseline yet: only its bars count." for suite in new]
    notes += bars.unknown(run) if asked is None else []
    notes += [*judged.unjudged, *(why for each in runs for why in _left_out(each))]
    return Verdict(run.name, against.name, tuple(checks), _once(failures), _once(notes))


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
    run: Run, known: Mapping[str, Baseline], measure_of: MeasureOf, again: str
) -> tuple[dict[str, dict[str, Compared]], list[str], list[str]]:
    """Gated measures by suite, why suites can't be compared, and what was not looked at."""
    compared: dict[str, dict[str, Compared]] = {}
    unlike: list[str] = []
    notes: list[str] = []
    for suite, kept in known.items():
        if suite not in run.suites():
            if suite not in run.configuration["suites"]:
                unlike.append(f"{suite}: the run lacks it. Run it, or drop its baseline.")
            continue
        timed = [name for name in kept.gated if measure_of(name).is_timed]
        notes += [f"{suite} {name} differs from run to run: only its bar counts." for name in timed]
        try:
            compared[suite] = _paired_up(run, kept, measure_of, again)
        except InvalidRequest as error:
            unlike.append(f"{suite}: can't be compared. {error}")
    return compared, unlike, notes


def _paired_up(run: Run, kept: Baseline, measure_of: MeasureOf, again: str) -> dict[str, Compared]:
    scores = baselines.of(run, kept.scores.suite).scores
    check_comparable(kept.scores, scores, again)
    steady = [name for name in kept.gated if not measure_of(name).is_timed]
    return {name: pair_up(kept.scores, scores, name, measure_of) for name in steady}


def _checks(compared: Mapping[str, Mapping[str, Compared]]) -> list[Check]:
    adjusted = losses([list(by_name.values()) for by_name in compared.values()])
    checks = []
    for (suite, by_name), p_values in zip(compared.items(), adjusted, strict=True):
        for (name, pairs), p in zip(by_name.items(), p_values, strict=True):
            before, after = pairs.values
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


def _once(sentences: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentences))


def _unfinished(run: Run) -> Iterator[str]:
    finished = run.suites()
    for suite in run.configuration["suites"]:
        if suite not in finished:
            yield f"{suite}: it was not run to the end in {run.name}."


def _left_out(run: Run) -> Iterator[str]:
    for suite, why in run.configuration.get("left_out", {}).items():
        yield f"{suite} was left out of {run.name}: {why}"


def _cells(check: Check) -> tuple[str, ...]:
    numbers = (f"{check.before:.3f}", f"{check.after:.3f}", f"{check.p:.3f}")
    return (check.suite, check.measure, str(check.cases), *numbers, "lost" * check.failed)
