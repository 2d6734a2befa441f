"""People sign in at the page with a real provider; what their browser then shows, and may do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from core.errors import Misconfigured
from flows.bootstrap import Installation
from governance.identity.mapping import person_id
from tests.api.clients import bearer, client_of
from tests.ingest.fakes import FakeEncoder
from tests.issuer import Clock, Issuer, serving
from tests.parts import a_key, open_parts
from tests.provider import Provider, provider

pytestmark = pytest.mark.asyncio

HERE = "http://127.0.0.1:8440"
MAPPING = """
rules:
  - when: {company: NB}
    give: {entity: north, roles: [reader], clearance: internal}
  - when: {title: head}
    give: {roles: [admin]}
"""
OURS = {"Origin": HERE}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with provider(tmp_path_factory.mktemp("provider")) as found:
        found.has("claire", company="NB", name="Claire Petit")
        found.has("head", company="NB", title="head")
        found.has("guest", name="Guest")
        yield found


def settings(folder: Path, issuer: str, **more: str) -> dict[str, str]:
    mapping = folder / "mapping.yaml"
    mapping.write_text(MAPPING, "utf-8")
    return {
        "identity": "required",
        "public_url": HERE,
        "identity_mapping": str(mapping),
        "oidc_issuer": issuer,
        "oidc_client_id": "probant",
        "oidc_client_secret": "a secret of the tests",
        **more,
    }


@asynccontextmanager
async def opened(
    folder: Path, issuer: str = "https://login.example", **more: str
) -> AsyncIterator[Installation]:
    chosen = settings(folder, issuer, **more)
    async with open_parts(folder, FakeEncoder(), **chosen) as parts:
        yield parts


@pytest_asyncio.fixture
async def parts(tmp_path: Path, real: Provider) -> AsyncIterator[Installation]:
    async with opened(tmp_path, real.url) as parts:
        yield parts


async def sign_in(client: httpx.AsyncClient, real: Provider, subject: str) -> httpx.Response:
    sent = await client.get("/auth/login")
    return await client.get(real.signs_in(sent.headers["location"], subject))


async def test_a_person_signs_in_and_the_page_answers_for_them(
    parts: Installation, real: Provider
) -> None:
    async with client_of(parts) as browser:
        assert (await browser.get("/v1/me")).status_code == 401
        assert (await browser.get("/auth")).json()["login"] == "/auth/login"
        done = await sign_in(browser, real, "claire")
        assert done.status_code == 303, done.text
        assert done.headers["location"] == "/"
        assert (await browser.get("/v1/me")).json() == {
            "id": person_id(real.url, "claire"),
            "name": "Claire Petit",
            "entity": "north",
            "roles": ["reader"],
            "groups": [],
            "clearance": "internal",
        }
        found = await browser.post("/v1/search", json={"query": "loyer"}, headers=OURS)
        assert (found.status_code, found.json()["hits"]) == (200, [])
        assert (await browser.get("/v1/keys")).status_code == 403
        session = dict(browser.cookies)
        assert (await browser.post("/auth/logout", headers=OURS)).status_code == 204
        assert (await browser.get("/v1/me")).status_code == 401
        browser.cookies = httpx.Cookies(session)
        assert (await browser.get("/v1/me")).status_code == 401


async def test_a_way_back_is_taken_once_whoever_takes_it(
    parts: Installation, real: Provider
) -> None:
    async with client_of(parts) as browser, client_of(parts) as thief:
        sent = await browser.get("/auth/login")
        login = dict(browser.cookies)
        back = real.signs_in(sent.headers["location"], "claire")
        assert (await thief.get(back)).status_code == 401
        browser.cookies = httpx.Cookies(login)
        assert (await browser.get(back)).status_code == 401  # the thief has spent it
        browser.cookies.clear()
        sent = await browser.get("/auth/login")
        login = dict(browser.cookies)
        back = real.signs_in(sent.headers["location"], "claire")
        assert (await browser.get(back)).status_code == 303
        for replayer in (browser, thief):
            replayer.cookies = httpx.Cookies(login)
            assert (await replayer.get(back)).status_code == 401
        assert (await thief.get("/v1/me")).status_code == 401


async def test_a_code_that_was_used_signs_nobody_in_again(
    parts: Installation, real: Provider
) -> None:
    async with client_of(parts) as browser:
        sent = await browser.get("/auth/login")
        first = httpx.URL(real.signs_in(sent.headers["location"], "claire"))
        assert (await browser.get(first)).status_code == 303
        sent = await browser.get("/auth/login")
        second = httpx.URL(real.signs_in(sent.headers["location"], "claire"))
        swapped = second.copy_set_param("code", first.params["code"])
        assert (await browser.get(swapped)).status_code == 401


@pytest.mark.parametrize("accept", ["text/html,*/*;q=0.8", "application/json"])
async def test_who_is_nobody_here_is_told_what_to_do(
    parts: Installation, real: Provider, accept: str
) -> None:
    async with client_of(parts) as browser:
        browser.headers["Accept"] = accept
        done = await sign_in(browser, real, "guest")
        assert done.status_code == 403
        assert "No rights are declared for you here." in done.text
        assert done.headers["content-type"].startswith(
            "text/html" if "html" in accept else "application/problem+json"
        )
        assert (await browser.get("/v1/me")).status_code == 401


async def test_who_does_not_want_to_sign_in_does_not(parts: Installation, real: Provider) -> None:
    async with client_of(parts) as browser:
        sent = await browser.get("/auth/login")
        done = await browser.get(real.refuses(sent.headers["location"]))
        assert done.status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (OURS, 200),
        ({}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": f"{HERE}.evil.example"}, 403),
    ],
)
async def test_no_other_site_s_page_changes_anything_by_a_session(
    parts: Installation, real: Provider, headers: dict[str, str], status: int
) -> None:
    async with client_of(parts) as browser:
        await sign_in(browser, real, "claire")
        asked = await browser.post("/v1/search", json={"query": "loyer"}, headers=headers)
        left = await browser.post("/auth/logout", headers=headers)
        assert (asked.status_code, left.status_code) == (status, 204 if status == 200 else 403)
        assert ((await browser.get("/v1/me")).status_code == 401) == (status == 200)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200),
        ({"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"}, 403),
    ],
)
async def test_no_other_site_s_page_loads_anything_by_a_session(
    parts: Installation, real: Provider, headers: dict[str, str], status: int
) -> None:
    async with client_of(parts) as browser:
        await sign_in(browser, real, "claire")
        assert (await browser.get("/v1/documents", headers=headers)).status_code == status


async def test_a_key_counts_before_a_session_and_a_wrong_one_too(
    parts: Installation, real: Provider
) -> None:
    key = await a_key(parts, "south")
    async with client_of(parts) as browser:
        await sign_in(browser, real, "claire")
        assert (await browser.get("/v1/me", headers=bearer(key))).json()["entity"] == "south"
        for wrong in (bearer(key + "x"), {"Authorization": "Basic eA=="}):
            assert (await browser.get("/v1/me", headers=wrong)).status_code == 401


async def test_a_second_session_takes_the_place_of_the_first(
    parts: Installation, real: Provider
) -> None:
    async with client_of(parts) as browser, client_of(parts) as kept:
        await sign_in(browser, real, "claire")
        kept.cookies = httpx.Cookies(browser.cookies)
        await sign_in(browser, real, "head")
        assert (await browser.get("/v1/me")).json()["roles"] == ["reader", "admin"]
        assert (await kept.get("/v1/me")).status_code == 401


async def test_an_administrator_ends_what_somebody_has(parts: Installation, real: Provider) -> None:
    claire = person_id(real.url, "claire")
    async with client_of(parts) as browser, client_of(parts) as head:
        await sign_in(browser, real, "claire")
        await sign_in(head, real, "head")
        ending = f"/v1/people/{claire}/sessions"
        assert (await browser.delete(ending, headers=OURS)).status_code == 403
        assert (await head.delete(ending, headers=OURS)).json() == {"ended": 1}
        assert (await browser.get("/v1/me")).status_code == 401
        assert (await head.delete(ending, headers=OURS)).status_code == 404


@pytest.mark.parametrize(
    ("public", "name", "is_secure"),
    [(HERE, "probant", False), ("https://probant.example", "__Host-probant", True)],
)
async def test_cookies_are_for_this_host_and_no_script(
    tmp_path: Path, real: Provider, public: str, name: str, is_secure: bool
) -> None:
    async with opened(tmp_path, real.url, public_url=public) as parts, client_of(parts) as browser:
        browser.base_url = httpx.URL(public)
        sent = await browser.get("/auth/login")
        back = httpx.URL(real.signs_in(sent.headers["location"], "claire"))
        done = await browser.get(back)
        assert str(back).startswith(f"{public}/auth/callback?")
        told = [*sent.headers.get_list("set-cookie"), *done.headers.get_list("set-cookie")]
        login, spent, session = told
        assert login.startswith(f"{name}-login=")
        assert "Max-Age=600" in login
        assert spent.startswith(f'{name}-login=""')
        assert session.startswith(f"{name}=")
        assert "Max-Age" not in session
        for cookie in told:
            parts_of = cookie.lower().split("; ")
            assert {"httponly", "samesite=lax", "path=/"} <= set(parts_of)
            assert ("secure" in parts_of) == is_secure
            assert not [part for part in parts_of if part.startswith("domain")]
        assert {r.headers["cache-control"] for r in (sent, done)} == {"no-store"}
        assert (await browser.get("/v1/me")).status_code == 200


async def test_programs_show_the_provider_s_tokens(tmp_path: Path) -> None:
    with serving(Clock(datetime.now(UTC))) as issuer:
        async with (
            opened(tmp_path, issuer.url, oidc_client_id="", oidc_audience="api") as parts,
            client_of(parts) as client,
        ):
            good = issuer.token(aud="api", company="NB", azp="a-tool")
            told = (await client.get("/v1/me", headers=bearer(good))).json()
            assert (told["id"], told["entity"]) == (person_id(issuer.url, "claire"), "north")
            assert "name" not in told
            stranger = issuer.token(aud="api", company="SB")
            assert (await client.get("/v1/me", headers=bearer(stranger))).status_code == 403
            await _all_alike(client, issuer)
            assert (await client.get("/auth")).json()["login"] is None
            assert (await client.get("/auth/login")).status_code == 404


async def _all_alike(client: httpx.AsyncClient, issuer: Issuer) -> None:
    """What is refused is so in the words that an unknown key has."""
    unknown = await client.get("/v1/me", headers=bearer("pbk_" + "a" * 12 + "_" + "a" * 52))
    bad = [
        issuer.token(aud="other", company="NB"),
        issuer.token(aud="api", exp=1, company="NB"),
        issuer.token("stranger", aud="api", company="NB"),
        "x",
        "a.b.c",
    ]
    for token in bad:
        refused = await client.get("/v1/me", headers=bearer(token))
        assert (refused.status_code, refused.json()) == (401, unknown.json())
        assert refused.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"identity": "local"}, "PROBANT_IDENTITY=required"),
        ({"identity_mapping": ""}, "PROBANT_IDENTITY_MAPPING"),
        ({"identity_mapping": "/nowhere/mapping.yaml"}, "can't be read"),
        ({"oidc_client_id": ""}, "PROBANT_OIDC_AUDIENCE"),
        ({"public_url": ""}, "PROBANT_PUBLIC_URL"),
        ({"public_url": "http://probant.example"}, "PROBANT_PUBLIC_URL"),
        ({"public_url": "https://probant.example/here"}, "PROBANT_PUBLIC_URL"),
        ({"oidc_issuer": "http://login.example"}, "PROBANT_OIDC_ISSUER"),
        ({"oidc_issuer": "https://login.example?x=1"}, "PROBANT_OIDC_ISSUER"),
        ({"oidc_issuer": ""}, "PROBANT_OIDC_CLIENT_ID"),
        ({"oidc_issuer": "", "oidc_client_id": ""}, "PROBANT_IDENTITY_MAPPING"),
    ],
)
async def test_settings_that_can_t_be_are_told_at_the_start(
    tmp_path: Path, changes: dict[str, str], told: str
) -> None:
    with pytest.raises(Misconfigured, match=told):
        async with opened(tmp_path, **changes):
            pass
