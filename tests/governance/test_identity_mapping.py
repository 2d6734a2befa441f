"""What a declared mapping gives to whom, and to whom nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Misconfigured, Refused
from core.ids import EntityId
from core.principals import Classification, Role
from governance.identity.mapping import (
    MOST_GROUPS,
    Declared,
    name_of,
    parse_mapping,
    person_id,
    principal_of,
    rights_of,
)

ISSUER = "https://login.example"
FILE = b"""
person: oid
groups_from: {claim: realm.groups, prefix: /probant/}
rules:
  - when: {company: [NB, nb]}
    give: {entity: north, roles: [reader], clearance: internal}
  - when: {company: SB}
    give: {entity: south, roles: [reader]}
  - when: {realm.roles: [risk, audit], active: true}
    give: {roles: [auditor, contributor], groups: [risk], clearance: confidential}
  - when: {}
    give: {groups: [everybody], clearance: public}
"""
MAPPING = parse_mapping(FILE, "mapping.yaml")
CLAIRE = {
    "oid": "c1",
    "company": "NB",
    "active": True,
    "realm": {"roles": ["user", "risk"], "groups": ["/probant/Crédit immobilier", "/other/x"]},
}


def test_what_the_rules_give_adds_up() -> None:
    rights = rights_of(MAPPING, CLAIRE)
    assert rights.entity == EntityId("north")
    assert rights.roles == {Role.READER, Role.AUDITOR, Role.CONTRIBUTOR}
    assert rights.groups == {"risk", "everybody", "Crédit immobilier"}
    assert rights.clearance is Classification.CONFIDENTIAL
    assert rights.rules == (1, 3, 4)


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"active": "true"}, (1, 4)),
        ({"active": 1}, (1, 4)),
        ({"active": None}, (1, 4)),
        ({"realm": "risk"}, (1, 4)),
        ({"realm": {"roles": "audit"}}, (1, 3, 4)),
        ({"realm": {}, "realm.roles": ["risk"]}, (1, 3, 4)),
        ({"company": ["x", "nb"]}, (1, 3, 4)),
    ],
)
def test_a_rule_holds_where_each_of_its_claims_has_one_of_the_values(
    changes: dict[str, Any], rules: tuple[int, ...]
) -> None:
    assert rights_of(MAPPING, CLAIRE | changes).rules == rules


@pytest.mark.parametrize("company", [None, "", "nB", "NB ", ["NX"], {"NB": True}, 0, [["NB"]]])
def test_without_a_rule_that_gives_an_entity_nothing_is_given(company: object) -> None:
    with pytest.raises(Refused, match="No rights are declared"):
        rights_of(MAPPING, CLAIRE | {"company": company})


def test_without_a_role_nothing_is_given() -> None:
    only = parse_mapping(b"rules: [{when: {}, give: {entity: north}}]", "m")
    with pytest.raises(Refused, match="No rights are declared"):
        rights_of(only, CLAIRE)


def test_nobody_is_of_two_entities() -> None:
    with pytest.raises(Refused, match="more than one entity"):
        rights_of(MAPPING, CLAIRE | {"company": ["NB", "SB"]})


def test_clearance_is_the_lowest_where_no_rule_gives_one() -> None:
    plain = parse_mapping(b"rules: [{when: {}, give: {entity: a, roles: [reader]}}]", "m")
    assert rights_of(plain, {}).clearance is Classification.PUBLIC


def in_groups(*names: object) -> dict[str, Any]:
    return CLAIRE | {"realm": {"groups": list(names)}}


def test_groups_of_the_provider_are_taken_by_their_prefix_and_only_names() -> None:
    odd = ("/probant/", "/probant/ a", "/probant/a\nb", "/probant/" + "a" * 101, 7, None, ["/x"])
    rights = rights_of(MAPPING, in_groups("/probant/ok", *odd))
    assert rights.groups == {"ok", "everybody"}


def test_more_groups_than_are_taken_are_refused_not_cut() -> None:
    names = [f"/probant/{n}" for n in range(MOST_GROUPS)]
    assert len(rights_of(MAPPING, in_groups(*names[1:], "/other/1")).groups) == MOST_GROUPS
    with pytest.raises(Refused, match="201 groups"):
        rights_of(MAPPING, in_groups(*names))


def test_a_person_is_known_by_a_pseudonym() -> None:
    principal = principal_of(MAPPING, ISSUER, CLAIRE)
    assert principal.id == person_id(ISSUER, "c1")
    assert re.fullmatch("user:[0-9a-f]{32}", principal.id)
    assert principal == principal_of(MAPPING, ISSUER, CLAIRE | {"name": "Claire"})
    assert principal.id != principal_of(MAPPING, ISSUER + "/", CLAIRE).id


@pytest.mark.parametrize("who", [None, "", 7, ["c1"], "c" * 256])
def test_nobody_in_particular_is_refused(who: object) -> None:
    with pytest.raises(Refused, match="who you are"):
        principal_of(MAPPING, ISSUER, CLAIRE | {"oid": who})


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Claire Petit", "preferred_username": "cp"}, "Claire Petit"),
        ({"name": " ", "preferred_username": "cp"}, "cp"),
        ({"name": "a\x00b\x1bc\nd"}, "a b c d"),
        ({"name": ["x"]}, ""),
        ({}, ""),
    ],
)
def test_a_name_is_what_the_provider_calls_a_person(claims: dict[str, Any], name: str) -> None:
    assert name_of(claims) == name


def test_the_guide_s_mappings_can_be_used() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "identity.md").read_text("utf-8")
    shown = re.findall(r"^```yaml\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
    assert len(shown) == 3
    for number, text in enumerate(shown):
        parse_mapping(text.encode(), f"example {number}")
    first, keycloak, entra = (parse_mapping(text.encode(), "m") for text in shown)
    claims = {"company": "NB", "job": {"level": "head"}, "groups": ["probant-credit", "x"]}
    assert rights_of(first, claims).groups == {"heads", "everybody", "credit"}
    roles = {"realm_access": {"roles": ["offline_access", "north-manager"]}}
    assert rights_of(keycloak, roles).roles == {Role.MANAGER}
    tenant = {"tid": "11111111-2222-3333-4444-555555555555", "roles": ["Probant.Reader"]}
    assert rights_of(entra, tenant).entity == EntityId("north")


RULE = b"rules:\n  - when: {}\n    give: {entity: a, roles: [reader]}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "line 1: Write `rules:`"),
        (b"- 1", "line 1: Write `rules:`"),
        (b"rules: []", "line 1: rules: List should have at least 1"),
        (RULE + b"  - give: {}", "line 4: rules.2.when: Field required"),
        (RULE + b"  - when: {a: [x, {}]}\n    give: {}", "line 4: rules.2.when.a: Write a text"),
        (RULE + b"  - when:\n      a: []\n    give: {}", "line 5: rules.2.when.a: "),
        (RULE + b"  - when:\n      a: 1.5\n    give: {}", "line 5: rules.2.when.a: Write a text"),
        (RULE + b"  - when: {}\n    give: {clearance: high}", "line 5: .*Write public, internal"),
        (RULE + b"  - when: {}\n    give:\n      roles: [boss]", "line 6: .*'reader', 'contrib"),
        (RULE + b"  - when: {}\n    give: {entity: North}", "line 5: rules.2.give.entity: "),
        (RULE + b"  - when: {}\n    gives: {}", "line 4: rules.2.give: Field required"),
        (RULE + b"more: 1", "line 4: more: Extra inputs"),
        (RULE + b"  - when: {a: 1, a: 2}\n    give: {}", "line 4: a key comes twice"),
        (RULE + b"x: &a [1]\ny: *a", "line 5: aliases are not taken"),
        (b"rules: [\n", "not YAML: line 2"),
        (b"\xff\xfe", "not YAML"),
        (b"x" * 1_000_001, "1000000 are the most"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_line(text: bytes, told: str) -> None:
    with pytest.raises(Misconfigured, match=rf"^rights\.yaml.*{told}"):
        parse_mapping(text, "rights.yaml")


VALUES = st.one_of(st.sampled_from(["NB", "SB", "risk", "x"]), st.booleans(), st.integers(0, 2))
CLAIMS = st.dictionaries(
    st.sampled_from(["a", "b", "c.d", "c"]),
    st.recursive(
        VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("d"), inner)
    ),
)
GIFTS = st.fixed_dictionaries(
    {},
    optional={
        "entity": st.sampled_from(["north", "south"]),
        "roles": st.lists(st.sampled_from(list(Role)), max_size=2),
        "groups": st.lists(st.sampled_from(["g", "h"]), max_size=2),
        "clearance": st.sampled_from(["public", "confidential"]),
    },
)
RULES = st.fixed_dictionaries(
    {
        "when": st.dictionaries(
            st.sampled_from(["a", "b", "c.d"]), VALUES | st.lists(VALUES, min_size=1, max_size=2)
        ),
        "give": GIFTS,
    }
)


@given(st.lists(RULES, min_size=1, max_size=6), CLAIMS)
def test_nobody_has_more_than_the_rules_that_hold_for_them_give(
    rules: list[dict[str, Any]], claims: dict[str, Any]
) -> None:
    declared = Declared.model_validate({"rules": rules})
    try:
        rights = rights_of(declared, claims)
    except Refused:
        return
    held = [rules[number - 1] for number in rights.rules]
    for rule in held:
        for claim in rule["when"]:
            assert claim in claims or claim.split(".")[0] in claims
    gifts = [rule["give"] for rule in held]
    assert {gift["entity"] for gift in gifts if "entity" in gift} == {rights.entity}
    assert rights.roles == {role for gift in gifts for role in gift.get("roles", [])} != set()
    assert rights.groups == {group for gift in gifts for group in gift.get("groups", [])}
    assert rights.clearance.name.lower() in {
        "public",
        *(gift["clearance"] for gift in gifts if "clearance" in gift),
    }


@given(st.lists(RULES, min_size=1, max_size=6), CLAIMS, RULES)
def test_a_rule_more_takes_nothing_away_but_gives_no_second_entity(
    rules: list[dict[str, Any]], claims: dict[str, Any], more: dict[str, Any]
) -> None:
    try:
        before = rights_of(Declared.model_validate({"rules": rules}), claims)
        after = rights_of(Declared.model_validate({"rules": [*rules, more]}), claims)
    except Refused:
        return
    assert after.entity == before.entity
    assert after.roles >= before.roles
    assert after.groups >= before.groups
    assert after.clearance >= before.clearance
