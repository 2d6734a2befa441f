"""The real parsers in this process: for files of ours, where a child each would only cost time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.parsers import formats, task
from core.encoding import Encoder
from core.ports import PagesTold, untold
from core.readings import Parsed
from flows.bootstrap import Installation
from tests.parts import open_parts, with_parser

_one_at_a_time = threading.Lock()
"""pdfium breaks where two threads use it."""


def _read(path: Path, media_type: str) -> Parsed:
    with _one_at_a_time:
        return task.read(path, media_type)


class Uncaged:
    """Implements `core.ports.Parser`."""

    signs = formats.signs()

    def fingerprint(self, media_type: str) -> str:
        return formats.fingerprint(media_type)

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        return await asyncio.to_thread(_read, path, media_type)


@asynccontextmanager
async def open_uncaged(
    folder: Path, encoder: Encoder, **settings: object
) -> AsyncIterator[Installation]:
    """As `tests.parts.open_parts`, without a child for each file."""
    async with open_parts(folder, encoder, **settings) as parts:
        yield with_parser(parts, Uncaged())
