"""Measures of one slice."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import InvalidRequest
from eval.cases import Asked, Reply, Task
from eval.measures import parse
from eval.measures.names import looks_at_hits

ANSWERED = Reply("answered", answer="12 euros")


def case(column: str) -> Asked:
    return Asked("q", "How much?", ("12 euros",), slices={"column": column})


def test_only_the_cases_of_the_slice_count() -> None:
    measure = parse("number[column=looked_up]")
    assert measure.contribution(case("looked_up"), ANSWERED, {}) == (1.0,)
    assert measure.contribution(case("derived"), ANSWERED, {}) is None
    assert measure.contribution(Asked("q", "How much?", ("12 euros",)), ANSWERED, {}) is None
    assert measure.aggregate(np.array([[1.0], [0.0]])) == 0.5


def test_a_slice_of_a_measure_is_read_back_and_is_of_its_kind() -> None:
    measure = parse("abstention.false_refusal[kind=multi-doc]")
    assert repr(measure) == "abstention.false_refusal[kind=multi-doc]"
    assert measure.tasks == {Task.ANSWER, Task.GRID}
    assert not measure.higher_is_better
    assert looks_at_hits(parse("page.hit@5[kind=x]"))
    assert not looks_at_hits(measure)


@pytest.mark.parametrize("name", ["number[]", "number[a]", "number[a=]", "none[a=b]", "[a=b]"])
def test_what_is_no_slice_of_a_measure_is_said(name: str) -> None:
    with pytest.raises(InvalidRequest, match="no measure"):
        parse(name)
