"""Who may do what: always an answer, only what a role allows, never beyond what one may see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from core.ids import CollectionId, EntityId
from core.principals import Classification, Principal, Role, entity_reader
from governance.policy import Action, Decision, decide
from tests.parts import a_person

NAMES = st.text(max_size=20)
ENTITIES = NAMES.map(EntityId)
PRINCIPALS = st.builds(
    Principal,
    NAMES,
    ENTITIES,
    st.sampled_from(Classification),
    st.frozensets(st.sampled_from(Role)),
    st.frozensets(NAMES, max_size=3),
    st.lists(ENTITIES, max_size=3).map(tuple),
)
COLLECTIONS = st.none() | st.lists(NAMES.map(CollectionId), max_size=3).map(tuple)

ALLOWED = {
    Role.READER: {"ask", "read"},
    Role.CONTRIBUTOR: {"ask", "read", "ingest"},
    Role.MANAGER: {
        *("ask", "read", "ingest", "delete", "manage", "share"),
        *("declare", "oversee"),
    },
    Role.REVIEWER: {"review"},
    Role.APPROVER: {"approve", "oversee"},
    Role.AUDITOR: {"audit", "oversee"},
    Role.ADMIN: {"administer", "declare", "oversee"},
}


@given(PRINCIPALS, st.sampled_from(Action), COLLECTIONS)
def test_every_request_is_decided_and_never_opens_more_than_one_has(
    principal: Principal, action: Action, collections: tuple[CollectionId, ...] | None
) -> None:
    decision = decide(principal, action, collections)
    assert decision.rule
    assert (decision.scope is not None) == any(
        action.value in ALLOWED[role] for role in principal.roles
    )
    if decision.scope is None:
        return
    assert decision.scope.entity == principal.entity
    assert decision.scope.clearance <= principal.clearance
    assert set(decision.scope.sharers) <= set(principal.sharers)
    if collections is not None:
        assert decision.scope.collections is not None
        assert set(decision.scope.collections) <= set(collections)


@given(PRINCIPALS, st.sampled_from(Action), COLLECTIONS)
def test_the_same_request_is_always_decided_alike(
    principal: Principal, action: Action, collections: tuple[CollectionId, ...] | None
) -> None:
    assert decide(principal, action, collections) == decide(principal, action, collections)


@pytest.mark.parametrize("action", Action)
def test_who_has_no_role_may_do_nothing(action: Action) -> None:
    with pytest.raises(Refused, match=f"no role to {action}"):
        decide(a_person("user", "here", roles=frozenset()), action).granted()


def test_who_has_no_role_is_told_which_one_it_takes() -> None:
    with pytest.raises(Refused) as refused:
        decide(a_person("user", "here", roles=frozenset({Role.MANAGER})), Action.APPROVE).granted()
    assert refused.value.remedy == "It takes the role `approver`."


def test_no_collection_at_all_is_not_every_collection() -> None:
    scope = decide(a_person("user", "here"), Action.ASK, ()).granted()
    assert scope.collections == ()


def test_a_refusal_names_its_rule_and_gives_no_scope() -> None:
    with pytest.raises(Refused, match="closed data"):
        Decision(None, "closed data").granted()


@pytest.mark.parametrize("action", [Action.ASK, Action.READ, Action.REVIEW])
def test_what_others_share_can_be_read(action: Action) -> None:
    theirs = EntityId("there")
    person = a_person("claire", "here", groups=frozenset({"credit"}), sharers=(theirs,))
    scope = decide(person, action).granted()
    collection, kind = CollectionId("leases"), Classification.INTERNAL
    for reader in person.readers:
        assert scope.admits(theirs, collection, kind, {reader})
    assert not scope.admits(theirs, collection, kind, {entity_reader(theirs)})
    assert not scope.admits(EntityId("elsewhere"), collection, kind, set(person.readers))


@pytest.mark.parametrize("action", [Action.INGEST, Action.DELETE, Action.MANAGE, Action.SHARE])
def test_and_only_read(action: Action) -> None:
    person = a_person("claire", "here", sharers=(EntityId("there"),))
    scope = decide(person, action).granted()
    readers = set(person.readers)
    assert not scope.admits(
        EntityId("there"), CollectionId("leases"), Classification.PUBLIC, readers
    )


def test_who_manages_documents_need_not_be_among_their_readers() -> None:
    manager = a_person("claire", "here")
    mine = EntityId("here"), CollectionId("leases"), Classification.INTERNAL
    assert decide(manager, Action.MANAGE).granted().admits(*mine, ())
    assert not decide(manager, Action.READ).granted().admits(*mine, ())
