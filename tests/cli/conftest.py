"""What commands ask: an installation in this process, and the same one by its server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cli.backend import Backend
from cli.local import Local
from cli.remote import Remote
from flows.bootstrap import Installation
from governance.identity import local_user
from tests.api.clients import client_of
from tests.flows.lives import WordParser, text
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, open_parts, with_parser


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        yield with_parser(opened, WordParser())


@pytest_asyncio.fixture(params=["local", "remote"])
async def backend(request: pytest.FixtureRequest, parts: Installation) -> AsyncIterator[Backend]:
    if request.param == "local":
        yield Local(parts, local_user(HERE))
    else:
        async with client_of(parts) as client:
            yield Remote(client)


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    return text(tmp_path, "bail.txt", "Le loyer est de 1000 euros.")
