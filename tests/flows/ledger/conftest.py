"""An installation with something to ask about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from flows.bootstrap import Installation
from tests.flows.ledger.kept import with_a_lease


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with with_a_lease(tmp_path) as parts:
        yield parts
