"""Which addresses anything is sent to, and what is told of others."""

from __future__ import annotations

import pytest

from adapters.oidc.address import checked_issuer, checked_public, discovery_of, is_allowed
from core.errors import Misconfigured

SAFE = ["https://login.example", "https://login.example:8443/realms/a", "http://127.0.0.1:9/x"]
UNSAFE = [
    *("", "login.example", "http://login.example", "ftp://login.example", "https://", "https:///x"),
    *(
        "http://10.0.0.1",
        "http://0.0.0.0:80",
        "http://localhost.evil.example",
        "file:///etc/passwd",
    ),
    *("https://user@login.example", "https://user:word@login.example", "https://login.example/#x"),
    *(
        "https://login.example:99999",
        "https://[::1",
        "https://lögin.example",
        "https://a b.example",
    ),
    *("https://login.example/\n", "https://" + "a" * 2000),
]


@pytest.mark.parametrize("url", [*SAFE, "http://localhost/x", "http://[::1]:8/x"])
def test_what_is_encrypted_or_of_this_machine_is_asked(url: str) -> None:
    assert is_allowed(url)


@pytest.mark.parametrize("url", UNSAFE)
def test_nothing_else_is(url: str) -> None:
    assert not is_allowed(url)
    for check in (checked_issuer, checked_public):
        with pytest.raises(Misconfigured):
            check(url)


def test_an_issuer_stays_as_its_tokens_name_it() -> None:
    assert checked_issuer("https://login.example/") == "https://login.example/"
    described = "https://login.example/a/.well-known/openid-configuration"
    assert {discovery_of(f"https://login.example/a{end}") for end in ("", "/")} == {described}


def test_a_service_is_known_by_an_address_without_a_path() -> None:
    assert checked_public("https://probant.example/") == "https://probant.example"
    for url in ("https://probant.example/here", "https://probant.example?x=1"):
        with pytest.raises(Misconfigured):
            checked_public(url)
