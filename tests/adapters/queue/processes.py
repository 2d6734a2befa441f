"""Asks a Valkey who it is, and waits for the end of processes without polling them."""

from __future__ import annotations

import os
import select
import signal

from arq.connections import RedisSettings
from redis.asyncio import Redis

SOON_S = 60


def client(settings: RedisSettings) -> Redis:
    return Redis(unix_socket_path=settings.unix_socket_path, decode_responses=True)


async def process_of(settings: RedisSettings) -> int:
    redis = client(settings)
    try:
        return int((await redis.info("server"))["process_id"])
    finally:
        await redis.aclose()


def await_end(process: int, kill: bool = False) -> None:
    """Raises TimeoutError. A process that has ended before is a process that has ended."""
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return
    try:
        if kill:
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        if not select.select([descriptor], [], [], SOON_S)[0]:
            raise TimeoutError(f"process {process} goes on")
    finally:
        os.close(descriptor)
