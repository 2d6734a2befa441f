"""The risk of cells against the category prior, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from eval.cases import Asked, Cited, Found, GoldEvidence, Reply
from eval.measures import parse

GOLD = "the tenant shall insure the premises against fire and water damage"
MISS = "nothing that anybody looks for stands in these words of the text"


def case(name: str, column: str, *, present: bool) -> Asked:
    gold = (GoldEvidence(name, (1,), GOLD),) if present else ()
    return Asked(name, "?", (), gold, present, document=name, slices={"column": column})


def cell(name: str, sure: float, *, quoting: str = "", nearest: str = "") -> Reply:
    """One that quotes, or else one that is absent and came closest to something."""
    hits = (Found(name, 1, nearest),) if nearest else ()
    cited = (Cited(name, 1, quoting, True),) if quoting else ()
    return Reply("answered" if quoting else "abstained", hits, "", cited, sure)


CELLS = [
    # Column A is there in three of four documents, B in none of two.
    (case("1", "A", present=True), cell("1", 0.9, quoting=GOLD)),  # right
    (case("2", "A", present=True), cell("2", 0.8, quoting=MISS)),  # wrong
    (case("3", "A", present=True), cell("3", 0.6, nearest=GOLD)),  # wrong: it was there
    (case("4", "A", present=False), cell("4", 0.7, nearest=MISS)),  # right
    (case("5", "B", present=False), cell("5", 0.5)),  # right
    (case("6", "B", present=False), cell("6", 0.4, quoting=MISS)),  # wrong
]


def value(name: str) -> float:
    measure = parse(name)
    found = [measure.contribution(*pair, {}) for pair in CELLS]
    return float(measure.aggregate(np.array([one for one in found if one is not None])))


def test_half_counts_cells_that_have_a_clause() -> None:
    assert value("grid.half") == pytest.approx(1 / 3)


def test_half_is_of_the_words_and_of_no_more_than_a_clause() -> None:
    measure = parse("grid.half")
    asked, words = case("1", "A", present=True), GOLD.split()
    for shown, right in (
        (" ".join(words[:6]), 1.0),
        (" ".join(words[:4]), 0.0),
        (" ".join(["padding"] * 195 + words), 0.0),
    ):
        assert measure.contribution(asked, cell("1", 0.9, quoting=shown), {}) == (right,)


def test_the_area_is_the_mean_of_the_risks_of_those_most_trusted() -> None:
    # Losses by confidence: 0 1 0 1 0 1, so risks 0, 1/2, 1/3, 2/4, 2/5, 3/6.
    assert value("grid.aurc") == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4 + 2 / 5 + 3 / 6) / 6)


def test_the_prior_leaves_each_document_out_and_shows_the_same_evidence() -> None:
    # A, of the three others: cells 1, 2, 3 have 2/3 (present), cell 4 has 3/3 (present).
    # B: the other one has none: absent, for sure. Losses: 4 (present, but it is not) 1; 5 and 6: 0;
    # 1 shows the clause: 0; 2 does not: 1; 3 came closest to it: 0.
    # Ranked: 4, 5, 6 with 1.0 (mean loss 1/3 each), then 1, 2, 3 with 2/3 (the same): 1/3 each.
    assert value("grid.gain") == pytest.approx(1 / 3 - value("grid.aurc"))


def test_a_column_of_one_document_has_a_prior_of_a_half() -> None:
    measure = parse("grid.gain")
    only = measure.contribution(case("1", "A", present=True), cell("1", 0.9, quoting=MISS), {})
    assert measure.aggregate(np.array([only])) == 0  # it says present, and shows what is wrong too


def test_what_failed_is_wrong_and_the_least_trusted() -> None:
    measure = parse("grid.aurc")
    assert measure.contribution(case("1", "A", present=True), Reply("failed"), {}) is not None
    found = measure.contribution(case("1", "A", present=True), Reply("missing"), {})
    assert found is not None
    assert found[:2] == (-1.0, 1.0)
