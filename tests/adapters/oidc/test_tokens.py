"""Which tokens are taken, and that all others fail alike."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st

from adapters.oidc.provider import OidcProvider
from core.errors import Unauthenticated
from tests.adapters.oidc.conftest import CLIENT
from tests.issuer import AUDIENCE, START, Clock, Issuer, jwk, private_key

pytestmark = pytest.mark.asyncio

NOW = int(START.timestamp())


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "ES384", "EdDSA"])
async def test_a_good_token_says_who_comes(
    issuer: Issuer, provider: OidcProvider, algorithm: str
) -> None:
    issuer.keys = [jwk("other"), jwk("mine", algorithm)]
    claims = await provider.claims(issuer.token("mine", algorithm, sub="léa", groups=["a"]))
    assert (claims["sub"], claims["groups"]) == ("léa", ["a"])


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["another", AUDIENCE]},
        {"exp": NOW - 59},
        {"nbf": NOW + 60},
        {"iat": NOW + 60},
        {"iat": NOW - 86_400},
        {"exp": NOW + 0.5},
    ],
)
async def test_clocks_may_differ_by_a_minute(
    issuer: Issuer, provider: OidcProvider, changes: dict[str, Any]
) -> None:
    for token in (issuer.token(**changes), signed(issuer, issuer.claims(**changes))):
        assert (await provider.claims(token))["sub"] == "claire"


BAD_CLAIMS: dict[str, dict[str, Any]] = {
    "expired": {"exp": NOW - 60},
    "long expired": {"exp": NOW - 100_000, "iat": NOW - 100_300},
    "without an end": {"exp": None},
    "without a beginning": {"iat": None},
    "not valid yet": {"nbf": NOW + 61},
    "of the future": {"iat": NOW + 61},
    "too old, whenever it ends": {"iat": NOW - 86_461, "exp": NOW + 10**6},
    "for another service": {"aud": "another"},
    "for a service with a longer name": {"aud": f"{AUDIENCE}-test"},
    "for nobody": {"aud": None},
    "for an empty list": {"aud": []},
    "for a number": {"aud": 7},
    "of another issuer": {"iss": "https://evil.example"},
    "of the issuer with a slash": {"iss": "http://127.0.0.1/"},
    "of no issuer": {"iss": None},
    "of nobody": {"sub": None},
    "of an empty name": {"sub": ""},
    "of an endless name": {"sub": "a" * 256},
    "that ends in a word": {"exp": "tomorrow"},
    "that ends at yes": {"exp": True},
    "that ends beyond all clocks": {"exp": 10**300},
    "that begins in a list": {"nbf": [NOW]},
    "to refresh others": {"typ": "Refresh"},
    "to sign out": {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}},
}


@pytest.mark.parametrize("changes", BAD_CLAIMS.values(), ids=list(BAD_CLAIMS))
async def test_a_signed_token_that_is_not_for_this_moment_and_place_is_refused(
    issuer: Issuer, provider: OidcProvider, changes: dict[str, Any]
) -> None:
    await refused(provider, signed(issuer, issuer.claims(**changes)))


def signed(issuer: Issuer, claims: dict[str, Any]) -> str:
    """Any claims at all, past what the library would refuse to write."""
    body = json.dumps(claims).encode()
    return jwt.api_jws.encode(body, private_key("one"), "ES256", headers={"kid": "one"})


BAD_HEADS: dict[str, dict[str, Any]] = {
    "of an unknown key": {"kid": "three"},
    "of a key that is a path": {"kid": "../../etc/passwd"},
    "for proof of possession": {"typ": "dpop+jwt"},
    "to sign out": {"typ": "logout+jwt"},
    "that brings its key": {"kid": None, "jwk": jwk("evil")},
    "that says where its key is": {"kid": "three", "jku": "https://evil.example/keys"},
}


@pytest.mark.parametrize("head", BAD_HEADS.values(), ids=list(BAD_HEADS))
async def test_a_head_that_asks_for_more_is_refused(
    issuer: Issuer, provider: OidcProvider, head: dict[str, Any]
) -> None:
    issuer.keys = [jwk("one"), jwk("two")]
    await refused(provider, issuer.token(head=head))
    assert set(issuer.asked) <= {"/.well-known/openid-configuration", "/keys"}


def by_hand(head: dict[str, Any], claims: dict[str, Any], secret: bytes | None) -> str:
    """A token as an attacker writes it: unsigned, or signed with an HMAC over `secret`."""
    signing = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in (head, claims)
    )
    digest = hmac.digest(secret, signing.encode(), hashlib.sha256) if secret is not None else b""
    return f"{signing}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", ""])
@pytest.mark.parametrize("kid", ["one", None])
async def test_an_unsigned_token_is_refused(
    issuer: Issuer, provider: OidcProvider, name: str, kid: str | None
) -> None:
    issuer.described["id_token_signing_alg_values_supported"] = ["none", "HS256", "ES256", name]
    head = {"alg": name, "typ": "JWT"} | ({"kid": kid} if kid else {})
    await refused(provider, by_hand(head, issuer.claims(), None))


async def test_a_public_key_is_no_shared_secret(issuer: Issuer, provider: OidcProvider) -> None:
    issuer.described["id_token_signing_alg_values_supported"] = ["HS256", "RS256"]
    issuer.keys = [jwk("one", "RS256")]
    public = private_key("one", "RS256").public_key()
    forms = [
        public.public_bytes(encoding, shape)
        for encoding, shape in (
            (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
            (serialization.Encoding.PEM, serialization.PublicFormat.PKCS1),
            (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo),
        )
    ]
    for secret in (*forms, json.dumps(jwk("one", "RS256")).encode(), b""):
        head = {"alg": "HS256", "typ": "JWT", "kid": "one"}
        await refused(provider, by_hand(head, issuer.claims(), secret))


async def test_a_shared_secret_in_the_set_opens_nothing(
    issuer: Issuer, provider: OidcProvider
) -> None:
    secret = b"s" * 32
    issuer.described["id_token_signing_alg_values_supported"] = ["HS256", "ES256"]
    told = base64.urlsafe_b64encode(secret).decode().rstrip("=")
    issuer.keys = [{"kty": "oct", "k": told, "kid": "shared", "alg": "HS256"}, jwk("one")]
    await refused(provider, by_hand({"alg": "HS256", "kid": "shared"}, issuer.claims(), secret))


@pytest.mark.parametrize(
    "changes",
    [{"use": "enc"}, {"key_ops": ["encrypt"]}, {"alg": "ES384"}, {"kty": "RSA"}],
)
async def test_a_key_for_something_else_verifies_nothing(
    issuer: Issuer, provider: OidcProvider, changes: dict[str, Any]
) -> None:
    issuer.keys = [jwk("other"), jwk("one", **changes)]
    await refused(provider, issuer.token())


async def test_a_private_key_in_the_set_verifies_nothing(
    issuer: Issuer, provider: OidcProvider
) -> None:
    """Whoever reads the set could sign with it."""
    private = json.loads(jwt.get_algorithm_by_name("ES256").to_jwk(private_key("one")))
    issuer.keys = [jwk("other"), private | {"kid": "one", "key_ops": ["verify"]}]
    await refused(provider, issuer.token())


async def test_an_algorithm_that_the_provider_does_not_declare_is_refused(
    issuer: Issuer, provider: OidcProvider
) -> None:
    issuer.described["id_token_signing_alg_values_supported"] = ["RS256", "ES256"]
    issuer.keys = [jwk("one", "RS256"), jwk("two")]
    await refused(provider, issuer.token("one", "PS256"))
    assert await provider.claims(issuer.token("one", "RS256"))


async def test_a_key_does_not_verify_what_another_one_signed(
    issuer: Issuer, provider: OidcProvider
) -> None:
    await refused(provider, issuer.token("stranger", head={"kid": "one"}))


async def test_a_token_without_a_key_id_is_taken_where_only_one_key_fits(
    issuer: Issuer, provider: OidcProvider, clock: Clock
) -> None:
    issuer.keys = [jwk("one"), jwk("rsa", "RS256")]
    assert await provider.claims(issuer.token(head={"kid": None}))
    issuer.keys.append(jwk("two"))
    clock.go_on(301)
    await refused(provider, issuer.token(head={"kid": None}))


async def test_a_changed_token_is_refused_wherever_it_is_changed(
    issuer: Issuer, provider: OidcProvider
) -> None:
    token = issuer.token()
    for place in range(0, len(token), 3):
        other = "A" if token[place] != "A" else "B"
        await refused(provider, token[:place] + other + token[place + 1 :])


async def test_an_endless_token_is_refused_unread(issuer: Issuer, provider: OidcProvider) -> None:
    await refused(provider, issuer.token(padding="x" * 16_000))
    assert issuer.asked == []


TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
PIECES = st.sampled_from(["e30", "eyJhbGciOiJFUzI1NiJ9", "eyJhbGciOjF9", "W10", "e", "", "="])


@given(st.one_of(TEXTS, st.lists(PIECES, max_size=5).map(".".join)))
async def test_no_text_is_a_token(text: str) -> None:
    provider = OidcProvider("http://127.0.0.1:1", CLIENT, Clock())
    with pytest.raises(Unauthenticated):
        await provider.claims(text)


async def refused(provider: OidcProvider, token: str) -> None:
    """In the words that every refusal has."""
    with pytest.raises(Unauthenticated) as caught:
        await provider.claims(token)
    assert str(caught.value) == "This token is not accepted. Sign in again."
