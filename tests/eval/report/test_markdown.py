"""report.md, as someone who pastes it into a pull request reads it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import InvalidRequest
from eval.cases import Task
from eval.report import write
from eval.report.html import html
from eval.report.markdown import markdown
from eval.runs import Run, Value
from tests.eval.report.parts import (
    FLOORS,
    HOSTILE,
    NAN,
    Given,
    every_task,
    leases,
    share,
    write_run,
)
from tests.eval.report.scored import printed


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return write_run(tmp_path / "nightly", every_task(), floors=FLOORS)


def test_each_measure_has_a_line_with_its_interval_floors_bar_and_verdict(run: Run) -> None:
    lines = markdown(run).splitlines()
    assert (
        "| leases | 40 | citation.hit | 0.750 | 0.670 to 0.820 | bm25 0.500, dense 0.410"
        " | ≥ 0.700 | meets |" in lines
    )
    assert (
        "| pages | 40 | page.hit@5 | 0.550 | 0.470 to 0.620 | bm25 0.480 | ≥ 0.600 | misses |"
        in lines
    )
    assert sum(line.startswith("| ") for line in lines) == 2 + 4 + 4


def test_a_measure_where_lower_is_better_meets_its_bar_from_below(run: Run) -> None:
    assert "| 0.210 | 0.140 to 0.300 | – | ≤ 0.250 | meets |" in markdown(run)


def test_latency_is_in_milliseconds_and_what_is_no_number_is_a_dash(run: Run) -> None:
    text = markdown(run)
    assert "| latency.p95 | 390 ms | 300 to 1,520 ms | – | – | – |" in text
    assert "| leases | 0 | number | – | – | – | – | – |" in text


def test_a_bar_that_no_case_can_meet_or_miss_is_not_judged(tmp_path: Path) -> None:
    given = replace(leases(), bars={"number": 0.5})
    text = markdown(write_run(tmp_path / "run", {"leases": given}))
    assert "| number | – | – | – | ≥ 0.500 | – |" in text


def test_the_head_says_what_ran_what_misses_and_what_did_not_end(run: Run) -> None:
    head = markdown(run).split("| Suite")[0]
    assert head.startswith("# Evaluation run nightly\n")
    assert "1 of 2 suites meets every bar. 3 suites without a bar." in head
    assert "**Misses a bar:** pages." in head
    assert "**Not run to the end:** unread." in head
    assert "- profile: quick\n- code commit: 0.1.0\n" in head
    assert "- encoder: small 384\n- python: 3.11\n- packages numpy: 2.4\n" in head
    assert "- settings chat\\_model: –\n" in head


def test_a_suite_tells_its_failures_errors_and_worst_slices_first(run: Run) -> None:
    text = markdown(run)
    assert "- 10 of 40 cases fail by citation.hit\n" in text
    assert "- kind: loan 0.300 (n 10) · lease 0.900 (n 30)\n" in text
    assert "- 2 of 3 verdicts are wrong\n- 1 of 3 gave an error" in text
    assert "- language:" not in text, "a slice of nothing says nothing"


def test_a_slice_of_many_values_is_cut_and_says_so(tmp_path: Path) -> None:
    values = {f"issuer {n}": {"citation.hit": share(0.9 - n / 20)} for n in range(11)}
    given = replace(leases(), slices={"issuer": values})
    text = markdown(write_run(tmp_path / "run", {"leases": given}))
    assert "- issuer: issuer 10 0.400" in text
    assert "· 3 more\n" in text
    assert "issuer 2 " not in text


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    given = replace(
        leases(), about=HOSTILE, slices={HOSTILE: {"a|b": {"citation.hit": share(0.5)}}}
    )
    path, _ = write(write_run(tmp_path / "run", {"leases": given}))
    text = path.read_text("utf-8")
    assert "<" not in text
    assert "a\\|b 0.500" in text
    assert "\\*\\*bold\\*\\*" in text
    assert "\u2028" not in text
    assert max(map(len, text.splitlines())) < 1000


def test_a_share_of_nothing_has_a_bar_that_is_not_judged(tmp_path: Path) -> None:
    case, read, _ = printed()
    given = Given(
        Task.READ,
        {"read.rows": Value(NAN, NAN, NAN, 1)},
        [(case, read, {"read.rows": (0.0, 0.0)})],
        bars={"read.rows": 0.5},
    )
    text = markdown(write_run(tmp_path / "run", {"tables": given}))
    assert "| tables | 1 | read.rows | – | – | – | ≥ 0.500 | – |" in text


def test_documents_that_were_not_read_whole_are_told(tmp_path: Path) -> None:
    whole = replace(leases(), documents={"indexed": 12})
    assert "indexed" not in markdown(write_run(tmp_path / "whole", {"leases": whole}))
    part = replace(leases(), documents={"indexed": 11, "failed": 2})
    text = markdown(write_run(tmp_path / "part", {"leases": part}))
    assert "\n- 11 documents indexed, 0 partial, 2 failed\n" in text


def test_scores_of_another_system_say_so_first(tmp_path: Path) -> None:
    scored = {"file": "their_run.jsonl", "sha256": "ab12"}
    text = markdown(write_run(tmp_path / "run", {"leases": leases()}, scored=scored))
    assert text.splitlines()[2] == (
        "Scored from their\\_run.jsonl (SHA-256 ab12): another system's output"
    )
    assert "encoder" not in text
    assert "settings" not in text
    assert "- python: 3.11\n" in text


def test_a_run_without_a_finished_suite_says_so(tmp_path: Path) -> None:
    text = markdown(write_run(tmp_path / "run", {"leases": replace(leases(), finished=False)}))
    assert "No suite was run to the end." in text
    assert "**Not run to the end:** leases." in text


def test_a_suite_left_out_is_told_with_the_reason(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", {"leases": leases()}, left_out={"loans": "There is no file."})
    assert "**Left out:** loans. There is no file." in markdown(run)
    assert "<strong>Left out:</strong> loans. There is no file." in html(run)


def test_a_smoke_run_is_said_to_be_one(tmp_path: Path) -> None:
    text = markdown(write_run(tmp_path / "run", {"leases": leases()}, profile="smoke"))
    assert "its numbers are never compared" in text


def test_damaged_floors_are_named(run: Run) -> None:
    (run.folder / "floors.json").write_text("{", "utf-8")
    with pytest.raises(InvalidRequest, match=r"floors\.json is damaged"):
        markdown(run)
