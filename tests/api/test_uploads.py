"""An upload is decided about before its body is read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from api.places import OF_CALLER, OF_ENTITY
from api.state import PRINCIPAL
from api.uploads import AT_ONCE, UploadGate
from core.encoding import Encoder
from tests.api.clients import client_at, client_of
from tests.api.served import serving
from tests.parts import a_key, a_person, open_parts

pytestmark = pytest.mark.asyncio

SOON_S = 60
MULTIPART = {"content-type": "multipart/form-data; boundary=x"}


class Body:
    """A body that tells whether anyone has read from it."""

    def __init__(self) -> None:
        self.was_read = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.was_read = True
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        yield b"Loyer annuel : 12 000 euros.\r\n--x--\r\n"


async def test_without_a_key_its_body_is_not_read(tmp_path: Path, encoder: Encoder) -> None:
    async with (
        open_parts(tmp_path, encoder, identity="required") as parts,
        client_of(parts) as client,
    ):
        key = await a_key(parts)
        for sent in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {key}"}):
            body = Body()
            headers = MULTIPART | sent
            refused = await client.post("/v1/documents", content=body, headers=headers)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"] == "Bearer"
            assert refused.headers["content-type"] == "application/problem+json"
            assert not body.was_read
        body = Body()
        headers = MULTIPART | {"Authorization": f"bearer {key}"}
        taken = await client.post("/v1/documents", content=body, headers=headers)
        assert taken.status_code == 202
        assert body.was_read


class Known:
    """An application before which it is found out who asks, as they say: `key<giver@entity`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            said = dict(scope["headers"]).get(b"x-who", b"user@here").decode()
            person, _, entity = said.partition("@")
            key, _, giver = person.partition("<")
            scope.setdefault("state", {})[PRINCIPAL] = a_person(key, entity, held_by=giver)
        await self._app(scope, receive, send)


class Held:
    """An application that answers when it may."""

    def __init__(self, full_at: int = AT_ONCE) -> None:
        self.under_way, self._full_at = 0, full_at
        self.full = asyncio.Event()
        self.may_end = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.under_way += 1
        if self.under_way == self._full_at:
            self.full.set()
        if scope["method"] == "POST":
            await self.may_end.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def test_one_upload_too_many_is_asked_to_come_back() -> None:
    held = Held()
    async with client_at(Known(UploadGate(held))) as client, asyncio.timeout(SOON_S):
        uploads = [asyncio.create_task(_upload(client, f"u@e{n}")) for n in range(AT_ONCE)]
        await held.full.wait()
        refused = await _upload(client)
        assert refused.status_code == 503
        assert refused.headers["retry-after"].isdigit()
        assert refused.json()["type"].endswith("unavailable")
        assert (await client.get("/v1/documents")).status_code == 204  # others are not held up
        held.may_end.set()
        done = await asyncio.gather(*uploads)
        assert {response.status_code for response in done} == {204}
        assert (await _upload(client)).status_code == 204


@pytest.mark.parametrize(
    ("attackers", "share"),
    [
        (["attacker@here"], OF_CALLER),
        (["attacker@here", "key:1<attacker@here", "key:2<attacker@here"], OF_CALLER),
        ([f"attacker{n}@here" for n in range(AT_ONCE)], OF_ENTITY),
    ],
    ids=["one", "one with several keys", "all of one entity"],
)
async def test_who_takes_all_places_that_they_can_leaves_some_for_others(
    attackers: list[str], share: float
) -> None:
    """Of another entity and, where it was one of theirs alone, of their own."""
    most = int(share * AT_ONCE)
    victims = ["victim@south", *(["victim@here"] if share == OF_CALLER else [])]
    held = Held(most + len(victims))
    async with client_at(Known(UploadGate(held))) as client, asyncio.timeout(SOON_S):
        slow = [
            asyncio.create_task(_upload(client, attackers[n % len(attackers)]))
            for n in range(3 * AT_ONCE)
        ]
        await asyncio.wait(slow, return_when=asyncio.FIRST_COMPLETED)
        waiting = [asyncio.create_task(_upload(client, victim)) for victim in victims]
        await held.full.wait()
        held.may_end.set()
        assert {(await one).status_code for one in waiting} == {204}
        statuses = [(await one).status_code for one in slow]
        assert (statuses.count(204), statuses.count(503)) == (most, 3 * AT_ONCE - most)


async def _upload(client: httpx.AsyncClient, who: str = "user@here") -> httpx.Response:
    return await client.post("/v1/documents", content=b"", headers={"x-who": who})


class Slow:
    """Reads a body to its end, or to the end of its client, and then answers."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.begun.set()
        status, message = 204, await receive()
        while message.get("more_body"):
            message = await receive()
        if message["type"] == "http.disconnect":
            status = 400
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def gated(silence_s: float) -> AsyncIterator[tuple[Slow, str]]:
    """A real server that takes one upload at once."""
    slow = Slow()
    gate = UploadGate(slow, at_once=1, silence_s=silence_s)
    async with serving(Known(gate)) as (url, _), asyncio.timeout(SOON_S):
        yield slow, url


@asynccontextmanager
async def hanging(url: str) -> AsyncIterator[None]:
    """An upload of which no more than the beginning comes."""
    address = httpx.URL(url)
    _, writer = await asyncio.open_connection(address.host, address.port)
    head = f"POST /v1/documents HTTP/1.1\r\nHost: {address.host}\r\nContent-Length: 1000\r\n\r\n"
    writer.write(head.encode() + b"the beginning")
    try:
        yield
    finally:
        writer.close()


async def test_who_is_sending_still_sees_that_there_is_no_place(tmp_path: Path) -> None:
    async with (
        gated(SOON_S) as (slow, url),
        hanging(url),
        httpx.AsyncClient(base_url=url, timeout=SOON_S) as client,
    ):
        await slow.begun.wait()
        for _ in range(3):
            refused = await client.post("/v1/documents", content=b"x" * 5_000_000)
            assert refused.status_code == 503
            assert refused.headers["retry-after"].isdigit()


async def test_an_upload_that_falls_silent_gives_its_place_back(tmp_path: Path) -> None:
    async with (
        gated(0.01) as (slow, url),
        hanging(url),
        httpx.AsyncClient(base_url=url, timeout=SOON_S) as client,
    ):
        await slow.begun.wait()
        answer = await client.post("/v1/documents", content=b"x")
        while answer.status_code == 503:
            answer = await client.post("/v1/documents", content=b"x")
        assert answer.status_code == 204
