"""From outputs to a summary: every case counts, and slices hold their own cases alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from eval.cases import (
    MISSING,
    Asked,
    Case,
    Cited,
    Claimed,
    Judgement,
    Output,
    PageRead,
    Reply,
    Survival,
    Task,
    to_json,
)
from eval.measures.latency import Latency
from eval.measures.protocol import Contribution
from eval.runs import Record, record_from_json
from eval.scoring import by_measure, contributions, grounded, is_failure, score, summary, timed

LATENCY = Latency(50)


@dataclass(frozen=True, slots=True, repr=False)
class Exact:
    """The share of cases with answers whose answer is one of them."""

    tasks = frozenset({Task.ANSWER})
    higher_is_better = True
    is_timed = False

    def __repr__(self) -> str:
        return "exact"

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        assert isinstance(case, Asked)
        assert isinstance(output, Reply)
        return (float(output.answer in case.answers),) if case.answers else None

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return float(contributions[:, 0].mean())


MEASURES = (Exact(), LATENCY)


def asked(name: str, answer: str | None = "yes", **slices: str) -> Asked:
    return Asked(name, f"{name}?", (answer,) if answer else (), slices=slices)


def replied(answer: str) -> Reply:
    return Reply("answered", answer=answer)


def test_a_record_holds_the_case_the_output_and_what_the_measures_say() -> None:
    case = asked("q1", lang="fr")
    [record] = score(Task.ANSWER, [case], MEASURES, {"q1": replied("yes")}, {"q1": {"total": 3.0}})

    assert record.id == "q1"
    assert record.case["question"] == "q1?"
    assert record.output["answer"] == "yes"
    assert record.measures == {"exact": (1.0,)}  # Timings differ from run to run: not here.


def test_a_case_without_an_output_counts_as_a_miss() -> None:
    cases = [asked("q2"), asked("q1"), asked("q3", None)]
    records = score(Task.ANSWER, cases, MEASURES, {"q1": replied("yes")}, {})

    assert [record.id for record in records] == ["q2", "q1", "q3"]
    assert records[0].output["state"] == "missing"
    assert by_measure(records) == {"exact": {"q2": (0.0,), "q1": (1.0,), "q3": None}}
    values = summary(cases, MEASURES, by_measure(records), 2)["values"]
    assert (values["exact"]["value"], values["exact"]["cases"]) == (0.5, 2)


def test_a_summary_leaves_timings_to_their_own_file() -> None:
    cases = [asked("q1"), asked("q2")]
    took = {"q1": 10.0, "q2": 30.0}
    found: dict[str, dict[str, Contribution | None]] = {"exact": {}, repr(LATENCY): {}}
    for case in cases:
        said = contributions(MEASURES, case, replied("yes"), {"total": took[case.id]})
        for name, contribution in said.items():
            found[name][case.id] = contribution

    assert set(summary(cases, MEASURES, found, 0)["values"]) == {"exact"}
    assert set(timed(cases, MEASURES, found)["values"]) == {"latency.p50"}
    assert timed(cases, MEASURES, found)["values"]["latency.p50"]["value"] == 30


def test_slices_hold_their_own_cases() -> None:
    cases = [
        asked("q1", lang="fr", kind="table"),
        asked("q2", lang="fr"),
        asked("q3", lang="en"),
        asked("q4", None, lang="de"),
    ]
    outputs = {"q1": replied("yes"), "q2": replied("no"), "q3": replied("yes")}
    records = score(Task.ANSWER, cases, MEASURES, outputs, {})
    told = summary(cases, MEASURES, by_measure(records), 1)

    def value(name: str, of: str) -> tuple[float | None, int]:
        exact = told["slices"][name][of]["exact"]
        return exact["value"], exact["cases"]

    assert (told["cases"], told["failed"]) == (4, 1)
    assert list(told["slices"]) == ["kind", "lang"]
    assert list(told["slices"]["lang"]) == ["de", "en", "fr"]
    assert value("lang", "fr") == (0.5, 2)
    assert value("lang", "en") == (1.0, 1)
    assert value("lang", "de") == (None, 0)
    assert value("kind", "table") == (1.0, 1)
    assert list(told["slices"]["kind"]) == ["table"]
    json.dumps(told, allow_nan=False)


@pytest.mark.parametrize(("values", "is_told"), [(40, True), (41, False)])
def test_a_slice_of_too_many_values_is_left_out(values: int, is_told: bool) -> None:
    cases = [asked(f"q{at}", document=f"d{at}") for at in range(values)]
    told = summary(cases, [Exact()], {"exact": {case.id: (1.0,) for case in cases}}, 0)

    assert ("document" in told["slices"]) is is_told


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), min_size=1, max_size=30))
def test_a_slice_of_every_case_adds_up_to_the_whole(rows: list[tuple[str, bool]]) -> None:
    cases = [asked(f"q{at}", part=part) for at, (part, _) in enumerate(rows)]
    found = {"exact": {f"q{at}": (float(right),) for at, (_, right) in enumerate(rows)}}
    told = summary(cases, [Exact()], found, 0)

    parts = [part["exact"] for part in told["slices"]["part"].values()]
    assert sum(part["cases"] for part in parts) == told["values"]["exact"]["cases"] == len(rows)
    whole = sum(part["cases"] * part["value"] for part in parts) / len(rows)
    assert whole == pytest.approx(told["values"]["exact"]["value"], abs=1e-5)


def test_quotes_are_looked_for_in_the_documents() -> None:
    texts = {"a.pdf": {1: "The rent is\n12 000 euros.", 2: "Signed in Lyon."}}
    quotes = [
        ("a.pdf", 1, "rent is 12 000", True),
        ("a.pdf", 2, "rent is 12 000", False),
        ("a.pdf", None, "Lyon", True),
        ("b.pdf", 1, "Lyon", False),
        ("a.pdf", 1, "", False),
    ]
    # What a system says of itself is not believed.
    cited = tuple(Cited(document, page, quote, True) for document, page, quote, _ in quotes)
    outputs = grounded({"q1": Reply("answered", citations=cited), "v": Judgement(True)}, texts)

    reply = outputs["q1"]
    assert isinstance(reply, Reply)
    assert [c.in_source for c in reply.citations] == [found for *_, found in quotes]
    assert outputs["v"] == Judgement(True)


@pytest.mark.parametrize(
    ("task", "output", "failed"),
    [
        (Task.SEARCH, MISSING[Task.SEARCH], True),
        (Task.VERIFY, MISSING[Task.VERIFY], True),
        (Task.SURVIVE, MISSING[Task.SURVIVE], True),
        (Task.ANSWER, Reply("failed"), True),
        (Task.ANSWER, Reply("answered", error="timed out"), True),
        (Task.ANSWER, Reply("abstained"), False),
        (Task.ANSWER, Reply("refused"), False),
        (Task.VERIFY, Judgement(False), False),
        (Task.READ, PageRead(), False),
        (Task.READ, PageRead(error="unreadable"), True),
        (Task.SURVIVE, Survival("failed"), False),
        (Task.SURVIVE, Survival("indexed"), False),
    ],
)
def test_what_gave_nothing_to_judge_has_failed(task: Task, output: Output, failed: bool) -> None:
    record = Record("q", {}, to_json(output), {})

    assert is_failure(task, record) is failed
    assert is_failure(task, record_from_json(json.loads(json.dumps(record.to_json())))) is failed


def test_a_claim_nobody_judged_is_missing() -> None:
    [record] = score(Task.VERIFY, [Claimed("c", "x", ("y",), True)], [], {}, {})

    assert record.output == {"supported": None, "error": ""}
