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
from core.errors import Unavailable
from core.settings import Settings
from flows.bootstrap import Installation, Wakers, open_installation, open_wakers
from governance.identity import check_listening
from ingest.sweep import keep_sweeping

log = logging.getLogger(__name__)


@click.command("serve")
@click.option("--host", help="Address to listen on. [PROBANT_HOST]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on. [PROBANT_PORT]")
@click.option("--no-worker", is_flag=True, help="Leave the jobs to `probant worker`.")
def command(host: str | None, port: int | None, no_worker: bool) -> None:
    """Serve the HTTP API and the page at `/`.

    Without PROBANT_QUEUE_URL, the queue (Valkey) and a worker run in this process. SIGTERM and
    SIGINT stop it, jobs and stores put away, with exit status 0; a worker that broke, with 1.
    """
    given = {"host": host, "port": port}
    settings = Settings.read()
    settings = settings.model_copy(update={k: v for k, v in given.items() if v is not None})
    check_listening(settings.host, settings.keys)
    log_to_stderr()
    with contextlib.suppress(asyncio.CancelledError):  # a signal came before it served
        asyncio.run(_serve(settings, with_worker=not no_worker))


async def _serve(settings: Settings, *, with_worker: bool) -> None:
    this = asyncio.current_task()
    if this:
        _on_signals(this.cancel)
    async with (
        open_wakers(settings) as wakers,
        open_installation(settings, wakers.queue, serving=True) as parts,
    ):
        if not settings.index_url:
            await parts.ingestor.recover()
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


async def _work(parts: Installation, wakers: Wakers) -> None:
    """Run jobs, and sweep for those that a lost wake-up left behind, until cancelled."""
    async with asyncio.TaskGroup() as group:
        group.create_task(_jobs(parts, wakers))
        group.create_task(keep_sweeping(parts.ingestor, wakers.queue))


async def _jobs(parts: Installation, wakers: Wakers) -> None:
    await wakers.work(parts.ingestor.run)
