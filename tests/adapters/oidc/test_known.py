"""Keys rotate, and providers fail: what is known of them then."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.oidc.fetching import MOST_BYTES, Fetcher
from adapters.oidc.provider import OidcProvider
from core.errors import Unauthenticated, Unavailable
from tests.adapters.oidc.conftest import CLIENT
from tests.issuer import Clock, Issuer, Reply, as_json, jwk

pytestmark = pytest.mark.asyncio

DISCOVERY = "/.well-known/openid-configuration"


def down() -> Reply:
    return as_json({}, 503)


async def opens(provider: OidcProvider, token: str) -> bool:
    try:
        return bool(await provider.claims(token))
    except Unauthenticated:
        return False


async def test_the_provider_is_asked_once_for_many_tokens(
    issuer: Issuer, provider: OidcProvider
) -> None:
    token = issuer.token()
    assert issuer.asked == []
    assert all(await asyncio.gather(*(opens(provider, token) for _ in range(8))))
    assert issuer.asked == [DISCOVERY, "/keys"]


async def test_a_new_key_is_taken_at_once_and_an_old_one_no_more_once_it_is_withdrawn(
    issuer: Issuer, provider: OidcProvider, clock: Clock
) -> None:
    assert await opens(provider, issuer.token("one"))
    issuer.keys = [jwk("two")]
    clock.go_on(10)
    assert await opens(provider, issuer.token("two"))
    assert not await opens(provider, issuer.token("one"))


async def test_a_withdrawn_key_is_noticed_though_no_new_one_is_used(
    issuer: Issuer, provider: OidcProvider, clock: Clock
) -> None:
    issuer.keys = [jwk("one"), jwk("two")]
    assert await opens(provider, issuer.token("one"))
    issuer.keys = [jwk("two")]
    clock.go_on(299)
    assert await opens(provider, issuer.token("one"))
    clock.go_on(1)
    assert not await opens(provider, issuer.token("one"))


async def test_unknown_keys_make_it_look_again_once_in_ten_seconds(
    issuer: Issuer, provider: OidcProvider, clock: Clock
) -> None:
    for number in range(40):
        assert not await opens(provider, issuer.token(f"strange-{number % 4}"))
        clock.go_on(1)
    assert issuer.asked.count("/keys") == 4


async def test_known_keys_are_kept_while_the_provider_is_down(
    issuer: Issuer, provider: OidcProvider, clock: Clock
) -> None:
    assert await opens(provider, issuer.token())
    issuer.instead = {DISCOVERY: down, "/keys": down}
    for _ in range(23):
        clock.go_on(3600)
        assert await opens(provider, issuer.token())
    clock.go_on(3600)
    with pytest.raises(Unavailable):
        await provider.claims(issuer.token())
    issuer.instead = {}
    clock.go_on(10)
    assert await opens(provider, issuer.token())


async def test_one_that_was_never_reached_is_told_and_asked_again_later(
    issuer: Issuer, provider: OidcProvider, clock: Clock
) -> None:
    issuer.instead = {DISCOVERY: down}
    for _ in range(5):
        with pytest.raises(Unavailable, match="identity provider"):
            await provider.claims(issuer.token())
    assert issuer.asked == [DISCOVERY]
    issuer.instead = {}
    clock.go_on(10)
    assert await opens(provider, issuer.token())


async def test_a_clock_that_is_put_back_leaves_nothing_known_for_ever(
    issuer: Issuer, provider: OidcProvider, clock: Clock
) -> None:
    assert await opens(provider, issuer.token())
    issuer.keys = [jwk("two")]
    clock.go_on(-86_400)
    assert not await opens(provider, issuer.token("one"))
    assert await opens(provider, issuer.token("two"))


HUGE = b" " * MOST_BYTES
BAD: dict[str, tuple[str, Reply]] = {
    "no JSON": ("/keys", (200, {}, b"<html>")),
    "nested JSON": ("/keys", (200, {}, b"[" * 100_000)),
    "a list": ("/keys", as_json([])),
    "no keys": ("/keys", as_json({"keys": []})),
    "keys of no use": ("/keys", as_json({"keys": [1, None, {"kty": []}, {"kty": "RSA", "n": 3}]})),
    "keys that are no list": ("/keys", as_json({"keys": {"0": jwk("one")}})),
    "keys elsewhere": ("/keys", (302, {"Location": "/more"}, b"")),
    "description elsewhere": (DISCOVERY, (301, {"Location": "https://evil.example"}, b"")),
    "gone": (DISCOVERY, as_json({}, 404)),
}


@pytest.mark.parametrize(("path", "reply"), BAD.values(), ids=list(BAD))
async def test_a_provider_that_answers_badly_is_as_one_that_is_down(
    issuer: Issuer, provider: OidcProvider, path: str, reply: Reply
) -> None:
    issuer.instead = {path: lambda: reply, "/more": lambda: as_json({"keys": issuer.keys})}
    with pytest.raises(Unavailable):
        await provider.claims(issuer.token())
    assert "/more" not in issuer.asked


@pytest.mark.parametrize("path", [DISCOVERY, "/keys"])
async def test_what_is_huge_is_not_read_to_the_end(
    issuer: Issuer, provider: OidcProvider, path: str
) -> None:
    _, headers, body = issuer.reply(path)
    assert isinstance(body, bytes)
    issuer.instead = {path: lambda: (200, headers, [HUGE, body])}
    with pytest.raises(Unavailable):
        await provider.claims(issuer.token())


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "http://127.0.0.1:1"},
        {"issuer": None},
        {"jwks_uri": "http://keys.example/"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "https://user:word@keys.example/"},
        {"jwks_uri": None},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
    ],
)
async def test_a_description_of_another_or_of_nothing_is_not_taken(
    issuer: Issuer, provider: OidcProvider, described: dict[str, Any]
) -> None:
    issuer.described = described
    with pytest.raises(Unavailable):
        await provider.claims(issuer.token())


async def test_a_provider_is_asked_over_nothing_that_others_read(
    issuer: Issuer, provider: OidcProvider
) -> None:
    elsewhere = issuer.url.replace("127.0.0.1", "0.0.0.0")  # noqa: S104  # here, yet no loopback
    issuer.described = {"jwks_uri": f"{elsewhere}/keys"}
    with pytest.raises(Unavailable):
        await provider.claims(issuer.token())
    assert issuer.asked == [DISCOVERY]


async def test_a_provider_that_sends_byte_by_byte_holds_nobody_up_for_long(
    issuer: Issuer, clock: Clock
) -> None:
    _, headers, body = issuer.reply("/keys")
    assert isinstance(body, bytes)
    gone = threading.Event()

    def drops() -> Iterator[bytes]:
        for _ in range(200):  # each comes in time; all of them take four seconds
            yield b" "
            gone.wait(0.02)
        yield body

    provider = OidcProvider(issuer.url, CLIENT, clock, Fetcher(longest_s=0.2))
    issuer.instead = {"/keys": lambda: (200, headers, drops())}
    try:
        with pytest.raises(Unavailable):
            await provider.claims(issuer.token())
    finally:
        gone.set()
        await provider.close()


async def test_a_slow_provider_holds_nobody_up_for_long(issuer: Issuer, clock: Clock) -> None:
    let_go = threading.Event()

    def slow() -> Reply:
        let_go.wait(20)
        return as_json({"keys": issuer.keys})

    provider = OidcProvider(issuer.url, CLIENT, clock, Fetcher(longest_s=0.05))
    issuer.instead = {"/keys": slow}
    try:
        with pytest.raises(Unavailable):
            await provider.claims(issuer.token())
    finally:
        let_go.set()
        await provider.close()


async def test_who_has_a_known_key_does_not_wait_while_another_looks(
    issuer: Issuer, provider: OidcProvider, clock: Clock
) -> None:
    assert await opens(provider, issuer.token())
    let_go, reached = threading.Event(), threading.Event()

    def slow() -> Reply:
        reached.set()
        let_go.wait(20)
        return as_json({"keys": [*issuer.keys, jwk("two")]})

    issuer.instead = {"/keys": slow}
    clock.go_on(300)
    waiting = asyncio.create_task(opens(provider, issuer.token("two")))
    await asyncio.to_thread(reached.wait)
    assert await opens(provider, issuer.token())
    assert not waiting.done()
    let_go.set()
    assert await waiting
