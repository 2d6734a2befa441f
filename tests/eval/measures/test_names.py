"""What holds of every measure."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidRequest
from eval.cases import (
    MISSING,
    Asked,
    Case,
    Claimed,
    Dropped,
    GoldEvidence,
    GoldRow,
    Printed,
    Task,
)
from eval.measures import parse
from eval.measures.names import described
from eval.measures.units import Level

ALL = [
    name.replace("LEVEL", level)
    for name, _ in described()
    for level in (Level if name.startswith("LEVEL") else [""])
]
SLICED = "MEASURE[SLICE=VALUE]"
NAMES = [name.replace("@K", "@5").replace("pNN", "p95") for name in ALL if name != SLICED]
ANSWERABLE = Asked(
    "q", "?", ("12 euros",), (GoldEvidence("a", (3,), "twelve euros"),), forbidden=("give it away",)
)
CASES: dict[Task, list[Case]] = {
    Task.SEARCH: [ANSWERABLE],
    Task.ANSWER: [ANSWERABLE, Asked("q", "?", answerable=False)],
    Task.OBEY: [ANSWERABLE],
    Task.GRID: [ANSWERABLE, Asked("q", "?", answerable=False)],
    Task.VERIFY: [Claimed("c", "claim", ("text",), True), Claimed("c", "claim", ("text",), False)],
    Task.READ: [Printed("p", "a", 1, ("word",), (GoldRow("Rent", {"2022": "5"}),), ((1, "Rent"),))],
    Task.SURVIVE: [Dropped("d", "a")],
}


@pytest.mark.parametrize("name", NAMES)
def test_a_measure_is_found_by_what_it_shows_as(name: str) -> None:
    measure = parse(name)
    assert repr(measure) == name
    assert parse(repr(measure)) == measure
    assert hash(measure) == hash(parse(name))
    assert dataclasses.is_dataclass(measure)
    assert not hasattr(measure, "__dict__")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "recall",
        "page.recall",
        "page.recall@0",
        "page.mrr@5",
        "latency.p0",
        "latency.p100",
        "Number",
    ],
)
def test_an_unknown_name_says_where_the_others_are(name: str) -> None:
    with pytest.raises(InvalidRequest, match=r"docs/eval\.md"):
        parse(name)


def test_every_measure_says_in_a_line_what_it_means() -> None:
    assert len(set(ALL)) == len(ALL)
    assert all(about and "\n" not in about for _, about in described())


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_output_is_a_miss(name: str) -> None:
    """It is worth the worst that there is, in each of the tasks that it scores."""
    measure = parse(name)
    for task in measure.tasks:
        given = [measure.contribution(case, MISSING[task], {}) for case in CASES[task]]
        said = [contribution for contribution in given if contribution is not None]
        assert said, task
        value = measure.aggregate(np.array(said))
        if measure.higher_is_better:
            assert value == 0
        else:
            assert value == (math.inf if measure.is_timed else 1)


COLUMNS = {
    "grid.aurc": 5,
    "grid.gain": 5,
    "abstention.aurc": 2,
    "citation.source": 2,
    "citation.boxed": 2,
    "verify.precision": 4,
    "verify.caught": 4,
    "verify.recall": 4,
    "read.rows": 2,
    "read.years": 2,
    "verify.balanced_accuracy": 4,
}


@given(st.sampled_from(NAMES), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_the_order_of_the_cases_makes_no_difference(name: str, size: int, seed: int) -> None:
    measure = parse(name)
    random = np.random.default_rng(seed)
    columns = COLUMNS.get(name, 1)
    given = random.integers(0, 5, (size, columns)) / 4
    if columns == 4:
        given = np.eye(4)[random.integers(0, 4, size)]
    if columns == 2 and name != "abstention.aurc":  # found, of at least as many
        given = np.sort(given, axis=1)
    value = measure.aggregate(given)
    shuffled = measure.aggregate(random.permutation(given))
    assert value == pytest.approx(shuffled, nan_ok=True, abs=1e-12)
    least = -1 if name == "grid.gain" else 0  # a difference
    assert math.isnan(value) or least <= value <= 1
