"""Which cases are shown as failing."""

from __future__ import annotations

import pytest

from eval.cases import Task
from eval.report.failures import SHOWN, fails, failures
from eval.runs import Record

_NONE_LOWER: frozenset[str] = frozenset()


def _record(**measures: tuple[float, ...] | None) -> Record:
    return Record("case", {}, {}, measures)


@pytest.mark.parametrize(("score", "failed"), [(0.0, True), (0.49, True), (0.5, False)])
def test_a_case_fails_below_one_half(score: float, failed: bool) -> None:
    assert fails(_record(hit=(score,)), Task.ANSWER, ["hit"], _NONE_LOWER) is failed


@pytest.mark.parametrize(("score", "failed"), [(1.0, True), (0.5, False), (0.0, False)])
def test_where_lower_is_better_a_case_fails_above_it(score: float, failed: bool) -> None:
    assert fails(_record(lost=(score,)), Task.ANSWER, ["lost"], frozenset({"lost"})) is failed


def test_the_first_gated_measure_that_has_a_say_decides() -> None:
    silent = _record(hit=None, refused=(0.0,), other=(1.0,))
    assert fails(silent, Task.ANSWER, ["hit", "refused", "other"], _NONE_LOWER) is True
    assert fails(silent, Task.ANSWER, ["hit"], _NONE_LOWER) is None


def test_the_loss_of_a_case_decides_and_not_its_confidence() -> None:
    lower = frozenset({"aurc"})
    assert fails(_record(aurc=(0.9, 0.0)), Task.ANSWER, ["aurc"], lower) is False
    assert fails(_record(aurc=(0.1, 1.0)), Task.ANSWER, ["aurc"], lower) is True


@pytest.mark.parametrize(("found", "failed"), [(True, False), (False, True), (None, True)])
def test_a_verdict_fails_where_it_is_not_the_gold(found: bool | None, failed: bool) -> None:
    record = Record("case", {"supported": True}, {"supported": found}, {"v": (1, 0, 0, 0)})
    assert fails(record, Task.VERIFY, ["v"], _NONE_LOWER) is failed


def test_all_failures_count_and_the_first_are_kept() -> None:
    records = [_record(hit=(0.0,)) for _ in range(SHOWN + 5)]
    records += [_record(hit=(1.0,)), _record(hit=None)]
    found = failures(iter(records), Task.ANSWER, ["hit"], _NONE_LOWER)
    assert (len(found.first), found.count, found.judged) == (SHOWN, SHOWN + 5, SHOWN + 6)
