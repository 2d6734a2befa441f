"""`probant worker`"""

from __future__ import annotations

import asyncio
import signal

import click

from cli.output import log_to_stderr, note
from core.errors import Misconfigured
from core.settings import Settings
from flows.bootstrap import open_installation, open_wakers
from ingest.sweep import keep_sweeping


@click.command("worker")
def command() -> None:
    """Run jobs from the queue of PROBANT_QUEUE_URL until stopped."""
    settings = Settings.read()
    if not settings.queue_url:
        raise Misconfigured(
            "Without PROBANT_QUEUE_URL, `probant serve` is its own worker.",
            "Set PROBANT_QUEUE_URL to run workers of their own.",
        )
    log_to_stderr()
    asyncio.run(_until_stopped(settings))


async def _until_stopped(settings: Settings) -> None:
    working = asyncio.create_task(_work(settings))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, working.cancel)
    try:
        await working
    except asyncio.CancelledError:
        note("worker stopped")


async def _work(settings: Settings) -> None:
    async with open_wakers(settings) as wakers, open_installation(settings, wakers.queue) as parts:
        note(f"worker {parts.ingestor.name} waits for jobs")
        async with asyncio.TaskGroup() as group:
            group.create_task(keep_sweeping(parts.ingestor, wakers.queue))
            await wakers.work(parts.ingestor.run)
