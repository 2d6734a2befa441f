"""Two runs side by side: what differs, what flipped, and what can't be compared."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import InvalidRequest
from eval.cases import Asked, Case, Cited, Found, GoldEvidence, Output, Reply, Task, to_json
from eval.compare import compare, lines
from eval.measures.protocol import Contribution, Measure
from eval.runs import Run, open_run


@dataclass(frozen=True, slots=True)
class Fake:
    """The mean of one column, under a name."""

    name: str
    higher_is_better: bool = True
    is_timed: bool = False
    tasks = frozenset(Task)

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        raise NotImplementedError

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return float(contributions[:, 0].mean())


FAKES = {
    "hit": Fake("hit"),
    "grade": Fake("grade"),
    "error": Fake("error", higher_is_better=False),
    "slowness": Fake("slowness", higher_is_better=False, is_timed=True),
}


def fake(name: str) -> Measure:
    return FAKES[name]


@dataclass(frozen=True, slots=True)
class Made:
    """A suite of a run, as a test wants it: numbers by measure, a case each."""

    measures: Mapping[str, list[float | None]]
    gated: tuple[str, ...] = ("hit",)
    bars: Mapping[str, float] = field(default_factory=dict)
    fingerprint: str = "f1"
    finished: bool = True
    timed: Mapping[str, float] = field(default_factory=dict)


def made_run(folder: Path, suites: Mapping[str, Made], profile: str = "quick") -> Run:
    """A run directory of those suites, as the runner writes it."""
    folder.mkdir()
    declared = {
        name: {
            "fingerprint": made.fingerprint,
            "task": "answer",
            "measures": list(made.measures),
            "gated": list(made.gated),
            "bars": dict(made.bars),
        }
        for name, made in suites.items()
    }
    configuration = {"profile": profile, "suites": declared, "code": "abc", "environment": {}}
    (folder / "run.json").write_text(json.dumps(configuration), "utf-8")
    for name, made in suites.items():
        _write_suite(folder / name, made)
    return open_run(folder)


def _write_suite(folder: Path, made: Made) -> None:
    folder.mkdir()
    cases = len(next(iter(made.measures.values())))
    lines = [json.dumps(_record(made, number)) for number in range(cases)]
    (folder / "records.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    values = {name: _value(column) for name, column in made.measures.items()}
    timed = {name: {"value": value} for name, value in made.timed.items()}
    (folder / "timings.json").write_text(json.dumps({"values": timed}), "utf-8")
    if made.finished:
        (folder / "summary.json").write_text(json.dumps({"values": values}), "utf-8")


def _record(made: Made, number: int) -> dict[str, Any]:
    measures = {
        name: None if column[number] is None else [column[number]]
        for name, column in made.measures.items()
    }
    return _answered(number) | {"measures": measures}


@functools.cache
def _answered(number: int) -> dict[str, Any]:
    case = Asked(f"q{number}", f"How many in {number}?", ("ten",), (GoldEvidence("d.pdf", (3,)),))
    reply = Reply(
        "answered",
        (Found("d.pdf", 3, "the text of the passage"),),
        f"answer {number}",
        (Cited("d.pdf", 3, "ten of them", True),),
    )
    return {"id": case.id, "case": to_json(case), "output": to_json(reply)}


def _value(column: list[float | None]) -> dict[str, Any]:
    known = [number for number in column if number is not None]
    return {"value": sum(known) / len(known) if known else None, "cases": len(known)}


def test_every_measure_of_every_common_suite_is_set_side_by_side(tmp_path: Path) -> None:
    a = made_run(tmp_path / "a", {"x": Made({"hit": [1.0] * 8, "error": [0.0] * 8})})
    b = made_run(tmp_path / "b", {"x": Made({"hit": [0.0] * 6 + [1.0] * 2, "error": [0.0] * 8})})
    hit, error = compare(a, b, fake).rows
    assert (hit.suite, hit.measure, hit.cases, hit.a, hit.b) == ("x", "hit", 8, 1.0, 0.25)
    assert hit.difference.delta == -0.75
    assert hit.difference.p == 2 / 64
    assert hit.adjusted == 4 / 64, "twice: there are two rows"
    assert (error.difference.delta, error.adjusted) == (0.0, 1.0)


def test_the_cases_that_flipped_are_shown_with_both_answers(tmp_path: Path) -> None:
    a = made_run(tmp_path / "a", {"x": Made({"hit": [1.0, 0.0, 1.0, 0.6]})})
    b = made_run(tmp_path / "b", {"x": Made({"hit": [0.0, 1.0, 1.0, 0.9]})})
    lost, won = compare(a, b, fake).flips
    assert (lost.case, lost.lost, won.case, won.lost) == ("q0", True, "q1", False)
    assert lost.asked == "How many in 0?"
    assert lost.gold["answers"] == ["ten"]
    assert lost.b["state"] == "answered"
    assert lost.b["cited"] == [{"document": "d.pdf", "page": 3, "quote": "ten of them"}]
    assert "the text of the passage" not in json.dumps(lost.b), "hits are named, not quoted"


def test_where_lower_is_better_a_case_is_lost_by_rising(tmp_path: Path) -> None:
    a = made_run(tmp_path / "a", {"x": Made({"error": [0.0, 1.0]}, ("error",))})
    b = made_run(tmp_path / "b", {"x": Made({"error": [1.0, 0.0]}, ("error",))})
    assert [(flip.case, flip.lost) for flip in compare(a, b, fake).flips] == [
        ("q0", True),
        ("q1", False),
    ]


def test_a_suite_of_one_run_only_is_left_out_and_named(tmp_path: Path) -> None:
    x, y = Made({"hit": [1.0, 0.0]}), Made({"hit": [1.0]}, finished=False)
    a = made_run(tmp_path / "a", {"x": x, "z": x})
    b = made_run(tmp_path / "b", {"x": x, "z": y})
    comparison = compare(a, b, fake)
    assert {row.suite for row in comparison.rows} == {"x"}
    assert comparison.notes == ("z is left out: only a has it.",)


def test_no_common_suite_is_an_error(tmp_path: Path) -> None:
    a = made_run(tmp_path / "a", {"x": Made({"hit": [1.0]})})
    b = made_run(tmp_path / "b", {"y": Made({"hit": [1.0]})})
    with pytest.raises(InvalidRequest, match="no suite in common"):
        compare(a, b, fake)


def test_a_run_of_other_data_is_refused(tmp_path: Path) -> None:
    a = made_run(tmp_path / "a", {"x": Made({"hit": [1.0]})})
    b = made_run(tmp_path / "b", {"x": Made({"hit": [1.0]}, fingerprint="f2")})
    with pytest.raises(InvalidRequest, match="run of another suite: x was measured on other data"):
        compare(a, b, fake)


def test_a_smoke_run_is_never_compared(tmp_path: Path) -> None:
    a = made_run(tmp_path / "a", {"x": Made({"hit": [1.0]})}, "smoke")
    with pytest.raises(InvalidRequest, match="smoke is never compared"):
        compare(a, a, fake)


def test_a_case_that_one_run_lacks_is_an_error(tmp_path: Path) -> None:
    a = made_run(tmp_path / "a", {"x": Made({"hit": [1.0, 1.0]})})
    b = made_run(tmp_path / "b", {"x": Made({"hit": [1.0]})})
    with pytest.raises(InvalidRequest, match="the case q1 has hit on one side only"):
        compare(a, b, fake)


def test_a_measure_that_counts_other_cases_now_is_an_error(tmp_path: Path) -> None:
    a = made_run(tmp_path / "a", {"x": Made({"hit": [1.0, None]})})
    b = made_run(tmp_path / "b", {"x": Made({"hit": [1.0, 1.0]})})
    with pytest.raises(InvalidRequest, match=r"q1 counts for hit .* the measure has changed"):
        compare(a, b, fake)


def test_a_measure_no_case_speaks_to_has_no_value(tmp_path: Path) -> None:
    a = made_run(tmp_path / "a", {"x": Made({"hit": [None, None]})})
    comparison = compare(a, a, fake)
    [row] = comparison.rows
    assert math.isnan(row.a)
    assert row.adjusted == 1.0
    [kept] = comparison.to_json()["rows"]
    assert kept["a"] is None
    json.dumps(comparison.to_json(), allow_nan=False)


def test_columns_stand_under_their_heads(tmp_path: Path) -> None:
    made = Made({"hit": [1.0] * 4, "grade": [0.5] * 4})
    a = made_run(tmp_path / "a", {"a-long-name": made, "x": made})
    b = made_run(
        tmp_path / "b", {"a-long-name": made, "x": Made({**made.measures, "hit": [0.0] * 4})}
    )
    printed = lines(compare(a, b, fake))
    table = printed[:5]
    words = ("measure", "hit", "grade", "hit", "grade")
    assert len({line.index(word) for line, word in zip(table, words, strict=True)}) == 1
    assert {len(line) for line in table} == {len(table[0])}
    assert "x q0: lost (hit)" in printed
