"""The form of an access key, what proves one, and what may be given with one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import InvalidRequest, Refused, Unauthenticated
from core.identity import AccessKey, key_of, principal_of
from core.ids import EntityId, KeyId
from core.principals import Classification, Role
from governance.identity.giving import MOST_GROUPS, WantedKey, check_gift, check_wanted
from governance.identity.keys import drawn, given_key, is_key, proves
from tests.parts import a_person

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
READER = frozenset({Role.READER})


def a_row(digest: str, **changes: Any) -> AccessKey:
    key = AccessKey(
        id=KeyId("a" * 12),
        name="nightly load",
        entity=EntityId("north"),
        roles=READER,
        groups=frozenset(),
        clearance=Classification.INTERNAL,
        digest=digest,
        created_at=NOW,
        created_by="local",
    )
    return replace(key, **changes)


def test_a_key_says_what_it_is_and_no_two_are_alike() -> None:
    made = [drawn() for _ in range(200)]
    assert all(re.fullmatch(r"pbk_[a-z2-7]{12}_[a-z2-7]{52}", key.text) for key in made)
    assert len({key.id for key in made}) == len({key.secret for key in made}) == len(made)
    assert all(given_key(key.text) == key for key in made)


def test_a_secret_is_neither_in_what_is_kept_nor_in_what_is_printed() -> None:
    key = drawn()
    row = a_row(key.digest)
    assert key.digest == sha256(key.secret.encode()).hexdigest()
    for shown in (repr(key), repr(row), str(row.to_json())):
        assert key.secret not in shown
    assert key.digest not in f"{row!r} {row.to_json()}"


def test_its_own_secret_proves_a_key_and_nothing_else_does() -> None:
    key, other = drawn(), drawn()
    assert proves(key, a_row(key.digest))
    assert not proves(key, a_row(other.digest))
    assert not proves(key, None)


@given(st.text(max_size=80) | st.text("pbk_a2", min_size=60, max_size=75))
def test_what_no_key_looks_like_opens_nothing(text: str) -> None:
    assume(not re.fullmatch(r"pbk_[a-z2-7]{12}_[a-z2-7]{52}", text))
    with pytest.raises(Unauthenticated):
        given_key(text)


@pytest.mark.parametrize(
    "change", [str.upper, lambda t: t + "\n", lambda t: " " + t, lambda t: t[:-1]]
)
def test_a_key_is_taken_letter_by_letter(change: Any) -> None:
    text = change(drawn().text)
    with pytest.raises(Unauthenticated):
        given_key(text)


def test_tokens_of_others_are_not_taken_for_keys() -> None:
    assert is_key(drawn().text)
    assert is_key("pbk_mistyped")  # nobody else is to be asked about it
    assert not is_key("eyJhbGciOiJSUzI1NiJ9.e30.c2ln")


@pytest.mark.parametrize(
    ("changes", "after", "live"),
    [
        ({}, 100 * DAY, True),
        ({"expires_at": NOW + DAY}, DAY - timedelta(microseconds=1), True),
        ({"expires_at": NOW + DAY}, DAY, False),
        ({"revoked_at": NOW}, timedelta(0), False),
        ({"revoked_at": NOW + DAY, "expires_at": NOW + 2 * DAY}, timedelta(0), False),
    ],
)
def test_a_key_lives_until_it_is_revoked_or_expires(
    changes: dict[str, Any], after: timedelta, *, live: bool
) -> None:
    assert a_row("", **changes).is_live(NOW + after) is live


def test_who_shows_a_key_is_called_after_it() -> None:
    assert a_row("").principal == a_person(
        "key:aaaaaaaaaaaa", "north", roles=READER, clearance=Classification.INTERNAL
    )
    assert key_of(principal_of(KeyId("x"))) == "x"
    assert (key_of("local"), key_of("user:key:x")) == (None, None)


WANTED = WantedKey("nightly load", READER)


@pytest.mark.parametrize(
    "changes",
    [
        *({"name": name} for name in ("", " ", " a", "a ", "a" * 101, "a\nb", "\x1b[2J", "\ud800")),
        *({"groups": frozenset({group})} for group in ("", "a" * 101, "a\0", "\u202ea")),
        {"groups": frozenset(str(n) for n in range(MOST_GROUPS + 1))},
        {"roles": frozenset()},
        *({"entity": EntityId(name)} for name in ("", "North", "-a", "a" * 41, "a\n", "a/b", "é")),
        *({"expires_at": NOW + after} for after in (-DAY, timedelta(0), 3654 * DAY)),
        {"expires_at": (NOW + DAY).replace(tzinfo=None)},
        {"expires_at": datetime.max.replace(tzinfo=timezone(-12 * timedelta(hours=1)))},
    ],
)
def test_what_no_key_can_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        check_wanted(replace(WANTED, **changes), NOW)


@pytest.mark.parametrize(
    "changes",
    [
        *({"name": name} for name in ("a", "a" * 100, "Chargement de nuit — été")),
        {"groups": frozenset({"Crédit immobilier", "a/b", "x" * 100})},
        {"entity": EntityId("head-office-2")},
        {"expires_at": NOW + timedelta(microseconds=1)},
        {"expires_at": NOW + 3653 * DAY},
    ],
)
def test_what_a_key_can_be_is_not(changes: dict[str, Any]) -> None:
    check_wanted(replace(WANTED, **changes), NOW)


moments = st.none() | st.integers(1, 5).map(lambda days: NOW + days * DAY)


@given(
    st.sampled_from(["north", "south", None]),
    st.sampled_from(Classification),
    moments,
    st.sampled_from(Classification),
    moments,
)
def test_nobody_gives_more_than_they_have(
    entity: str | None,
    clearance: Classification,
    expires_at: datetime | None,
    own: Classification,
    until: datetime | None,
) -> None:
    wanted = WantedKey(
        "x",
        frozenset(Role),
        frozenset(),
        clearance,
        expires_at,
        EntityId(entity) if entity else None,
    )
    giver = a_person("key:a", "north", roles=frozenset({Role.ADMIN}), clearance=own)
    may = entity in ("north", None) and clearance <= own
    may = may and (until is None or (expires_at is not None and expires_at <= until))
    if may:
        check_gift(wanted, giver, until)
    else:
        with pytest.raises(Refused) as refused:
            check_gift(wanted, giver, until)
        assert refused.value.remedy
