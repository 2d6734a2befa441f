"""Who may do what: always an answer, and never beyond one's own entity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from core.ids import CollectionId, EntityId
from core.principals import Classification, Principal
from governance.policy import Action, Decision, decide

NAMES = st.text(max_size=20)
PRINCIPALS = st.builds(Principal, NAMES, NAMES.map(EntityId), st.sampled_from(Classification))
COLLECTIONS = st.none() | st.lists(NAMES.map(CollectionId), max_size=3).map(tuple)


@given(PRINCIPALS, st.sampled_from(Action), COLLECTIONS)
def test_every_request_is_decided_and_never_opens_more_than_one_has(
    principal: Principal, action: Action, collections: tuple[CollectionId, ...] | None
) -> None:
    decision = decide(principal, action, collections)
    assert decision.rule
    if decision.scope is None:
        return
    assert decision.scope.entity == principal.entity
    assert decision.scope.clearance <= principal.clearance
    if collections is not None:
        assert decision.scope.collections is not None
        assert set(decision.scope.collections) <= set(collections)


@given(PRINCIPALS, st.sampled_from(Action), COLLECTIONS)
def test_the_same_request_is_always_decided_alike(
    principal: Principal, action: Action, collections: tuple[CollectionId, ...] | None
) -> None:
    assert decide(principal, action, collections) == decide(principal, action, collections)


def test_no_collection_at_all_is_not_every_collection() -> None:
    scope = decide(Principal("user", EntityId("here")), Action.ASK, ()).granted()
    assert scope.collections == ()


def test_a_refusal_names_its_rule_and_gives_no_scope() -> None:
    with pytest.raises(Refused, match="closed data"):
        Decision(None, "closed data").granted()
