"""Finds who does a command's work: this process, or a server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from cli.backend import Backend
from core.settings import Settings


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
