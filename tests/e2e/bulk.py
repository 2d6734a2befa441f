"""A server in this process that works, and commands beside it in processes of their own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.app import create_app
from cli.local import Local
from core.formats import Sign
from core.ports import PagesTold, untold
from core.readings import Parsed
from flows.bootstrap import Installation
from tests.api.served import Counting, serving
from tests.e2e.conftest import heed_interrupts
from tests.flows.lives import WordParser
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, open_parts, with_parser

_PROBANT = Path(sys.executable).with_name("probant")
_SOON_S = 240


@dataclass
class CountingParser:
    """Counts how often each text is read, and can be held up."""

    signs: tuple[Sign, ...] = ()
    read: Counter[str] = field(default_factory=Counter)
    words: WordParser = field(default_factory=WordParser)
    reading: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it was asked to read something."""
    _may_read: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.go_on()

    def hold(self) -> None:
        """Read nothing until `go_on`."""
        self._may_read.clear()

    def go_on(self) -> None:
        self._may_read.set()

    def fingerprint(self, media_type: str) -> str:
        return self.words.fingerprint(media_type)

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        self.reading.set()
        await self._may_read.wait()
        self.read[await asyncio.to_thread(path.read_text, "utf-8")] += 1
        return await self.words.parse(path, media_type, tell)


@dataclass(frozen=True)
class Server:
    url: str
    parts: Installation
    counting: Counting
    parser: CountingParser

    async def said(self, *arguments: str) -> Any:
        """The JSON that a command through this server prints."""
        async with started(*arguments, "--server", self.url, "--json") as process:
            stdout, stderr = await process.communicate()
        assert process.returncode == 0, stderr.decode()
        return json.loads(stdout)


@asynccontextmanager
async def working_server(data: Path) -> AsyncIterator[Server]:
    """Documents that are sent to it are read and embedded."""
    parser = CountingParser()
    async with open_parts(data, FakeEncoder()) as opened, asyncio.timeout(_SOON_S):
        parts = with_parser(opened, parser)
        async with serving(create_app(parts)) as (url, counting):
            work = asyncio.create_task(Local(parts, USER).work())
            try:
                yield Server(url, parts, counting, parser)
            finally:
                work.cancel()
                await asyncio.wait({work})


@asynccontextmanager
async def started(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A command, killed at the end if it still runs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PROBANT_")}
    process = await asyncio.create_subprocess_exec(
        *(_PROBANT, *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=kept,
        preexec_fn=heed_interrupts,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
