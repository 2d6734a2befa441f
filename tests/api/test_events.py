"""Progress as server-sent events, over a real connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.app import create_app
from api.places import OF_CALLER, OF_ENTITY
from api.streams import MOST_OPEN, Streams
from core.errors import Busy
from core.ids import BatchId, DocumentId, KeyId, new_batch_id
from core.principals import Principal, Role
from flows.bootstrap import Installation
from governance.identity import local_user
from tests.api.clients import bearer
from tests.api.served import Counting, serving
from tests.flows.lives import DEFAULT, WordParser, text
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, USER, a_key, a_person, open_parts, with_parser

pytestmark = pytest.mark.asyncio

SOON_S = 60
OTHER = a_person("user", "south")


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        yield with_parser(opened, WordParser())


@asynccontextmanager
async def served(
    parts: Installation,
) -> AsyncIterator[tuple[httpx.AsyncClient, FastAPI, Counting]]:
    app = create_app(parts, look_every_s=0.01)
    async with (
        serving(app) as (url, counting),
        httpx.AsyncClient(base_url=url, timeout=SOON_S) as client,
        asyncio.timeout(SOON_S),
    ):
        yield client, app, counting


async def sent(parts: Installation, folder: Path) -> tuple[DocumentId, BatchId]:
    batch = new_batch_id()
    path = text(folder, "a.txt", "some words")
    accepted = await parts.documents.add(USER, path, path.name, DEFAULT, batch=batch)
    return accepted.document.id, batch


async def events(response: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    name = ""
    async for line in response.aiter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


async def test_a_batch_is_told_as_it_goes_on(parts: Installation, tmp_path: Path) -> None:
    _, batch = await sent(parts, tmp_path)
    async with served(parts) as (client, _, _):
        async with client.stream("GET", f"/v1/batches/{batch}/events") as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            seen = events(response)
            name, first = await anext(seen)
            assert (name, first["queued"], first["is_final"]) == ("progress", 1, False)
            await parts.worker.until_idle()
            rest = [one async for one in seen]
        name, last = rest[-1]
        assert (name, last["done"], last["is_final"]) == ("end", 1, True)
        assert {name for name, _ in rest[:-1]} == {"progress"}


async def test_a_document_is_told_to_its_end(parts: Installation, tmp_path: Path) -> None:
    document, _ = await sent(parts, tmp_path)
    async with served(parts) as (client, _, _):
        path = f"/v1/documents/{document}/events"
        async with client.stream("GET", path) as response:
            seen = events(response)
            assert (await anext(seen))[1]["status"] == "queued"
            await parts.worker.until_idle()
            rest = [one async for one in seen]
        assert rest[-1][0] == "end"
        assert (rest[-1][1]["status"], rest[-1][1]["job"]) == ("indexed", None)
        async with client.stream("GET", path) as response:  # nothing is under way any more
            assert [name async for name, _ in events(response)] == ["progress", "end"]


async def test_a_document_deleted_meanwhile_ends_in_an_error(
    parts: Installation, tmp_path: Path
) -> None:
    document, _ = await sent(parts, tmp_path)
    async with (
        served(parts) as (client, _, _),
        client.stream("GET", f"/v1/documents/{document}/events") as response,
    ):
        seen = events(response)
        await anext(seen)
        await parts.documents.delete(USER, document)
        rest = [one async for one in seen]
    assert rest[-1][0] == "error"
    assert rest[-1][1]["type"].endswith("/gone")


@pytest.mark.parametrize("what", ["documents", "batches"])
async def test_a_key_that_is_taken_back_is_told_no_more(tmp_path: Path, what: str) -> None:
    async with open_parts(tmp_path / "data", FakeEncoder(), identity="required") as parts:
        key = await a_key(parts, HERE, Role.READER)
        document, batch = await sent(parts, tmp_path)
        path = f"/v1/{what}/{document if what == 'documents' else batch}/events"
        async with (
            served(parts) as (client, _, _),
            client.stream("GET", path, headers=bearer(key)) as response,
        ):
            seen = events(response)
            await anext(seen)
            await parts.keys.revoke(local_user(HERE), KeyId(key.split("_")[1]))
            [(name, problem)] = [one async for one in seen]
    assert (name, problem["status"]) == ("error", 401)


async def test_what_is_not_there_is_a_404_and_no_stream(parts: Installation) -> None:
    async with served(parts) as (client, app, _):
        for path in (f"/v1/batches/{new_batch_id()}", "/v1/documents/none"):
            assert (await client.get(f"{path}/events")).status_code == 404
        assert app.state.streams.open == 0


async def test_a_client_that_goes_leaves_its_place(parts: Installation, tmp_path: Path) -> None:
    _, batch = await sent(parts, tmp_path)
    async with served(parts) as (client, app, counting):
        path = f"/v1/batches/{batch}/events"
        async with client.stream("GET", path) as response:
            await anext(events(response))
            assert app.state.streams.open == 1
        await counting.until_still()  # the server hears of it
        assert app.state.streams.open == 0


async def test_no_more_streams_than_are_kept(parts: Installation, tmp_path: Path) -> None:
    _, batch = await sent(parts, tmp_path)
    async with served(parts) as (client, app, _):
        app.state.streams = Streams(1)
        path = f"/v1/batches/{batch}/events"
        async with client.stream("GET", path) as response:
            seen = events(response)  # who lets go of it lets go of the stream
            await anext(seen)
            refused = await client.get(path)
            assert refused.status_code == 429
            assert refused.headers["retry-after"].isdigit()


async def test_a_place_is_given_back_whatever_happens() -> None:
    streams = Streams(1)
    for _ in range(3):
        with pytest.raises(ValueError, match="broke"), streams.one(USER):
            raise ValueError("broke")
    with streams.one(USER), pytest.raises(Busy), streams.one(OTHER):
        pass
    assert streams.open == 0
    assert MOST_OPEN > 1


async def test_who_keeps_all_streams_open_that_they_can_leaves_some_for_others() -> None:
    """By one key, by several that they gave, or with all others of their entity."""
    streams = Streams()
    theirs = [USER, *(a_person(f"key:{n}", HERE, held_by=USER.id) for n in range(3))]
    with ExitStack() as opened:
        assert _as_many_as_can(streams, opened, theirs) == int(OF_CALLER * MOST_OPEN)
        opened.enter_context(streams.one(a_person("user:colleague", HERE)))
        colleagues = [a_person(f"user:{n}", HERE) for n in range(MOST_OPEN)]
        _as_many_as_can(streams, opened, colleagues)
        assert streams.open == int(OF_ENTITY * MOST_OPEN)
        for _ in range(8):
            opened.enter_context(streams.one(OTHER))
    assert streams.open == 0


def _as_many_as_can(streams: Streams, opened: ExitStack, callers: Sequence[Principal]) -> int:
    taken = 0
    for caller in [*callers] * MOST_OPEN:
        with suppress(Busy):
            opened.enter_context(streams.one(caller))
            taken += 1
    return taken
