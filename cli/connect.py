"""Finds who does a command's work: this process, or a server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from cli.backend import Backend
from core.settings import Settings


@asynccontextmanager
async def open_backend(
    server: str | None, *, finish: bool = True, index: bool = True
) -> AsyncIterator[Backend]:
    """The server's, where one is named; else the one of this process.

    With `finish`, this process first reads what an interrupted command left behind; without
    `index`, it opens neither an index nor a model.
    """
    settings = Settings.read()
    if server:
        from cli.remote import open_remote

        async with open_remote(server, settings) as remote:
            yield remote
    else:
        from cli.local import open_local

        async with open_local(settings, finish=finish, index=index) as local:
            yield local
