"""Who asks: known by a key, or the local user where there are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Misconfigured, Unauthenticated
from core.ids import EntityId
from governance.identity import check_listening, identify, local_user

LOCAL, HEAD, SUB = EntityId("local"), EntityId("head"), EntityId("sub")
KEYS = {"k" * 16: HEAD, "o" * 16: SUB, "é" * 16: SUB}


@pytest.mark.parametrize("bearer", [None, "", "whatever"])
def test_without_keys_everyone_is_the_local_user(bearer: str | None) -> None:
    assert identify(bearer, {}, LOCAL) == local_user(LOCAL)


@pytest.mark.parametrize(("key", "entity"), KEYS.items())
def test_a_key_opens_its_own_entity_and_no_other(key: str, entity: EntityId) -> None:
    principal = identify(key, KEYS, LOCAL)
    assert principal.entity == entity
    assert key not in principal.id


@pytest.mark.parametrize(
    "bearer",
    [None, "", " ", "k" * 15, "k" * 17, "K" * 16, " " + "k" * 16, "k" * 16 + "\n", "head", "local"],
)
def test_a_wrong_key_opens_nothing(bearer: str | None) -> None:
    with pytest.raises(Unauthenticated):
        identify(bearer, KEYS, LOCAL)


@given(st.none() | st.text(max_size=40))
def test_no_text_but_a_key_opens_anything(bearer: str | None) -> None:
    if bearer in KEYS:
        assert identify(bearer, KEYS, LOCAL).entity == KEYS[bearer]
        return
    with pytest.raises(Unauthenticated) as caught:
        identify(bearer, KEYS, LOCAL)
    assert not any(key in str(caught.value) for key in KEYS)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_needs_no_key(host: str) -> None:
    check_listening(host, {})


@pytest.mark.parametrize(
    "host",
    [
        *("0.0.0.0", "::", "", "10.0.0.5", "192.168.1.2", "fe80::1", "2001:db8::1"),  # noqa: S104
        *("example.org", "::ffff:10.0.0.1", "::ffff:0.0.0.0", "2130706433x", "127.0.0.256"),
        *("localhost.example.org", "127.0.0.1.example.org", "127.0.0.1:80", "[::1]", "*", " ::1"),
    ],
)
def test_anywhere_else_needs_one(host: str) -> None:
    with pytest.raises(Misconfigured, match="PROBANT_ACCESS_KEYS"):
        check_listening(host, {})
    check_listening(host, KEYS)
