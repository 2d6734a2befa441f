"""Where a command's work is done: in this process, or by a server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from core.settings import Settings
from flows.ask import Question

Progress = Callable[[str, int, int], None]
Json = dict[str, Any]


class Backend(Protocol):
    """The same JSON objects, wherever they come from. Every method raises `ProbantError`."""

    async def ingest(self, path: Path, name: str, collection: str, progress: Progress) -> Json:
        """Read one file; the document with its final status."""
        ...

    async def search(self, question: Question, limit: int) -> Json: ...

    async def ask(self, question: Question) -> Json: ...

    async def documents(self) -> list[Json]: ...

    async def delete(self, document: str) -> None: ...


@asynccontextmanager
async def open_backend(server: str | None) -> AsyncIterator[Backend]:
    """The server's, where one is named; else the one of this process."""
    settings = Settings.read()
    if server:
        from cli.remote import open_remote

        async with open_remote(server, settings) as remote:
            yield remote
    else:
        from cli.local import open_local

        async with open_local(settings) as local:
            yield local
