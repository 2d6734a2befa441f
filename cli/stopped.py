"""What someone is told who stops a long command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cli.output import note
from core.errors import Unavailable

_AGAIN = "Run the same command again to go on: nothing is sent or read twice."


@contextmanager
def saying_how_to_go_on(server: str | None) -> Iterator[None]:
    """Adds it to Ctrl-C and to an outage."""
    try:
        yield
    except KeyboardInterrupt:
        note(f"{server} goes on reading what it has. {_AGAIN}" if server else _AGAIN)
        raise
    except Unavailable as error:
        raise Unavailable(error.detail, f"{error.remedy} {_AGAIN}".strip()) from error
