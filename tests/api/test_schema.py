"""Every route, asked in every way that its description allows, and in ways that it forbids.

Nothing may break, and the description may promise nothing else than what is answered: status,
content type, headers, the shape of the body. `PROBANT_TEST_SCHEMA_EXAMPLES` asks for more of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from core.identity import Identity
from tests.api.clients import bearer
from tests.api.described import checked
from tests.api.known import Known, filled
from tests.api.served import Counting, serving
from tests.contracts.databases import fresh_postgres
from tests.e2e.outages import working
from tests.flows.lives import WordParser
from tests.ingest.fakes import FakeEncoder
from tests.parts import a_key, open_parts, with_parser

pytestmark = [pytest.mark.asyncio, pytest.mark.slow, pytest.mark.timeout(7200)]

MORE = int(os.environ.get("PROBANT_TEST_SCHEMA_EXAMPLES", "0"))
OF_PROVIDER = "/auth/logout"
"""It is there only where people sign in."""
_LOOK_S = 0.02
_BODIES = {"post", "put", "patch"}


@asynccontextmanager
async def served(
    folder: Path, identity: Identity = Identity.LOCAL, database: str = ""
) -> AsyncIterator[tuple[httpx.AsyncClient, Counting, Known]]:
    """A server at work over some documents, what it answers, and what is there.

    Where identity is required, the client has a key with every role.
    """
    settings = {"identity": identity, "database_url": database}
    async with open_parts(folder / "data", FakeEncoder(), **settings) as opened:
        headers = {} if identity is Identity.LOCAL else bearer(await a_key(opened))
        parts = with_parser(opened, WordParser())
        app = create_app(parts, look_every_s=_LOOK_S)
        async with (
            serving(app) as (url, counting),
            httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as client,
        ):
            known = await filled(parts, client, folder)
            counting.answers.clear()
            async with working(parts):
                yield client, counting, known


async def operations(client: httpx.AsyncClient) -> list[tuple[str, str, Any]]:
    """Method, path and description of each."""
    document = (await client.get("/openapi.json")).json()
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


async def test_every_route_answers_as_it_is_described(tmp_path: Path) -> None:
    async with served(tmp_path) as (client, counting, known):
        status, report = await checked(str(client.base_url), tmp_path, known, examples=MORE or 10)
        described = await operations(client)
    assert status == 0, report
    reached = {(method, path) for (method, path, code) in counting.answers if code < 300}
    missed = [
        f"{method} {path}"
        for method, path, _ in described
        if path != OF_PROVIDER
        and not any(m == method.upper() and _is_of(path, p) for m, p in reached)
    ]
    assert missed == [], "nothing that is there was asked of them"


def _is_of(template: str, path: str) -> bool:
    return bool(re.fullmatch(re.sub(r"\\\{\w+\\\}", ".+", re.escape(template)), path))


@pytest.fixture(scope="module")
def database(postgres: str) -> Iterator[str]:
    with fresh_postgres(postgres) as url:
        yield url


async def test_it_does_so_with_a_key_and_on_postgresql(tmp_path: Path, database: str) -> None:
    async with served(tmp_path, Identity.REQUIRED, database) as (client, _, known):
        status, report = await checked(
            *(str(client.base_url), tmp_path, known),
            examples=MORE or 4,
            key=client.headers["authorization"].removeprefix("Bearer "),
            phases="examples,fuzzing",
        )
    assert status == 0, report


async def test_without_the_key_nothing_is_told(tmp_path: Path) -> None:
    async with served(tmp_path, Identity.REQUIRED) as (client, _, known):
        described = await operations(client)
        key = client.headers.pop("authorization").removeprefix("Bearer ")
        for method, path, operation in described:
            if not path.startswith("/v1"):
                continue
            assert operation.get("security") == [{"HTTPBearer": []}], f"{method} {path}"
            asked = re.sub(r"\{(\w+)\}", lambda name: known.get(f"path.{name[1]}", ["1"])[0], path)
            answers = [
                await client.request(method, asked, headers={"Authorization": sent})
                for sent in ("", "Bearer wrong-key-0123456789", f"Basic {key}")
            ]
            assert {answer.status_code for answer in answers} == {401}, f"{method} {path}"
            assert len({answer.text for answer in answers}) == 1
