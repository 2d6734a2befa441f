"""An application behind a real server in this process, which counts what it answers."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.server import server_of


@dataclass
class Counting:
    """Passes requests on, and counts the answers by (method, path, status)."""

    app: ASGIApp
    answers: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    under_way: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.answers[scope["method"], scope["path"], message["status"]] += 1
                async with self.changed:
                    self.changed.notify_all()
            await send(message)

        self.under_way += 1
        try:
            await self.app(scope, receive, counted)
        finally:
            self.under_way -= 1
            async with self.changed:
                self.changed.notify_all()

    async def until(self, method: str, path: str, status: int, count: int) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: self.answers[method, path, status] >= count)

    async def until_still(self) -> None:
        """Nothing is under way: what a client that died had sent is answered."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.under_way == 0)


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[tuple[str, Counting]]:
    """The base URL of a server over the application, and what counts its answers."""
    counting = Counting(app)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = server_of(counting, "127.0.0.1", 0)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", counting
        finally:
            server.stop()
            await running
