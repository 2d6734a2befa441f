"""Keeps child processes running until told to stop: one worker a GPU."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

import click

from cli.output import note
from core.errors import Misconfigured

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
LIVED_S = 60.0
"""A child that lasted this long is started again as if it were the first time."""
GRACE_S = 30.0
"""For a child to give its jobs back before it is killed; they would come back by themselves."""
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Child:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str]


def workers_on(wanted: str, gpus: Sequence[str], command: Sequence[str]) -> list[Child]:
    """A child for each of the `wanted` GPUs (`all`, or how many), each seeing its own alone.

    Raises `Misconfigured` where CUDA sees fewer.
    """
    if wanted != "all" and not re.fullmatch(r"[1-9]\d{0,3}", wanted):
        raise click.UsageError("--gpus takes `all`, or how many GPUs.")
    count = max(1, len(gpus)) if wanted == "all" else int(wanted)
    if len(gpus) < count:
        seen = len(gpus) or "none"
        raise Misconfigured(
            f"--gpus {wanted}: CUDA sees {seen}.",
            "Without --gpus, a worker takes the device there is. See docs/gpu.md.",
        )
    return [
        Child(f"worker on GPU {gpu}", command, {**os.environ, "CUDA_VISIBLE_DEVICES": gpu})
        for gpu in gpus[:count]
    ]


async def supervise(
    children: Sequence[Child],
    *,
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    clock: Callable[[], float] = monotonic,
    grace_s: float = GRACE_S,
) -> None:
    """Run every child, and start again whichever ends; when this is cancelled, stop them all.

    A child that keeps ending is started after pauses that grow. It is stopped by SIGTERM, and by
    SIGKILL `grace_s` later; it also gets SIGTERM when this process dies (on Linux).
    """
    async with asyncio.TaskGroup() as group:
        for child in children:
            group.create_task(_keep(child, pause, clock, grace_s))


async def _keep(
    child: Child,
    pause: Callable[[float], Awaitable[object]],
    clock: Callable[[], float],
    grace_s: float,
) -> None:
    pause_s = FIRST_PAUSE_S
    while True:
        started = clock()
        status = await _run(child, grace_s)
        if clock() - started >= LIVED_S:
            pause_s = FIRST_PAUSE_S
        note(f"{child.name} ended with status {status}, and starts again in {pause_s:.0f} s")
        await pause(pause_s)
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


async def _run(child: Child, grace_s: float) -> int:
    """Its exit status. Cancelled, it stops the child first."""
    process = await asyncio.create_subprocess_exec(
        *child.command,
        env=dict(child.environment),
        start_new_session=True,  # Ctrl-C is for us, who then tell each child once
        preexec_fn=_end_with_parent if _LIBC else None,
    )
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            await _stop(process, grace_s)


async def _stop(process: asyncio.subprocess.Process, grace_s: float) -> None:
    process.terminate()
    try:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), grace_s)
    finally:
        if process.returncode is None:
            process.kill()
    await process.wait()


# Loaded before any child is made: between fork and exec nothing should be imported.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
