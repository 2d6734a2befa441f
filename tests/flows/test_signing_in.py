"""People sign in with a provider, once for each attempt; sessions end, and follow their rights."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from adapters.oidc.provider import Client, OidcProvider
from core.errors import NotFound, ProbantError, Refused, Unauthenticated, Unavailable
from core.principals import Classification, Role
from flows.bootstrap import Installation
from flows.people.people import People
from flows.people.signing_in import MOST_SESSIONS, SigningIn, forget_spent, landing_of
from governance.identity.mapping import parse_mapping, person_id
from tests.ingest.fakes import FakeEncoder
from tests.issuer import Clock, Issuer, as_json, serving
from tests.parts import a_person, open_parts

pytestmark = pytest.mark.asyncio

MAPPING = parse_mapping(
    b"""
rules:
  - when: {company: NB}
    give: {entity: north, roles: [reader], clearance: internal}
  - when: {title: head}
    give: {roles: [manager], groups: [heads]}
""",
    "mapping.yaml",
)
BACK = "https://probant.example/auth/callback"
MINUTE, HOUR = 60, 3600


@dataclass
class Desk:
    """Somebody at a browser, a provider that vouches for them, and what they sign in to."""

    parts: Installation
    issuer: Issuer
    clock: Clock
    signing_in: SigningIn

    async def begin(self) -> tuple[str, str, str]:
        """(state, nonce, what the browser keeps)."""
        begun = await self.signing_in.begin("/")
        sent = {name: one for name, [one] in parse_qs(urlsplit(begun.url).query).items()}
        return sent["state"], sent["nonce"], begun.browser

    async def sign_in(self, **claims: Any) -> str:
        """The token of the session."""
        state, nonce, browser = await self.begin()
        self.vouch(nonce, **claims)
        return (await self.signing_in.finish(state, "code", browser)).token

    def vouch(self, nonce: str | None, **claims: Any) -> None:
        told = {"company": "NB", "name": "Claire Petit", "nonce": nonce} | claims
        self.issuer.answer = {"id_token": self.issuer.token(**told), "access_token": "opaque"}

    async def is_in(self, token: str) -> bool:
        try:
            return bool(await self.signing_in.known(token))
        except Unauthenticated:
            return False


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with serving() as issuer:
        yield issuer


@pytest_asyncio.fixture
async def desk(tmp_path: Path, issuer: Issuer) -> AsyncIterator[Desk]:
    clock = issuer.clock
    provider = OidcProvider(issuer.url, Client("probant", "s:cret", "api", BACK, 60), clock)
    async with open_parts(tmp_path, FakeEncoder()) as parts:
        signing_in = SigningIn(parts.database, provider, MAPPING, clock, over_https=True)
        yield Desk(parts, issuer, clock, signing_in)
    await provider.close()


async def test_who_comes_back_from_the_provider_is_known_from_then_on(desk: Desk) -> None:
    begun = await desk.signing_in.begin("/?citation=x")
    url = urlsplit(begun.url)
    sent = {name: one for name, [one] in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{desk.issuer.url}/authorize"
    assert (sent["response_type"], sent["client_id"]) == ("code", "probant")
    assert (sent["redirect_uri"], sent["code_challenge_method"]) == (BACK, "S256")
    assert "openid" in sent["scope"].split()
    desk.vouch(sent["nonce"], title="head")
    started = await desk.signing_in.finish(sent["state"], "the code", begun.browser)
    [(authorization, form)] = desk.issuer.posted
    assert (form["code"], form["redirect_uri"]) == ("the code", BACK)
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == sent["code_challenge"]
    assert base64.b64decode(authorization.removeprefix("Basic ")) == b"probant:s%3Acret"
    assert started.landing == "/?citation=x"
    known = await desk.signing_in.known(started.token)
    assert known.name == "Claire Petit"
    assert known.principal == a_person(
        person_id(desk.issuer.url, "claire"),
        "north",
        roles=frozenset({Role.READER, Role.MANAGER}),
        clearance=Classification.INTERNAL,
        groups=frozenset({"heads"}),
    )


async def failed(desk: Desk, state: str, browser: str | None, code: str = "code") -> None:
    """In the words that every failure has."""
    with pytest.raises(Unauthenticated) as caught:
        await desk.signing_in.finish(state, code, browser)
    assert str(caught.value) == "You could not be signed in. Try again."


async def test_a_way_back_is_taken_once(desk: Desk) -> None:
    state, nonce, browser = await desk.begin()
    desk.vouch(nonce)
    assert await desk.signing_in.finish(state, "code", browser)
    await failed(desk, state, browser)
    assert len(desk.issuer.posted) == 1


async def test_what_failed_is_not_tried_again(desk: Desk) -> None:
    state, nonce, browser = await desk.begin()
    desk.vouch("another")
    await failed(desk, state, browser)
    desk.vouch(nonce)
    await failed(desk, state, browser)


async def test_a_way_back_that_nobody_was_sent_on_leads_nowhere(desk: Desk) -> None:
    _, nonce, browser = await desk.begin()
    desk.vouch(nonce)
    for state in ("", "x" * 43, "\udc80"):
        await failed(desk, state, browser)
    assert desk.issuer.posted == []


@pytest.mark.parametrize("other", [None, "", "x" * 43])
async def test_another_browser_does_not_end_what_one_began(desk: Desk, other: str | None) -> None:
    """Else somebody could have others work under the attacker's name."""
    state, nonce, _ = await desk.begin()
    desk.vouch(nonce)
    await failed(desk, state, other)
    assert desk.issuer.posted == []


async def test_who_takes_too_long_begins_again(desk: Desk) -> None:
    state, nonce, browser = await desk.begin()
    desk.clock.go_on(10 * MINUTE)
    desk.vouch(nonce)
    await failed(desk, state, browser)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "api"},
        {"aud": ["probant", "other"], "azp": "other"},
        {"iss": "https://evil.example"},
        {"exp": 0},
        {"nonce": None},
        {"nonce": 7},
    ],
)
async def test_an_id_token_for_something_else_signs_nobody_in(
    desk: Desk, claims: dict[str, Any]
) -> None:
    state, nonce, browser = await desk.begin()
    desk.vouch(**{"nonce": nonce, **claims})
    await failed(desk, state, browser)


@pytest.mark.parametrize("answer", [{}, {"id_token": None}, {"id_token": "a.b.c"}])
async def test_without_an_id_token_nobody_is_signed_in(desk: Desk, answer: dict[str, Any]) -> None:
    state, _, browser = await desk.begin()
    desk.issuer.answer = answer
    await failed(desk, state, browser)


async def test_an_id_token_of_one_attempt_is_none_of_another(desk: Desk) -> None:
    _, first, _ = await desk.begin()
    state, _, browser = await desk.begin()
    desk.vouch(first)
    await failed(desk, state, browser)


async def test_a_code_that_the_provider_refuses_signs_nobody_in(desk: Desk) -> None:
    state, _, browser = await desk.begin()
    desk.issuer.instead = {"/token": lambda: as_json({"error": "invalid_grant"}, 400)}
    await failed(desk, state, browser)


async def test_without_a_code_the_provider_is_not_asked(desk: Desk) -> None:
    state, nonce, browser = await desk.begin()
    desk.vouch(nonce)
    await failed(desk, state, browser, code="")
    assert desk.issuer.posted == []


async def test_a_provider_that_is_down_is_told(desk: Desk) -> None:
    state, _, browser = await desk.begin()
    desk.issuer.instead = {"/token": lambda: as_json({}, 502)}
    with pytest.raises(Unavailable):
        await desk.signing_in.finish(state, "code", browser)


async def test_who_has_no_rights_gets_no_session(desk: Desk) -> None:
    with pytest.raises(Refused, match="No rights are declared"):
        await desk.sign_in(company="SB")
    async with desk.parts.database.begin() as unit:
        assert await unit.people.find(person_id(desk.issuer.url, "claire")) is None


async def test_a_session_ends_when_nothing_is_done_in_it(desk: Desk) -> None:
    token = await desk.sign_in()
    for _ in range(3):
        desk.clock.go_on(29 * MINUTE)
        assert await desk.is_in(token)
    desk.clock.go_on(30 * MINUTE)
    assert not await desk.is_in(token)


async def test_a_session_ends_whatever_is_done_in_it(desk: Desk) -> None:
    token = await desk.sign_in()
    for _ in range(29):
        desk.clock.go_on(20 * MINUTE)
        assert await desk.is_in(token)
    desk.clock.go_on(20 * MINUTE)
    assert not await desk.is_in(token)


async def test_a_session_that_is_ended_opens_nothing(desk: Desk) -> None:
    token, other = await desk.sign_in(), await desk.sign_in()
    await desk.signing_in.end(token)
    await desk.signing_in.end(token)
    assert [await desk.is_in(one) for one in (token, other)] == [False, True]


@pytest.mark.parametrize("token", ["", "x" * 43, "é", "a" * 100_000])
async def test_no_other_text_is_a_session(desk: Desk, token: str) -> None:
    await desk.sign_in()
    assert not await desk.is_in(token)


async def test_rights_are_those_of_the_last_time_somebody_signed_in(desk: Desk) -> None:
    token = await desk.sign_in(title="head")
    assert Role.MANAGER in (await desk.signing_in.known(token)).principal.roles
    await desk.sign_in()
    assert (await desk.signing_in.known(token)).principal.roles == {Role.READER}


async def test_a_person_has_so_many_sessions_and_no_more(desk: Desk) -> None:
    tokens = []
    for _ in range(MOST_SESSIONS + 1):
        desk.clock.go_on(1)
        tokens.append(await desk.sign_in())
    assert [await desk.is_in(token) for token in tokens] == [False] + [True] * MOST_SESSIONS


async def test_whoever_is_sent_away_is_so_everywhere(desk: Desk) -> None:
    token, other = await desk.sign_in(), await desk.sign_in()
    leo = await desk.sign_in(sub="leo")
    claire = person_id(desk.issuer.url, "claire")
    people = People(desk.parts.database)
    assert await people.end(a_person("key:1", "north"), claire) == 2
    assert [await desk.is_in(one) for one in (token, other, leo)] == [False, False, True]
    with pytest.raises(NotFound):
        await people.end(a_person("key:1", "north"), claire)


@pytest.mark.parametrize(
    ("entity", "roles", "error"),
    [
        ("south", frozenset(Role), NotFound),
        ("north", frozenset(Role) - {Role.ADMIN}, Refused),
    ],
)
async def test_only_an_administrator_of_the_entity_sends_people_away(
    desk: Desk, entity: str, roles: frozenset[Role], error: type[ProbantError]
) -> None:
    token = await desk.sign_in()
    with pytest.raises(error):
        await People(desk.parts.database).end(
            a_person("key:1", entity, roles=roles), person_id(desk.issuer.url, "claire")
        )
    assert await desk.is_in(token)


async def test_what_is_over_is_forgotten_and_nothing_else(desk: Desk) -> None:
    token = await desk.sign_in()
    await desk.begin()
    database = desk.parts.database
    assert await forget_spent(database, desk.clock()) == 0
    desk.clock.go_on(10 * MINUTE)
    assert await forget_spent(database, desk.clock()) == 1
    assert await desk.is_in(token)
    desk.clock.go_on(30 * MINUTE)
    assert await forget_spent(database, desk.clock()) == 1


async def test_nothing_that_opens_something_is_stored(desk: Desk, tmp_path: Path) -> None:
    state, nonce, browser = await desk.begin()
    desk.vouch(nonce)
    token = (await desk.signing_in.finish(state, "code", browser)).token
    pending, _, keeps = await desk.begin()
    stored = stored_in(tmp_path)
    assert hashlib.sha256(token.encode()).hexdigest().encode() in stored
    for secret in (token, state, browser, pending, keeps, "claire"):
        assert secret.encode() not in stored


def stored_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("probant.db*"))


@given(st.text() | st.text("/\\.:#?ab\t\n@%"))
async def test_nobody_is_sent_to_another_site(text: str) -> None:
    landing = landing_of(text)
    assert landing in (text, "/")
    assert landing.startswith("/")
    assert not landing.startswith(("//", "/\\"))
    assert re.fullmatch(r"[!-~]+", landing)


@pytest.mark.parametrize("text", ["/", "/?citation=a~page%3A3", "/#x", "/docs"])
async def test_a_page_of_ours_is_come_back_to(text: str) -> None:
    assert landing_of(text) == text
