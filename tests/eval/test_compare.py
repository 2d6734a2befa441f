"""Two runs side by side: what differs, what flipped, and what can't be compared."""

from __future__ import annotations

import json
import math
import warnings
from pathlib import Path

import pytest

from core.errors import InvalidRequest
from eval.compare import compare, lines
from tests.eval.made import Made, fake, made_run


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


def test_what_was_scored_by_other_measures_is_refused(tmp_path: Path) -> None:
    made = {"x": Made({"hit": [1.0]})}
    a = made_run(tmp_path / "a", made)
    b = made_run(tmp_path / "b", made, scored_by="m2")
    with pytest.raises(InvalidRequest, match="x was scored by other measures") as refused:
        compare(a, b, fake)
    assert refused.value.remedy == "Score it again: `probant eval rescore RUN`."


def test_a_share_of_nothing_can_be_compared(tmp_path: Path) -> None:
    """A case that holds nothing on one side weighs nothing there, and flips no way."""
    a = made_run(tmp_path / "a", {"x": Made({"rows": [(0.0, 0.0), (3.0, 4.0)]}, ("rows",))})
    b = made_run(tmp_path / "b", {"x": Made({"rows": [(1.0, 1.0), (1.0, 4.0)]}, ("rows",))})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        there, back = compare(a, b, fake), compare(b, a, fake)
    [row] = there.rows
    assert (row.cases, row.a, row.b) == (2, 0.75, 0.4)
    assert [(flip.case, flip.lost) for flip in there.flips] == [("q1", True)]
    assert [(flip.case, flip.lost) for flip in back.flips] == [("q1", False)]


def test_shares_of_nothing_alone_have_no_value(tmp_path: Path) -> None:
    a = made_run(tmp_path / "a", {"x": Made({"rows": [(0.0, 0.0)] * 20}, ("rows",))})
    b = made_run(tmp_path / "b", {"x": Made({"rows": [(1.0, 1.0)] * 20}, ("rows",))})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        [row] = compare(a, b, fake).rows
    assert math.isnan(row.a)
    assert row.b == 1.0
    assert math.isnan(row.difference.delta)
    assert (row.difference.p, row.adjusted) == (1.0, 1.0)


def test_half_is_right_whichever_way_is_better(tmp_path: Path) -> None:
    for name in ("hit", "error"):
        half = made_run(tmp_path / f"{name}-half", {"x": Made({name: [0.5, 0.5]}, (name,))})
        ends = made_run(tmp_path / f"{name}-ends", {"x": Made({name: [0.0, 1.0]}, (name,))})
        [flip] = compare(half, ends, fake).flips
        assert (flip.case, flip.lost) == ("q0" if name == "hit" else "q1", True)


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
