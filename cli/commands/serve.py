"""`probant serve`"""

from __future__ import annotations

import asyncio
import contextlib

import click

from api.app import create_app
from cli.output import log_to_stderr, note
from core.settings import Settings
from flows.bootstrap import Installation, Wakers, open_installation, open_wakers
from governance.identity import check_listening
from ingest.sweep import keep_sweeping


@click.command("serve")
@click.option("--host", help="Address to listen on. [PROBANT_HOST]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on. [PROBANT_PORT]")
@click.option("--no-worker", is_flag=True, help="Leave the jobs to `probant worker`.")
def command(host: str | None, port: int | None, no_worker: bool) -> None:
    """Serve the HTTP API and the page at `/`.

    Without PROBANT_QUEUE_URL, the queue (Valkey) and a worker run in this process.
    """
    given = {"host": host, "port": port}
    settings = Settings.read()
    settings = settings.model_copy(update={k: v for k, v in given.items() if v is not None})
    check_listening(settings.host, settings.keys)
    log_to_stderr()
    asyncio.run(_serve(settings, with_worker=not no_worker))


async def _serve(settings: Settings, *, with_worker: bool) -> None:
    async with (
        open_wakers(settings) as wakers,
        open_installation(settings, wakers.queue, serving=True) as parts,
    ):
        if not settings.index_url:
            await parts.ingestor.recover()
        jobs = [_work(parts, wakers)] if with_worker else []
        tasks = [asyncio.create_task(job) for job in jobs]
        try:
            await _listen(parts, settings)
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with contextlib.suppress(asyncio.CancelledError):
                    await task


async def _work(parts: Installation, wakers: Wakers) -> None:
    """Run jobs, and sweep for those that a lost wake-up left behind, until cancelled."""
    async with asyncio.TaskGroup() as group:
        group.create_task(_jobs(parts, wakers))
        group.create_task(keep_sweeping(parts.ingestor, wakers.queue))


async def _jobs(parts: Installation, wakers: Wakers) -> None:
    await wakers.work(parts.ingestor.run)


async def _listen(parts: Installation, settings: Settings) -> None:
    import uvicorn

    config = uvicorn.Config(
        create_app(parts),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    note(f"Probant serves http://{settings.host}:{settings.port} (the API is described at /docs)")
    await uvicorn.Server(config).serve()
