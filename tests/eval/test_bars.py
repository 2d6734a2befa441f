"""A bar is reached, missed, or not judged where no case says anything about it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from eval.bars import bars_of, declared, judge, unknown
from eval.gate import gate
from eval.measures import parse
from eval.runs import Run, open_run
from tests.eval.made import Made, fake, hits, made_run


def test_a_missed_bar_fails_with_its_number(tmp_path: Path) -> None:
    bars = {"hit": 0.8, "error": 0.1, "slowness": 100.0}
    columns = {"hit": hits(7, 10), "error": hits(2, 10)}
    new = made_run(tmp_path / "new", {"x": Made(columns, bars=bars, timed={"slowness": 120.0})})
    verdict = gate(new, new, measure_of=fake)
    assert verdict.failures == (
        "x: hit is 0.7, below its bar of 0.8.",
        "x: error is 0.2, above its bar of 0.1.",
        "x: slowness is 120, above its bar of 100.",
    )


def test_a_bar_just_reached_is_reached(tmp_path: Path) -> None:
    columns = {"hit": hits(8, 10), "error": hits(1, 10)}
    new = made_run(tmp_path / "new", {"x": Made(columns, bars={"hit": 0.8, "error": 0.1})})
    assert gate(new, new, measure_of=fake).passed
    assert not gate(new, new, {"x": {"hit": 0.81}}, fake).passed, "other bars than the run's own"


def test_a_bar_without_a_value_is_missed_unless_no_case_says_anything(tmp_path: Path) -> None:
    made = {
        "w": Made({"hit": [None]}, bars={"hit": 0.5}),
        "x": Made({"hit": [1.0]}, bars={"hit": 0.5, "error": 0.5}),
        "y": Made({"hit": [1.0]}, bars={"hit": 0.5}, finished=False),
        "z": Made({"hit": [1.0]}),
    }
    new = made_run(tmp_path / "new", made)
    verdict = gate(new, new, measure_of=fake)
    assert verdict.failures == (
        "y: it was not run to the end in new.",
        "x: error has no value, and its bar is 0.5.",
    )
    assert verdict.notes == ("w: no case says anything about hit; its bar of 0.5 was not judged.",)


def test_a_bar_on_a_share_of_nothing_is_noted_and_not_missed(tmp_path: Path) -> None:
    made = {"x": Made({"rows": [(0.0, 0.0), None]}, ("rows",), bars={"rows": 0.5})}
    new = made_run(tmp_path / "new", made)
    verdict = gate(new, new, measure_of=fake)
    assert verdict.passed
    assert verdict.notes == ("x: no case says anything about rows; its bar of 0.5 was not judged.",)


def test_a_bar_on_what_never_came_is_missed(tmp_path: Path) -> None:
    timed = {"slowness": math.inf}
    new = made_run(
        tmp_path / "new", {"x": Made({"hit": [1.0]}, bars={"slowness": 9.0}, timed=timed)}
    )
    assert gate(new, new, measure_of=fake).failures == (
        "x: slowness has no value, and its bar is 9.",
    )


def test_a_bar_of_a_suite_that_was_not_run_is_missed(tmp_path: Path) -> None:
    new = made_run(tmp_path / "new", {"x": Made({"hit": [1.0]})})
    [failure] = gate(new, new, {"y": {"hit": 0.5}}, fake).failures
    assert failure == "y: hit has no value, and its bar is 0.5."


def relative_run(folder: Path, french: str, english: str | None) -> Run:
    """Two suites, a letter a case: y hit, n missed. The bar of `french` is half of `english`."""
    name = "document.first"
    suites = {"french": french} if english is None else {"french": french, "english": english}
    told_of: dict[str, dict[str, Any]] = {
        suite: {"task": "search", "cases": len(told)} for suite, told in suites.items()
    }
    folder.mkdir()
    told_of["french"]["relative"] = {name: {"of": "english", "share": 0.5}}
    configuration = {"profile": "quick", "suites": told_of, "code": {}}
    (folder / "run.json").write_text(json.dumps(configuration), "utf-8")
    for suite, told in suites.items():
        hits = [float(letter == "y") for letter in told]
        records = [
            {"id": f"q{n}", "case": {}, "output": {}, "measures": {name: [found]}}
            for n, found in enumerate(hits)
        ]
        (folder / suite).mkdir()
        lines = "".join(f"{json.dumps(record)}\n" for record in records)
        (folder / suite / "records.jsonl").write_text(lines, "utf-8")
        values = {name: {"value": sum(hits) / len(hits), "cases": len(hits)}}
        (folder / suite / "summary.json").write_text(json.dumps({"values": values}), "utf-8")
        (folder / suite / "timings.json").write_text(json.dumps({"values": {}}), "utf-8")
    return open_run(folder)


def test_a_relative_bar_is_a_share_over_the_cases_that_both_have(tmp_path: Path) -> None:
    run = relative_run(tmp_path / "met", "ynnn", "yynn" + "yyyy")
    assert bars_of(run, "french") == {"document.first": 0.25}, "of the first four alone"
    assert not judge(run, declared(run), parse).missed
    assert not unknown(run)


def test_a_relative_bar_can_be_missed(tmp_path: Path) -> None:
    run = relative_run(tmp_path / "missed", "ynnn", "yyyn")
    [missed] = judge(run, declared(run), parse).missed
    assert missed == "french: document.first is 0.25, below its bar of 0.375."


def test_a_relative_bar_whose_suite_was_not_run_is_told(tmp_path: Path) -> None:
    run = relative_run(tmp_path / "alone", "ynnn", None)
    assert bars_of(run, "french") == {}
    [told] = unknown(run)
    assert "french: the bar of document.first hangs on english" in told
