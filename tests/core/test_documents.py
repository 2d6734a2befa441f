"""Outcomes and errors: what became of a document is said as data, and never made up."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ProbantError, Unreadable
from core.outcomes import ErrorItem, Outcome, Status

COUNTS = st.integers(0, 10**6)
ITEMS = st.builds(
    ErrorItem, st.text(max_size=9), st.text(max_size=9), st.text(), st.none() | st.integers(1, 9)
)
OUTCOMES = st.builds(
    lambda status, counts, errors: Outcome(
        status, *counts, () if status is Status.INDEXED else tuple(errors)
    ),
    st.sampled_from(Status),
    st.tuples(COUNTS, COUNTS, COUNTS),
    st.lists(ITEMS, max_size=3),
)


def test_a_document_with_errors_is_never_said_to_be_indexed() -> None:
    error = ErrorItem("pdf", "malformed", "page 3 can't be read", 3)
    with pytest.raises(ValueError, match="never indexed"):
        Outcome(Status.INDEXED, errors=(error,))
    assert Outcome(Status.PARTIAL, errors=(error,)).errors == (error,)


@given(OUTCOMES)
def test_an_outcome_comes_back_from_json_as_it_was(outcome: Outcome) -> None:
    assert Outcome.from_json(json.loads(json.dumps(outcome.to_json()))) == outcome


@pytest.mark.parametrize("status", Status)
def test_only_what_still_waits_or_is_worked_on_is_not_final(status: Status) -> None:
    assert status.is_final is (status not in (Status.QUEUED, Status.PROCESSING))


def every_error() -> list[type[ProbantError]]:
    return [ProbantError, *ProbantError.__subclasses__()]


@pytest.mark.parametrize("kind", every_error())
def test_every_error_has_a_status_a_code_and_says_what_to_do(kind: type[ProbantError]) -> None:
    error = kind("What happened.", remedy="What to do.")
    assert 400 <= error.status < 600
    assert error.title
    assert str(error) == "What happened. What to do."
    assert str(kind("What happened.")) == "What happened."


def test_what_to_do_is_a_sentence_of_its_own() -> None:
    assert str(ProbantError("It is held: a trial", "Ask.")) == "It is held: a trial. Ask."


def test_no_two_errors_share_a_code() -> None:
    codes = [kind.code for kind in every_error()]
    assert len(codes) == len(set(codes))


def test_an_unreadable_document_says_which_kind() -> None:
    assert Unreadable("no").category == "malformed"
    assert Unreadable("no", "encrypted").category == "encrypted"
