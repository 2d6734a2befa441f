"""The real parsers in this process, where a child for each file would only cost time; writers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from adapters.parsers import formats, task
from core.encoding import Encoder
from core.ports import PagesTold, untold
from core.readings import Parsed
from core.verdicts import Policy
from flows.ask import Asker
from flows.bootstrap import Installation
from retrieval.answer import Writer
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


def writing_with(asker: Asker, writer: Writer, policy: Policy = Policy.DROP) -> Asker:
    """The same asker, with a writer and a policy of the test's own."""
    return replace(asker, composer=replace(asker.composer, writer=writer, policy=policy))
