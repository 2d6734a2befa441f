"""`probant serve`"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Coroutine
from typing import Any

import click

from api.app import create_app
from api.server import Server, server_of
from cli.output import log_to_stderr, note
from core.errors import Misconfigured, Unavailable
from core.jobs import Lane
from core.settings import Settings
from flows.bootstrap import Installation, Wakers, open_installation, open_wakers
from flows.chores import chores_of
from governance.identity import check_listening
from ingest.sweep import keep_at

log = logging.getLogger(__name__)


@click.command("serve")
@click.option("--host", help="Address to listen on. [PROBANT_HOST]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on. [PROBANT_PORT]")
@click.option("--no-worker", is_flag=True, help="Leave the jobs to `probant worker`.")
def command(host: str | None, port: int | None, no_worker: bool) -> None:
    """Serve the HTTP API and the page at `/`.

    A worker runs in this process, and without PROBANT_QUEUE_URL the queue (Valkey) too. SIGTERM
    and SIGINT stop it, jobs and stores put away, with exit status 0; a worker that broke, with 1.
    """
    given = {"host": host, "port": port}
    settings = Settings.read()
    settings = settings.model_copy(update={k: v for k, v in given.items() if v is not None})
    check_listening(settings.host, settings.identity)
    if no_worker:
        _check_others_can_work(settings)
    log_to_stderr()
    with contextlib.suppress(asyncio.CancelledError):  # a signal came before it served
        asyncio.run(_serve(settings, with_worker=not no_worker))


def _check_others_can_work(settings: Settings) -> None:
    """Raises `Misconfigured` where what is accepted would wait for ever."""
    if not (settings.queue_url and settings.index_url):
        raise Misconfigured(
            "With --no-worker nobody would work: embedded queue and index are this process's.",
            "Set PROBANT_QUEUE_URL and PROBANT_INDEX_URL, or leave the option out.",
        )


async def _serve(settings: Settings, *, with_worker: bool) -> None:
    this = asyncio.current_task()
    if this:
        _on_signals(this.cancel)
    async with (
        open_wakers(settings) as wakers,
        open_installation(settings, wakers.queue, serving=True) as parts,
    ):
        if with_worker:
            await parts.worker.recover(_ours_alone(settings))
        server = server_of(create_app(parts), settings.host, settings.port)
        _on_signals(server.stop)
        where = f"http://{settings.host}:{settings.port}"
        note(f"Probant serves {where} (the API is described at /docs)")
        if with_worker:
            await serve_beside(server, _work(parts, wakers))
        else:
            await server.serve()


def _on_signals(act: Callable[[], object]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, act)


async def serve_beside(server: Server, work: Coroutine[Any, Any, None]) -> None:
    """Serve until told to stop, and only as long as the work goes on; it is cancelled at the end.

    Raises `Unavailable` where the work broke: whoever supervises this process starts a new one.
    """
    working = asyncio.create_task(work)

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            log.error("the worker broke, and the service stops", exc_info=task.exception())
        server.stop()

    working.add_done_callback(ended)
    try:
        await server.serve()
    finally:
        working.cancel()
        await asyncio.wait({working})
    if not working.cancelled():
        raise Unavailable("The worker of this service broke.", "The log says why; start it again.")


def _ours_alone(settings: Settings) -> list[Lane]:
    """Lanes in which no other process can work, since this one owns the embedded index."""
    if settings.index_url:
        return []
    return [Lane.EMBED, Lane.ANSWER] if settings.queue_url else list(Lane)


async def _work(parts: Installation, wakers: Wakers) -> None:
    """Work in all lanes, and see to what comes again and again, until cancelled."""
    async with asyncio.TaskGroup() as group:
        group.create_task(wakers.work(parts.worker.work, list(Lane)))
        group.create_task(keep_at(chores_of(parts)))
