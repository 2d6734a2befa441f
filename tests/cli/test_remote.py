"""A server that is asked for the wrong thing, or is not what it should be."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from click.testing import CliRunner

from cli.backend import Upload
from cli.commands import documents as documents_command
from cli.remote import Remote
from core.errors import NotFound, ProbantError, Unavailable, Unreadable
from core.ids import CollectionId
from flows.bootstrap import Installation
from tests.api.clients import client_of
from tests.flows.lives import WordParser, names, text
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, open_parts, with_parser


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        yield with_parser(opened, WordParser())


@pytest.mark.parametrize(
    "typed",
    [
        "../collections/default",
        "x/../../collections/default?limit=1",
        "{id}/versions",
        "",
        ".",
        "..",
        "?",
        "#",
    ],
)
async def test_what_is_typed_as_an_id_leads_to_no_other_route(
    parts: Installation, tmp_path: Path, typed: str
) -> None:
    path = text(tmp_path, "bail.txt", "Le loyer")
    known = await parts.documents.add(USER, path, path.name, CollectionId("default"))
    typed = typed.format(id=known.document.id)
    async with client_of(parts) as client:
        remote = Remote(client)
        for call in (remote.delete, remote.document, remote.cancel, remote.requeue):
            with pytest.raises(ProbantError):
                await call(typed)
    assert await names(parts) == ["bail.txt"]


def answering(answer: Callable[[httpx.Request], httpx.Response]) -> Remote:
    transport = httpx.MockTransport(answer)
    return Remote(httpx.AsyncClient(transport=transport, base_url="http://server"))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>Please log in</html>"),
        httpx.Response(200, json=[]),
        httpx.Response(307, headers={"location": "https://server/v1/documents/"}),
        httpx.Response(404, json={"detail": "Not Found", "type": "about:blank"}),
    ],
)
async def test_a_server_that_is_none_of_ours_is_told_from_one(answer: httpx.Response) -> None:
    remote = answering(lambda request: answer)
    with pytest.raises(ProbantError, match=r"not as Probant does|knows no GET") as raised:
        await remote.documents(None, None)
    assert not isinstance(raised.value, NotFound | Unavailable)


async def test_a_file_that_grows_while_it_is_sent_is_refused_alone(tmp_path: Path) -> None:
    def grown(request: httpx.Request) -> httpx.Response:
        raise httpx.LocalProtocolError("Too much data for declared Content-Length")

    upload = Upload(text(tmp_path, "log.txt", "a line"), "default", "")
    with pytest.raises(Unreadable, match="changes"):
        await answering(grown).send(upload)


@pytest.mark.parametrize(
    "address", ["localhost:8440", "ftp://server", "http://", "http://server:99999", "http://["]
)
def test_an_address_that_is_none_is_wrong_usage(address: str) -> None:
    result: Any = CliRunner().invoke(documents_command.command, ["--server", address])
    assert result.exit_code == 2
    assert "http://HOST:PORT" in result.output
