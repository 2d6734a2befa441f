"""The local user, and where a service may listen that asks nobody who they are."""

from __future__ import annotations

import pytest

from core.errors import Misconfigured
from core.identity import Identity
from core.ids import EntityId
from core.principals import Classification, Role
from governance.identity import check_listening, local_user


def test_the_local_user_may_do_everything_in_one_entity() -> None:
    user = local_user(EntityId("head"))
    assert (user.id, user.entity, user.clearance) == ("local", "head", Classification.RESTRICTED)
    assert user.roles == frozenset(Role)
    assert user.sharers == ()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_on_loopback_nobody_has_to_say_who_they_are(host: str) -> None:
    check_listening(host, Identity.LOCAL)


@pytest.mark.parametrize(
    "host",
    [
        *("0.0.0.0", "::", "", "10.0.0.5", "192.168.1.2", "fe80::1", "2001:db8::1"),  # noqa: S104
        *("example.org", "::ffff:10.0.0.1", "::ffff:0.0.0.0", "2130706433x", "127.0.0.256"),
        *("localhost.example.org", "127.0.0.1.example.org", "127.0.0.1:80", "[::1]", "*", " ::1"),
    ],
)
def test_anywhere_else_everybody_has_to(host: str) -> None:
    with pytest.raises(Misconfigured, match="PROBANT_IDENTITY=required") as refused:
        check_listening(host, Identity.LOCAL)
    assert "probant keys create" in str(refused.value)
    check_listening(host, Identity.REQUIRED)
