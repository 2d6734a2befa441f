"""What a profile takes is decided by a rule, never by chance or by what comes first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eval.cases import Asked, GoldEvidence
from eval.data.dataset import Dataset, Source
from eval.selection import selected
from eval.suite import Order, Selection


def document(name: str, size: int) -> Source:
    return Source(name, b"x" * size)


def asked(identity: str, *documents: str) -> Asked:
    return Asked(identity, "?", evidence=tuple(GoldEvidence(name) for name in documents))


DATA = Dataset(
    (document("a", 9), document("b", 1), document("c", 5), document("unasked", 0)),
    (asked("1", "a"), asked("2", "a"), asked("3", "b"), asked("4", "c", "a"), asked("5")),
)


def names(dataset: Dataset) -> list[str]:
    return [source.name for source in dataset.documents]


def ids(dataset: Dataset) -> list[str]:
    return [case.id for case in dataset.cases]


def test_nothing_said_takes_everything() -> None:
    assert selected(DATA, Selection()) == DATA


def test_the_smallest_first_and_those_nobody_asks_about_last() -> None:
    taken = selected(DATA, Selection(documents=2))
    assert names(taken) == ["b", "c"]
    assert ids(taken) == ["3", "5"]  # 4 needs a document that is not there; 5 needs none


def test_the_most_asked_first() -> None:
    taken = selected(DATA, Selection(documents=1, order=Order.MOST_ASKED))
    assert names(taken) == ["a"]
    assert ids(taken) == ["1", "2", "5"]


def test_as_the_data_have_them() -> None:
    assert names(selected(DATA, Selection(documents=2, order=Order.GIVEN))) == ["a", "b"]


def test_by_hash_those_nobody_asks_about_come_last() -> None:
    assert names(selected(DATA, Selection(documents=3, order=Order.HASH))) == ["a", "b", "c"]


@given(st.permutations(DATA.cases), st.integers(1, 5))
def test_which_cases_are_taken_does_not_depend_on_their_order(
    cases: list[Asked], most: int
) -> None:
    shuffled = Dataset(DATA.documents, tuple(cases))
    selection = Selection(cases=most)
    assert set(ids(selected(shuffled, selection))) == set(ids(selected(DATA, selection)))
    assert len(ids(selected(shuffled, selection))) == most


@given(st.integers(1, 4), st.sampled_from(Order))
def test_no_case_lacks_a_document(most: int, order: Order) -> None:
    taken = selected(DATA, Selection(documents=most, order=order))
    held = set(names(taken))
    assert all(case.documents <= held for case in taken.cases)
