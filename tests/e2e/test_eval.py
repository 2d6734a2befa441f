"""`probant eval` as engineers use it: runs, reports, comparisons, gates, others' systems."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import probant, started
from tests.eval.places import write_suite


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("eval")


@pytest.fixture(scope="module")
def suite(folder: Path) -> Path:
    """The small suite, with so many questions that a run can be interrupted among them."""
    file = write_suite(folder / "suite")
    more = [f'more-{n},What is rent number {n}?,"12,500 euros",lease.md,' for n in range(40)]
    with (file.parent / "questions.csv").open("a", encoding="utf-8") as table:
        table.write("\n".join(more) + "\n")
    return file


@pytest.fixture(scope="module")
def base(folder: Path, suite: Path) -> dict[str, Any]:
    """What the command says of a run named `base`."""
    done = evaluate(folder, "run", str(suite), "--profile", "full", "--run", "base", "--json")
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def evaluate(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return probant(folder, "eval", *arguments)


def steady(run: Path) -> dict[str, bytes]:
    """The files of a run that do not hold times."""
    files = [path for path in run.rglob("*") if path.is_file()]
    timed = ("timings", "report")
    return {
        str(path.relative_to(run)): path.read_bytes()
        for path in files
        if not path.name.startswith(timed)
    }


def test_a_run_tells_every_measure_and_writes_a_report(base: dict[str, Any]) -> None:
    run = Path(base["folder"])
    rows = {row["measure"]: row for row in base["rows"]}
    assert rows["document.hit@1"]["value"] > 0.5
    assert rows["document.hit@1"]["low"] <= rows["document.hit@1"]["value"]
    assert rows["latency.p50"]["value"] > 0
    assert base["left_out"] == {}
    assert "notes-suite" in (run / "report.md").read_text("utf-8")
    assert "What is rent number 7?" in (run / "report.html").read_text("utf-8")


def test_a_run_that_is_killed_goes_on_and_ends_with_the_same_bytes(
    folder: Path, suite: Path, base: dict[str, Any]
) -> None:
    arguments = ("eval", "run", str(suite), "--profile", "full", "--run", "killed")
    run = Path(base["folder"]).with_name("killed")
    records = run / "notes-suite" / "records.jsonl"
    process = started(folder, *arguments)
    while process.poll() is None and lines(records) < 5:
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert 5 <= lines(records) < 44
    assert not (run / "notes-suite" / "summary.json").exists()
    again = probant(folder, *arguments)
    assert again.returncode == 0, again.stderr
    assert steady(run) == steady(Path(base["folder"]))


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def test_what_is_the_same_passes_the_gate_and_a_missed_bar_does_not(
    folder: Path, suite: Path, base: dict[str, Any], tmp_path: Path
) -> None:
    kept = evaluate(folder, "baseline", "base", "--folder", str(tmp_path))
    assert kept.returncode == 0, kept.stderr
    passed = evaluate(folder, "gate", "base", "--against", str(tmp_path))
    assert passed.returncode == 0, passed.stdout
    barred = suite.with_name("barred.toml")
    barred.write_text(suite.read_text("utf-8") + '\n[bars]\n"number" = 1.0\n', "utf-8")
    evaluate(folder, "run", str(barred), "--profile", "full", "--run", "barred")
    failed = evaluate(folder, "gate", "barred", "--against", "barred", "--json")
    assert failed.returncode == 3
    assert any("barred" in f and "number" in f for f in json.loads(failed.stdout)["failures"])
    sealed = next(tmp_path.glob("*.json"))
    sealed.write_text(sealed.read_text("utf-8").replace("1.0", "0.0", 1), "utf-8")
    tampered = evaluate(folder, "gate", "base", "--against", str(tmp_path))
    assert tampered.returncode == 1
    assert "changed by hand" in tampered.stderr


def test_a_floor_is_scored_like_any_other_system_and_compared(
    folder: Path, suite: Path, base: dict[str, Any]
) -> None:
    out = folder / "floor.jsonl"
    floor = evaluate(folder, "floor", str(suite), "--profile", "full", "--out", str(out))
    assert floor.returncode == 0, floor.stderr
    scored = evaluate(
        folder, "score", str(suite), str(out), "--profile", "full", "--run", "floor", "--json"
    )
    assert scored.returncode == 0, scored.stderr
    assert json.loads(scored.stdout)["missing"] == 0
    compared = evaluate(folder, "compare", "floor", "base", "--json")
    assert compared.returncode == 0, compared.stderr
    [refused] = [
        row for row in json.loads(compared.stdout)["rows"] if row["measure"] == "abstention.refused"
    ]
    assert (refused["a"], refused["b"]) == (0, 1)  # a floor never abstains


def test_cases_without_a_line_count_as_missed(folder: Path, suite: Path) -> None:
    out = folder / "one.jsonl"
    out.write_text('{"id": "rent", "answer": "12,500 euros"}\n', "utf-8")
    scored = evaluate(folder, "score", str(suite), str(out), "--profile", "full", "--json")
    assert scored.returncode == 0, scored.stderr
    told = json.loads(scored.stdout)
    assert told["missing"] == 43
    [number] = [row for row in told["rows"] if row["measure"] == "number"]
    assert number["value"] == pytest.approx(1 / number["cases"], abs=1e-6)


def test_the_output_of_another_suite_is_refused(folder: Path, suite: Path) -> None:
    out = folder / "other.jsonl"
    out.write_text('{"id": "somebody-else", "answer": "12,500 euros"}\n', "utf-8")
    scored = evaluate(folder, "score", str(suite), str(out), "--profile", "full")
    assert scored.returncode == 1
    assert "somebody-else" in scored.stderr
    assert "another suite" in scored.stderr


def test_suites_whose_data_are_absent_are_named_and_the_others_run(
    folder: Path, suite: Path
) -> None:
    nowhere = {"PROBANT_CORPORA": str(folder / "nowhere")}
    arguments = ("run", str(suite), "piaf", "--profile", "smoke", "--json")
    done = probant(folder, "eval", *arguments, **nowhere)
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert list(told["left_out"]) == ["piaf"]
    assert "PROBANT_CORPORA" in told["left_out"]["piaf"]
    assert {row["suite"] for row in told["rows"]} == {"notes-suite"}


def test_runs_are_listed_and_a_wrong_name_says_what_to_do(
    folder: Path, base: dict[str, Any]
) -> None:
    listed = json.loads(evaluate(folder, "runs", "--json").stdout)["runs"]
    assert {"name": "base", "finished": 1}.items() <= listed[0].items()
    wrong = evaluate(folder, "report", "bsae")
    assert wrong.returncode == 1
    assert "`probant eval runs` lists them" in wrong.stderr
