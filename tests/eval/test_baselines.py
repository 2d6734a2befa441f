"""A baseline is what a run measured, readable in diffs, and refused once edited."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from core.errors import InvalidRequest, NotFound
from eval import baselines
from tests.eval.made import Made, made_run

MADE = {
    "x": Made({"hit": [1.0, 0.0, 1 / 3], "error": [None, -0.0, 1e-9]}, ("hit", "error")),
    "y": Made({"hit": [1.0]}),
}


def test_what_is_read_is_what_was_measured(tmp_path: Path) -> None:
    run = made_run(tmp_path / "run", MADE)
    x, y = baselines.keep(run, tmp_path / "kept")
    assert (x.name, y.name) == ("x.json", "y.json")
    assert baselines.read(x) == baselines.of(run, "x")
    assert baselines.read(x).gated == ("hit", "error")
    assert baselines.read_all(tmp_path / "kept") == [baselines.read(x), baselines.read(y)]


def test_it_says_which_measures_scored_it(tmp_path: Path) -> None:
    run = made_run(tmp_path / "run", MADE, scored_by="m7")
    [x, _] = baselines.keep(run, tmp_path / "kept")
    assert baselines.read(x).scores.scored_by == "m7"


def test_numbers_have_six_digits(tmp_path: Path) -> None:
    run = made_run(tmp_path / "run", MADE)
    scores = baselines.of(run, "x").scores
    assert scores.contributions["hit"]["q2"] == (0.333333,)
    assert str(scores.contributions["error"]["q1"]) == "(0.0,)", "not -0.0"
    assert scores.contributions["error"]["q2"] == (0.0,)


def test_no_text_of_a_case_or_an_answer_is_kept(tmp_path: Path) -> None:
    [x, _] = baselines.keep(made_run(tmp_path / "run", MADE), tmp_path / "kept")
    written = x.read_text("utf-8")
    for text in ("How many", "answer 0", "ten", "d.pdf"):
        assert text not in written


def test_a_case_is_a_line(tmp_path: Path) -> None:
    [x, _] = baselines.keep(made_run(tmp_path / "run", MADE), tmp_path / "kept")
    assert '"q0":{"error":null,"hit":[1.0]},\n' in x.read_text("utf-8")
    assert json.loads(x.read_text("utf-8"))["measures"]["hit"]["cases"] == 3


def test_kept_twice_it_is_the_same_bytes(tmp_path: Path) -> None:
    run = made_run(tmp_path / "run", MADE)
    [first, _], [second, _] = (baselines.keep(run, tmp_path / name) for name in ("k1", "k2"))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"q1":{"error":[0.0],"hit":[0.0]}', '"q1":{"error":[0.0],"hit":[1.0]}'),
        ('"gated":["hit","error"]', '"gated":["hit"]'),
        ('"fingerprint":"f1"', '"fingerprint":"f2"'),
        ('"scored_by":"m1"', '"scored_by":"m2"'),
        ('"seal":"', '"seal":"0'),
        ('"seal":', '"sealed":'),
    ],
)
def test_a_baseline_changed_by_hand_is_refused(tmp_path: Path, was: str, now: str) -> None:
    [x, _] = baselines.keep(made_run(tmp_path / "run", MADE), tmp_path / "kept")
    written = x.read_text("utf-8")
    assert was in written
    x.write_text(written.replace(was, now), "utf-8")
    with pytest.raises(InvalidRequest, match="changed by hand") as refused:
        baselines.read(x)
    assert refused.value.remedy == "Make it again with `probant eval baseline RUN`."


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "\x00"])
def test_what_is_no_baseline_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, "utf-8")
    with pytest.raises(InvalidRequest):
        baselines.read(path)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="holds no baseline"):
        baselines.read_all(tmp_path)
    with pytest.raises(NotFound, match=r"x\.json"):
        baselines.read(tmp_path / "x.json")


def test_a_suite_that_did_not_end_keeps_its_old_baseline(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    [x, _] = baselines.keep(made_run(tmp_path / "one", MADE), kept)
    old = x.read_bytes()
    halfway = {"x": Made({"hit": [0.0]}, finished=False), "y": Made({"hit": [0.5]})}
    assert baselines.keep(made_run(tmp_path / "two", halfway), kept) == [kept / "y.json"]
    assert x.read_bytes() == old
    assert baselines.read(kept / "y.json").scores.contributions == {"hit": {"q0": (0.5,)}}


def test_smoke_and_nothing_are_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="never compared"):
        baselines.keep(made_run(tmp_path / "smoke", MADE, "smoke"), tmp_path / "kept")
    unfinished = {"x": Made({"hit": [0.0]}, finished=False)}
    with pytest.raises(InvalidRequest, match="to the end"):
        baselines.keep(made_run(tmp_path / "none", unfinished), tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("text", ['{"x":1}', "[" * 100_000, "[]", '{"measures":[]}'])
def test_what_is_no_baseline_is_said_whatever_it_holds(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    if text.startswith("{"):  # sealed as it should be
        data = json.loads(text)
        canonical = json.dumps(data, sort_keys=True, separators=(",", ":"))
        data["seal"] = hashlib.sha256(canonical.encode()).hexdigest()
        text = json.dumps(data)
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidRequest, match=r"x\.json"):
        baselines.read(path)
