"""Cases are shared out so that no document is on both sides, and the same way each time."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from eval.cases import Asked, GoldEvidence
from eval.folds import shared_out


def asked(name: str, *documents: str) -> Asked:
    return Asked(name, "?", evidence=tuple(GoldEvidence(d) for d in documents))


documents = st.lists(st.sampled_from([f"d{n}" for n in range(12)]), min_size=1, max_size=2)
suites = st.dictionaries(
    st.sampled_from(["x", "y"]), st.lists(documents, min_size=1, max_size=12), min_size=1
)


@given(suites, st.randoms())
def test_a_document_is_in_one_fold_unless_it_holds_most_of_a_suite(
    drawn: dict[str, list[list[str]]], random: object
) -> None:
    cases = {
        suite: [asked(f"{suite}{n}", *held) for n, held in enumerate(rows)]
        for suite, rows in drawn.items()
    }
    folds = shared_out(cases)
    assert set(folds) == {(suite, case.id) for suite in cases for case in cases[suite]}
    assert folds == shared_out({suite: cases[suite][::-1] for suite in reversed(cases)})
    for suite, rows in cases.items():
        groups = connected([case.documents for held in cases.values() for case in held])
        for group in groups:
            own = [folds[suite, case.id] for case in rows if case.documents <= group]
            if len(own) <= len(rows) / 2:
                assert len(set(own)) <= 1


def connected(rows: list[frozenset[str]]) -> list[frozenset[str]]:
    groups: list[frozenset[str]] = []
    for row in rows:
        touching = [group for group in groups if group & row]
        groups = [group for group in groups if not group & row]
        groups.append(row.union(*touching))
    return groups


def test_the_same_document_is_in_the_same_fold_in_all_suites() -> None:
    pages = [asked(f"q{n}", f"d{n % 7}") for n in range(20)]
    french = [asked(f"f{n}", f"d{n % 7}") for n in range(14)]
    folds = shared_out({"pages": pages, "french": french})
    for n in range(14):
        assert folds["french", f"f{n}"] == folds["pages", f"q{n}"]


def test_folds_are_of_about_the_same_size() -> None:
    folds = shared_out({"x": [asked(f"q{n}", f"d{n // 2}") for n in range(50)]}, folds=5)
    assert set(Counter(folds.values()).values()) == {10}


def test_a_document_that_all_ask_about_is_shared_out_by_case() -> None:
    folds = shared_out({"x": [asked(f"q{n}", "d") for n in range(10)]}, folds=5)
    assert set(Counter(folds.values()).values()) == {2}
