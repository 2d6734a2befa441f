"""The HTTP server, which leaves signals to the command that runs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

GRACE_S = 5
"""What requests under way get to end in."""


class Server(uvicorn.Server):
    """Stops when it is told to.

    uvicorn would raise a signal it caught once more, with the default handler, as soon as it has
    stopped listening: the process would end before jobs are put away and stores are closed.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield

    def stop(self) -> None:
        """Have `serve` return once the requests under way have ended, or their grace has."""
        self.should_exit = True


def server_of(app: ASGIApp, host: str, port: int) -> Server:
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    return Server(config)
