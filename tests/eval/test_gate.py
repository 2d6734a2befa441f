"""The gate fails for a loss, a missed bar and a missing suite, and seldom for nothing."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import InvalidRequest, NotFound
from eval import baselines
from eval.gate import gate, lines
from tests.eval.made import Fake, Made, fake, hits, made_run

Results = tuple[list[float], list[float]]


def test_the_same_results_pass(tmp_path: Path) -> None:
    made = {"x": Made({"hit": hits(48, 60)}), "y": Made({"grade": [1 / 3] * 9}, ("grade",))}
    baselines.keep(made_run(tmp_path / "old", made), tmp_path / "kept")
    verdict = gate(made_run(tmp_path / "new", made), tmp_path / "kept", measure_of=fake)
    assert verdict.passed
    assert [check.p for check in verdict.checks] == [1.0, 1.0]


def test_a_loss_in_one_suite_of_three_fails_and_is_named(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    steady = {name: Made({"hit": [float(x) for x in rng.integers(2, size=80)]}) for name in "ab"}
    old = made_run(tmp_path / "old", {**steady, "top": Made({"hit": hits(48, 60)})})
    shuffled = [float(x) for x in rng.permutation(hits(24, 60))]
    new = made_run(tmp_path / "new", {**steady, "top": Made({"hit": shuffled})})
    baselines.keep(old, tmp_path / "kept")
    for against in (old, tmp_path / "kept"):
        verdict = gate(new, against, measure_of=fake)
        assert not verdict.passed
        [failure] = verdict.failures
        assert failure.startswith("top: hit went from 0.800 to 0.400 on 60 cases (p = 0.0")
        assert [check.suite for check in verdict.checks if check.failed] == ["top"]


def test_two_cases_of_sixty_may_be_chance(tmp_path: Path) -> None:
    old = made_run(tmp_path / "old", {"x": Made({"hit": hits(48, 60)})})
    new = made_run(tmp_path / "new", {"x": Made({"hit": hits(46, 60)})})
    assert gate(new, old, measure_of=fake).passed


@dataclass(frozen=True, slots=True)
class OfThoseGiven(Fake):
    """The mean of what is above 0; NaN where nothing is."""

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        given = contributions[contributions > 0]
        return float(given.mean()) if len(given) else float("nan")


def test_a_measure_that_became_undefined_fails(tmp_path: Path) -> None:
    old = made_run(tmp_path / "old", {"x": Made({"hit": hits(2, 9)})})
    new = made_run(tmp_path / "new", {"x": Made({"hit": hits(0, 9)})})
    verdict = gate(new, old, measure_of=OfThoseGiven)
    assert verdict.failures == ("x: hit went from 1.000 to undefined on 9 cases.",)
    assert gate(old, new, measure_of=OfThoseGiven).passed


def test_a_win_passes(tmp_path: Path) -> None:
    old = made_run(tmp_path / "old", {"x": Made({"hit": hits(10, 60)})})
    new = made_run(tmp_path / "new", {"x": Made({"hit": hits(50, 60)})})
    assert gate(new, old, measure_of=fake).passed
    risen = {"x": Made({"error": hits(50, 60)}, ("error",))}
    fallen = {"x": Made({"error": hits(10, 60)}, ("error",))}
    high, low = made_run(tmp_path / "high", risen), made_run(tmp_path / "low", fallen)
    assert gate(low, high, measure_of=fake).passed
    assert not gate(high, low, measure_of=fake).passed


def test_what_is_not_gated_may_fall(tmp_path: Path) -> None:
    old = made_run(tmp_path / "old", {"x": Made({"hit": hits(9, 60), "grade": hits(60, 60)})})
    new = made_run(tmp_path / "new", {"x": Made({"hit": hits(9, 60), "grade": hits(0, 60)})})
    assert gate(new, old, measure_of=fake).passed


def test_what_is_unfinished_on_either_side_fails_and_is_named(tmp_path: Path) -> None:
    whole, cut = Made({"hit": hits(5, 9)}), Made({"hit": hits(5, 9)}, finished=False)
    old = made_run(tmp_path / "old", {"x": whole, "y": cut})
    new = made_run(tmp_path / "new", {"x": whole, "y": whole})
    failures = ("y: it was not run to the end in old.",)
    assert gate(new, old, measure_of=fake).failures == failures
    assert gate(old, old, measure_of=fake).failures == failures, "once"
    baselines.keep(made_run(tmp_path / "part", {"x": whole}), tmp_path / "kept")
    assert gate(old, tmp_path / "kept", measure_of=fake).failures == failures


def test_what_was_left_out_is_noted_with_the_reason(tmp_path: Path) -> None:
    x = {"x": Made({"hit": hits(5, 9)})}
    new = made_run(tmp_path / "new", x, left_out={"loans": "There is no corpus."})
    verdict = gate(new, made_run(tmp_path / "old", x), measure_of=fake)
    assert verdict.passed
    assert verdict.notes == ("loans was left out of new: There is no corpus.",)
    assert gate(new, new, measure_of=fake).notes == verdict.notes, "once"


def test_what_was_scored_by_other_measures_fails_and_says_what_to_do(tmp_path: Path) -> None:
    x = {"x": Made({"hit": hits(5, 9)})}
    old = made_run(tmp_path / "old", x, scored_by="m0")
    baselines.keep(old, tmp_path / "kept")
    new = made_run(tmp_path / "new", x)
    [run], [kept] = (gate(new, a, measure_of=fake).failures for a in (old, tmp_path / "kept"))
    assert "x was scored by other measures" in run
    assert run.endswith("Score it again: `probant eval rescore RUN`.")
    assert kept.endswith("Make it again with `probant eval baseline RUN`.")


def test_a_loss_of_shares_fails_though_some_hold_nothing(tmp_path: Path) -> None:
    nothing = [(0.0, 0.0)] * 10
    old = made_run(tmp_path / "old", {"x": Made({"rows": [(3.0, 3.0)] * 20 + nothing}, ("rows",))})
    new = made_run(tmp_path / "new", {"x": Made({"rows": [(1.0, 3.0)] * 20 + nothing}, ("rows",))})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        [failure] = gate(new, old, measure_of=fake).failures
        assert gate(old, new, measure_of=fake).passed
    assert failure.startswith("x: rows went from 1.000 to 0.333 on 30 cases")


def test_a_suite_of_the_baseline_must_have_been_run(tmp_path: Path) -> None:
    x = Made({"hit": hits(5, 9)})
    old = made_run(tmp_path / "old", {"x": x, "y": x})
    new = made_run(tmp_path / "new", {"x": x, "y": Made({"hit": [1.0]}, finished=False), "z": x})
    verdict = gate(new, old, measure_of=fake)
    assert verdict.failures == ("y: it was not run to the end in new.",)
    assert verdict.notes == ("z has no baseline yet: only its bars count.",)
    only_x = made_run(tmp_path / "only-x", {"x": x})
    assert gate(only_x, old, measure_of=fake).failures == (
        "y: the run lacks it. Run it, or drop its baseline.",
    )


def test_what_cannot_be_compared_fails_and_says_what_to_do(tmp_path: Path) -> None:
    old = made_run(tmp_path / "old", {"x": Made({"hit": [1.0]}), "y": Made({"hit": [1.0, 1.0]})})
    other = {"x": Made({"hit": [1.0]}, fingerprint="f2"), "y": Made({"hit": [1.0]})}
    data, cases = gate(made_run(tmp_path / "new", other), old, measure_of=fake).failures
    assert "x was measured on other data or another selection. Run both sides again" in data
    assert "y: the case q1 has hit on one side only" in cases


def test_a_measure_made_of_timings_counts_by_its_bar_alone(tmp_path: Path) -> None:
    made = {"x": Made({"hit": hits(5, 9)}, ("hit", "slowness"), timed={"slowness": 9.0})}
    run = made_run(tmp_path / "run", made)
    verdict = gate(run, run, measure_of=fake)
    assert verdict.passed
    assert verdict.notes == ("x slowness differs from run to run: only its bar counts.",)


def test_a_smoke_run_passes_no_gate(tmp_path: Path) -> None:
    smoke = made_run(tmp_path / "smoke", {"x": Made({"hit": [1.0]})}, "smoke")
    with pytest.raises(InvalidRequest, match="passes no gate"):
        gate(smoke, smoke, measure_of=fake)


def test_without_a_baseline_there_is_no_verdict(tmp_path: Path) -> None:
    run = made_run(tmp_path / "run", {"x": Made({"hit": [1.0]})})
    with pytest.raises(NotFound, match="holds no baseline"):
        gate(run, tmp_path / "kept", measure_of=fake)


def test_the_verdict_is_told_to_people_and_to_machines(tmp_path: Path) -> None:
    old = made_run(tmp_path / "old", {"x": Made({"hit": hits(30, 30)})})
    new = made_run(tmp_path / "new", {"x": Made({"hit": hits(3, 30)})})
    verdict = gate(new, old, measure_of=fake)
    told = lines(verdict)
    assert told[0] == "Gate FAILED: new against old."
    assert told[1].startswith("- x: hit went from 1.000 to 0.100")
    assert told[-1].endswith("lost")
    data = json.loads(json.dumps(verdict.to_json(), allow_nan=False))
    assert data["passed"] is False
    assert data["checks"][0]["after"] == 0.1
    assert lines(gate(old, old, measure_of=fake))[0] == "Gate passed: old against old."


def _family(rng: np.random.Generator) -> list[Results]:
    """Six suites of hits, 5 to 20 % of the cases differing between two runs."""
    suites = []
    for _ in range(6):
        before = rng.random(int(rng.integers(30, 201))) < 0.7
        differs = rng.random(len(before)) < rng.uniform(0.05, 0.2)
        suites.append((before.astype(float).tolist(), (before ^ differs).astype(float).tolist()))
    return suites


def _null(folder: Path, suites: list[Results], rng: np.random.Generator) -> bool:
    """Whether the gate fails one half of the results, dealt by coin, against the other half."""
    sides: tuple[dict[str, Made], dict[str, Made]] = ({}, {})
    for number, (before, after) in enumerate(suites):
        swap = rng.random(len(before)) < 0.5
        for side, swapped in zip(sides, (swap, ~swap), strict=True):
            dealt = np.where(swapped, after, before).tolist()
            side[f"s{number}"] = Made({"hit": dealt})
    folder.mkdir()
    old, new = (made_run(folder / n, s) for n, s in zip(("old", "new"), sides, strict=True))
    return not gate(new, old, measure_of=fake).passed


def test_runs_that_are_no_worse_fail_about_one_time_in_twenty(tmp_path: Path) -> None:
    rng = np.random.default_rng(17)
    failed = []
    for family in range(4):
        suites = _family(rng)
        failed += [_null(tmp_path / f"{family}-{n}", suites, rng) for n in range(50)]
    assert 0.02 <= np.mean(failed) <= 0.08
