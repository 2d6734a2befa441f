from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from core.encoding import Encoder
from flows.bootstrap import Installation
from tests.parts import open_parts


@pytest_asyncio.fixture
async def parts(tmp_path: Path, encoder: Encoder) -> AsyncIterator[Installation]:
    """An installation without access keys, over empty stores."""
    async with open_parts(tmp_path, encoder) as parts:
        yield parts
