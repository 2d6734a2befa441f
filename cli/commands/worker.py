"""`probant worker`"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Coroutine, Sequence
from typing import Any

import click

from cli.output import log_to_stderr, note
from cli.supervise import supervise, workers_on
from core.errors import Misconfigured
from core.jobs import READING, Lane
from core.settings import Settings
from flows.bootstrap import open_installation, open_wakers, visible_gpus
from flows.chores import chores_of
from ingest.sweep import keep_at

COMMAND = [
    *(sys.executable, "-c", "from cli.main import main; main()"),
    *("worker", "--lane", Lane.EMBED.value),
]
"""The worker of one GPU."""


_LANES = {
    None: list(Lane),
    Lane.READ.value: [Lane.READ],
    # Cells of grids need what embedding needs: the model and the index.
    Lane.EMBED.value: [Lane.EMBED, Lane.ANSWER],
}


@click.command("worker")
@click.option(
    "--lane",
    type=click.Choice([lane.value for lane in READING]),
    help="read: parse, with processors alone. embed: with the model and the index. [both]",
)
@click.option("--gpus", metavar="all|N", help="Embed: a process for each of so many GPUs.")
def command(lane: str | None, gpus: str | None) -> None:
    """Work for the queue of PROBANT_QUEUE_URL until stopped."""
    settings = Settings.read()
    if not settings.queue_url:
        raise Misconfigured(
            "Without PROBANT_QUEUE_URL, `probant serve` is its own worker.",
            "Set PROBANT_QUEUE_URL to run workers of their own.",
        )
    log_to_stderr()
    if gpus:
        if lane != Lane.EMBED:
            raise click.UsageError("--gpus goes with --lane embed.")
        _check_shared(settings)
        asyncio.run(_until_stopped(supervise(workers_on(gpus, visible_gpus(), COMMAND))))
    else:
        lanes = _LANES[lane]
        asyncio.run(_until_stopped(_work(settings, lanes)))


def _check_shared(settings: Settings) -> None:
    if not settings.index_url:
        raise Misconfigured(
            "--gpus needs an index for several processes; the embedded one has one owner.",
            "Set PROBANT_INDEX_URL.",
        )


async def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    working = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, working.cancel)
    try:
        await working
    except asyncio.CancelledError:
        note("worker stopped")


async def _work(settings: Settings, lanes: Sequence[Lane]) -> None:
    async with (
        open_wakers(settings) as wakers,
        open_installation(settings, wakers.queue, index=lanes != [Lane.READ]) as parts,
    ):
        if lanes != [Lane.READ] and not settings.index_url:
            # Who owns the embedded index works alone.
            await parts.worker.recover([Lane.EMBED, Lane.ANSWER])
        note(f"{parts.worker.name} waits for work: {' and '.join(lanes)}")
        async with asyncio.TaskGroup() as group:
            group.create_task(keep_at(chores_of(parts)))
            await wakers.work(parts.worker.work, lanes)
