"""Which cases are shown as failing, and by what."""

from __future__ import annotations

import pytest

from eval.cases import Task
from eval.report.failures import SHOWN, Tally, failures
from eval.runs import Record

HIT, REFUSED, REFUSAL = "citation.hit", "abstention.refused", "abstention.false_refusal"


def _record(**measures: tuple[float, ...] | None) -> Record:
    return Record("case", {}, {}, {name.replace("_", ".", 1): c for name, c in measures.items()})


def _fails(record: Record, *gated: str, task: Task = Task.ANSWER) -> bool | None:
    """None where nothing is said about the case."""
    found = failures([record], task, gated)
    return bool(found.count) if found.judged else None


@pytest.mark.parametrize(("score", "failed"), [(0.0, True), (0.49, True), (0.5, False)])
def test_a_case_fails_below_one_half(score: float, failed: bool) -> None:
    assert _fails(_record(citation_hit=(score,)), HIT) is failed


@pytest.mark.parametrize(("score", "failed"), [(1.0, True), (0.5, False), (0.0, False)])
def test_where_lower_is_better_a_case_fails_above_it(score: float, failed: bool) -> None:
    assert _fails(_record(abstention_false_refusal=(score,)), REFUSAL) is failed


@pytest.mark.parametrize(
    ("found", "of", "failed"), [(0, 8, True), (3, 8, True), (4, 8, False), (8, 8, False)]
)
def test_a_page_fails_where_less_than_half_of_its_rows_were_read(
    found: int, of: int, failed: bool
) -> None:
    record = _record(read_rows=(float(found), float(of)))
    assert _fails(record, "read.rows", task=Task.READ) is failed


def test_a_share_of_nothing_says_nothing_and_the_next_measure_decides() -> None:
    nothing = _record(read_rows=(0.0, 0.0), read_words=(0.2,))
    assert _fails(nothing, "read.rows", task=Task.READ) is None
    assert _fails(nothing, "read.rows", "read.words", task=Task.READ) is True


def test_the_first_gated_measure_that_has_a_say_decides() -> None:
    silent = _record(citation_hit=None, abstention_refused=(0.0,), number=(1.0,))
    assert _fails(silent, HIT, REFUSED, "number") is True
    assert _fails(silent, HIT) is None


def test_the_loss_of_a_case_decides_and_not_its_confidence() -> None:
    assert _fails(_record(abstention_aurc=(0.9, 0.0)), "abstention.aurc") is False
    assert _fails(_record(abstention_aurc=(0.1, 1.0)), "abstention.aurc") is True


@pytest.mark.parametrize(("found", "failed"), [(True, False), (False, True), (None, True)])
def test_a_verdict_fails_where_it_is_not_the_gold(found: bool | None, failed: bool) -> None:
    counts = {"verify.caught": (1.0, 0.0, 0.0, 0.0)}
    record = Record("case", {"supported": True}, {"supported": found}, counts)
    assert _fails(record, "verify.caught", task=Task.VERIFY) is failed


def test_wrong_verdicts_are_not_said_to_fail_by_a_measure() -> None:
    records = [
        Record("case", {"supported": supported}, {"supported": True}, {})
        for supported in (True, True, False)
    ]
    found = failures(records, Task.VERIFY, ["verify.caught"])
    assert found.sentences == ["1 of 3 verdicts are wrong"]


def test_cases_that_different_measures_decided_are_counted_apart() -> None:
    asked = [_record(citation_hit=(hit,), abstention_refused=None) for hit in (0.0, 1.0, 1.0)]
    beyond = [_record(citation_hit=None, abstention_refused=(said,)) for said in (0.0, 0.0)]
    found = failures([*asked, *beyond], Task.ANSWER, [HIT, REFUSED])
    assert found.by_rule == {HIT: Tally(1, 3), REFUSED: Tally(2, 2)}
    assert (found.count, found.judged) == (3, 5)
    assert found.sentences == [
        "1 of 3 cases fail by citation.hit",
        "2 of 2 cases fail by abstention.refused",
    ]


def test_all_failures_count_and_the_first_are_kept() -> None:
    records = [_record(citation_hit=(0.0,)) for _ in range(SHOWN + 5)]
    records += [_record(citation_hit=(1.0,)), _record(citation_hit=None)]
    found = failures(iter(records), Task.ANSWER, [HIT])
    assert (len(found.first), found.count, found.judged) == (SHOWN, SHOWN + 5, SHOWN + 6)
