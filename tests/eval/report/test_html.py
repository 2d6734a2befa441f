"""report.html, as someone who opens it reads it, and as an attacker would like it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eval.cases import Task
from eval.report import write
from eval.report.failures import SHOWN
from eval.report.html import html
from tests.eval.report.parts import (
    FLOORS,
    HOSTILE,
    Given,
    every_task,
    leases,
    share,
    write_run,
)
from tests.eval.report.scored import asked
from tests.eval.report.seen import Seen


@pytest.fixture
def page(tmp_path: Path) -> str:
    return html(write_run(tmp_path / "nightly", every_task(), floors=FLOORS))


def _one(folder: Path, given: Given, name: str = "leases") -> str:
    return html(write_run(folder, {name: given}))


def test_it_asks_nothing_of_anybody(page: str) -> None:
    seen = Seen(page)
    policy = next(v for n, v in seen.attributes if n == "content" and v and "default-src" in v)
    assert policy.startswith("default-src 'none'; ")
    loads = {v for n, v in seen.attributes if n in ("src", "href", "srcset", "action")}
    assert all(link and link.startswith(("#", "data:")) for link in loads)
    assert not re.search(r"https?:|@import|url\(", page)


def test_the_overview_says_which_suites_meet_their_bars(page: str) -> None:
    text = Seen(page).text
    assert "1 of 2 suites meets every bar." in text
    assert "Misses a bar: pages." in text
    assert "Not run to the end: unread." in text
    assert re.search(
        r"leases citation.hit .{0,90} 0.750 0.670 to 0.820 ≥ 0.700 10 of 40 ✓ meets", text
    )
    assert re.search(r"pages page.hit@5 .{0,90} 0.550 0.470 to 0.620 ≥ 0.600 1 of 1 ✕ misses", text)


def test_charts_are_told_in_words(page: str) -> None:
    labels = [v for n, v in Seen(page).attributes if n == "aria-label"]
    wanted = "interval 0.670 to 0.820, bm25 0.500, dense 0.410, bar 0.700, meets"
    assert f"citation.hit: 0.750, {wanted}" in labels
    assert any(v and v.endswith("risk 0.250 at 100% coverage.") for v in labels)


def test_a_bar_is_as_long_as_its_value(page: str) -> None:
    assert 'class="value missed" y="8" width="55.00%"' in page
    longest = 1.05 * 1520
    assert f'class="value" y="8" width="{100 * 390 / longest:.2f}%"' in page


def test_a_failing_answer_shows_what_was_expected_and_what_came(page: str) -> None:
    text = Seen(page).text
    for told in (
        "What rent does the tenant of lot 4 pay a year?",
        "Expected Answer 93,000 EUR",
        "3f9a1c0de4b85527.pdf, page 60 or 61: “an annual rent of 93,000 EUR”",
        "Came Answer The rent is 12,000 EUR.",
        "page 59: “the tenant pays 12,000 EUR of charges”",
        "Hit 1 3f9a1c0de4b85527.pdf, page 59 Hit 2 3f9a1c0de4b85527.pdf, page 60 ✓ gold",
        "charges” [not in the source] Hit 1",
    ):
        assert told in text
    assert "tenant of lot 5 " not in text, "a case that succeeded is not among the failing"


def test_failing_verdicts_pages_and_files_are_shown_too(page: str) -> None:
    text = Seen(page).text
    for told in (
        "Expected Verdict not supported Evidence Every lot is let. Came Verdict supported",
        "Came Verdict no verdict Error the verifier gave up",
        "8bd1e7702c4f6a19.pdf, page 12",
        "Row Net debt | 2022: 1,577 | 2023: (1,402)",
        "Row Nel debt | 1,577",
        "Status failed Category crash Worker The worker died. Worker It went on past its limit.",
    ):
        assert told in text


def test_slices_and_latency_are_tables(page: str) -> None:
    text = Seen(page).text
    assert "kind n citation.hit lease 30 0.900 loan 10 0.300" in text
    assert "Stage n median p95 longest" in text
    assert "search 2 10 ms 10 ms 10 ms" in text


def test_a_section_has_one_p95(page: str) -> None:
    """The 39th of forty cases: nothing between two cases took that long."""
    text = Seen(page).text
    assert "total 40 210 ms 390 ms 400 ms" in text
    assert "latency.p95 ↓ latency.p95: 390 ms" in text


def test_what_never_came_counts_among_the_slowest(tmp_path: Path) -> None:
    given = leases()
    timings = {
        case: told for case, told in given.timings.items() if case not in ("rent-8", "rent-9")
    }
    text = Seen(_one(tmp_path / "run", replace(given, timings=timings))).text
    assert "total 40 230 ms – –" in text


def test_the_rule_by_which_cases_fail_is_said(page: str) -> None:
    text = Seen(page).text
    assert "Failing cases 2 of 3 2 of 3 verdicts are wrong." in text
    assert "Failing cases 1 of 1 1 of 1 cases fail by read.rows." in text


def test_documents_that_were_not_read_whole_are_told(tmp_path: Path) -> None:
    whole = _one(tmp_path / "whole", replace(leases(), documents={"indexed": 12}))
    assert "indexed" not in Seen(whole).text
    given = replace(leases(), documents={"indexed": 11, "partial": 1})
    text = Seen(_one(tmp_path / "part", given)).text
    assert "40 cases · 11 documents indexed, 1 partial, 0 failed" in text


def test_scores_of_another_system_say_so_first(tmp_path: Path) -> None:
    scored = {"file": "<theirs>.jsonl", "sha256": "ab12"}
    run = write_run(tmp_path / "run", {"leases": leases()}, scored=scored)
    text = Seen(html(run)).text
    told = "Scored from <theirs>.jsonl (SHA-256 ab12): another system's output"
    assert 0 < text.index(told) < text.index("meets every bar")
    for word in ("small 384", "chat_model", "settings"):
        assert word not in text
    assert "small 384" in Seen(_one(tmp_path / "own", leases())).text


def test_every_header_cell_says_what_it_heads(page: str) -> None:
    assert re.findall(r"<th(?![^>]* scope=)[ >]", page) == []


def test_past_the_first_failures_it_says_how_many_more_there_are(tmp_path: Path) -> None:
    scored = [asked(n, 0.0) for n in range(SHOWN + 1003)]
    page = _one(tmp_path / "run", Given(Task.ANSWER, {"citation.hit": share(0.0)}, scored))
    assert page.count('<details class="case"') == SHOWN
    assert "1,003 more failing cases are in leases/records.jsonl." in page


def test_a_suite_without_failures_says_so(tmp_path: Path) -> None:
    page = _one(tmp_path / "run", Given(Task.ANSWER, {"citation.hit": share(1)}, [asked(1, 1.0)]))
    assert "No case fails." in page


def test_a_run_of_nothing_is_a_page_that_says_so(tmp_path: Path) -> None:
    page = _one(tmp_path / "run", replace(leases(), finished=False))
    assert "No suite was run to the end." in Seen(page).text


def test_long_texts_are_cut(tmp_path: Path) -> None:
    scored = [asked(1, 0.0, question="long " * 5000)]
    page = _one(tmp_path / "run", Given(Task.ANSWER, {"citation.hit": share(0)}, scored))
    assert len(page) < 40_000
    assert "long…" in page


@settings(max_examples=25, deadline=None)
@example(HOSTILE)
@given(st.one_of(st.text(), st.text(alphabet="<>&'\"/!-scriptyle \u2028\ud800")))
def test_no_text_of_a_run_becomes_markup(
    tmp_path_factory: pytest.TempPathFactory, hostile: str
) -> None:
    def tags(told: str) -> Counter[str]:
        given = replace(
            leases(),
            scored=[asked(1, 0.0, question=told)],
            about=told,
            slices={told: {told: {"citation.hit": share(0.4)}}},
            timings={told: {told: 3.0}},
        )
        folder = tmp_path_factory.mktemp("run") / "run"
        _, path = write(
            write_run(
                folder,
                {"leases": given},
                floors={"leases": {told: {"citation.hit": share(0.3).to_json()}}},
            )
        )
        return Seen(path.read_text("utf-8")).tags

    assert tags(hostile) == tags("plain")


def test_no_text_reorders_what_surrounds_it(tmp_path: Path) -> None:
    page = _one(tmp_path / "run", replace(leases(), about="reads \u202edliw\u2066"))
    assert "reads \ufffddliw\ufffd" in page


def test_writing_leaves_the_two_reports_and_nothing_half_done(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", every_task())
    before = set(run.folder.iterdir())
    paths = write(run)
    assert set(run.folder.iterdir()) - before == set(paths)
    assert [path.name for path in paths] == ["report.md", "report.html"]
    assert write(run) == paths, "a second time writes over the first"
