"""How queue and worker reach Redis or Valkey, and which errors mean that it does not answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from arq.connections import ArqRedis, RedisSettings, create_pool
from redis.exceptions import RedisError

from core.errors import Misconfigured, Unavailable
from core.jobs import Lane

PREFIX = "probant"
FUNCTION = "look"
"""The only function that workers know; its one argument is the name of a lane."""


def queue_of(prefix: str, lane: Lane) -> str:
    """A lane's own queue, so that a worker is woken for what it can do."""
    return f"{prefix}:{lane.value}"


OUTAGES = (RedisError, OSError)
"""OSError includes TimeoutError and ConnectionError."""

_SCHEMES = {"valkey": "redis", "valkeys": "rediss"}


def settings_at(url: str) -> RedisSettings:
    """Settings for a redis://, rediss://, valkey://, valkeys:// or unix:// address.

    Raises Misconfigured, which never shows a password.
    """
    scheme, separator, rest = url.partition("://")
    try:
        settings = RedisSettings.from_dsn(_SCHEMES.get(scheme, scheme) + separator + rest)
    except (RuntimeError, ValueError) as error:
        raise Misconfigured(
            "PROBANT_QUEUE_URL is not the address of a Redis or Valkey server.",
            "Write redis://user:password@host:6379/0, rediss://… or unix:///path/to/socket.",
        ) from error
    # arq leaves what had to be percent-encoded in a password as it is.
    parts = urlsplit(url)
    return replace(
        settings,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def to_json(data: dict[str, Any]) -> bytes:
    # arq also serialises its own exceptions, as the result of a job that it gave up.
    return json.dumps(data, default=repr).encode()


def from_json(data: bytes) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(data)
    return loaded


async def connect(settings: RedisSettings, queue: str) -> ArqRedis:
    """Raises one of `OUTAGES`, at once: whoever calls has a way of trying again."""
    return await create_pool(
        replace(settings, conn_retries=0),
        job_serializer=to_json,
        job_deserializer=from_json,
        default_queue_name=queue,
    )


def described(error: Exception) -> str:
    """One line; some errors, as those of a time-out, say nothing but their name."""
    return str(error).strip(". ") or type(error).__name__


@contextmanager
def outages() -> Iterator[None]:
    """Turns `OUTAGES` to `Unavailable`. Their messages name the host, never the password."""
    try:
        yield
    except OUTAGES as error:
        raise Unavailable(
            f"The queue does not answer: {described(error)}.",
            "Check that Redis or Valkey runs there and takes this user and password.",
        ) from error
