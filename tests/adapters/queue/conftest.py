from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.queue.valkey import EmbeddedValkey


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    with EmbeddedValkey(tmp_path / "valkey") as server:
        yield server
