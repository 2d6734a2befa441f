"""Assembles an installation from settings: the one place of the flows that knows adapters."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.encoding import Encoder
from core.errors import Misconfigured
from core.ids import JobId
from core.indexing import VectorIndex
from core.ports import Database, Parser, Queue
from core.principals import AccessScope, Classification, SearchFilter
from core.settings import Settings
from flows.ask import Asker
from flows.describe import Describer
from flows.documents import Documents
from flows.pages import Pages
from ingest.bootstrap import (
    build_blobs,
    build_ingestor,
    build_parser,
    build_renderer,
    build_unpacker,
)
from ingest.jobs import Ingestor
from retrieval.bootstrap import build_extractor, build_retriever, build_verifier, build_writer

if TYPE_CHECKING:
    from adapters.queue.direct import DirectQueue
    from adapters.queue.valkey import EmbeddedValkey

log = logging.getLogger(__name__)

WORKERS = 2
"""Documents a process reads at once: while one is embedded, another is parsed in its own child."""


@dataclass(frozen=True, slots=True)
class Installation:
    """The assembled parts that the edges (command line, HTTP, worker) use."""

    settings: Settings
    uploads: Path
    database: Database
    queue: Queue
    index: VectorIndex
    encoder: Encoder
    documents: Documents
    describer: Describer
    pages: Pages
    asker: Asker
    ingestor: Ingestor

    async def check(self) -> None:
        """Raises `Unavailable` where the database, the index or the queue does not answer."""
        public = AccessScope(self.settings.local_entity, Classification.PUBLIC)
        async with self.database.begin() as unit:
            await unit.documents.count(public)
        await self.index.count(SearchFilter(public))
        await self.queue.check()


@asynccontextmanager
async def open_installation(
    settings: Settings,
    queue: Queue,
    *,
    serving: bool = False,
    encoder: Encoder | None = None,
    parser: Parser | None = None,
) -> AsyncIterator[Installation]:
    """The parts over the stores that the settings name, closed at the end.

    `serving` says that this process will listen where the settings say. An encoder or a parser that
    the caller holds takes the place of the one that the settings name.

    Raises `StoreLocked` where another process owns the embedded index, `Misconfigured`,
    `Unavailable`.
    """
    from adapters.qdrant import index_for
    from adapters.sql import open_database

    uploads = _made(settings.data) / "uploads"
    uploads.mkdir(exist_ok=True, mode=0o700)
    async with AsyncExitStack() as stack:
        database = await open_database(settings.database, queue.wake)
        stack.push_async_callback(database.close)
        encoder = encoder or prepare_encoder(settings)
        index = index_for(
            settings.index_url,
            settings.index_key.get_secret_value(),
            settings.data / "index",
            encoder.dimension,
            encoder.fingerprint,
            f"http://{settings.host}:{settings.port}" if serving else "",
        )
        stack.push_async_callback(index.close)
        yield assemble(settings, uploads, database, queue, index, encoder, parser)


def _made(data: Path) -> Path:
    """The folder of all state, for its owner alone. Raises `Misconfigured`."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Misconfigured(
            f"PROBANT_DATA: {data} can't be a folder ({error.strerror}).",
            "Set it to a folder that can be written to.",
        ) from error
    return data


def prepare_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name, remembering its vectors in the data folder."""
    return remembering(bare_encoder(settings), settings.data)


def remembering(encoder: Encoder, data: Path) -> Encoder:
    """The same encoder, its vectors kept in a cache under `data`."""
    from adapters.encoder import cached

    return cached(encoder, data)


def bare_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name; the bundled one is converted the first time."""
    from adapters.encoder import encoder_for

    return encoder_for(
        settings.encoder,
        settings.encoder_device,
        settings.encoder_tokens,
        settings.encoder_query_prefix,
        settings.encoder_passage_prefix,
        settings.models,
    )


def encoder_device(settings: Settings) -> str:
    """Where the encoder runs. Loads torch."""
    from adapters.encoder.probe import device_of

    return device_of(settings.encoder_device)


def encoder_host(settings: Settings) -> str | None:
    """The host that the encoder's weights would be fetched from, if any."""
    from adapters.encoder.probe import hub_of

    return hub_of(settings.encoder)


async def is_database_created(settings: Settings) -> bool:
    """Looks, and makes nothing. Raises `Unavailable`, `Misconfigured`."""
    from adapters.sql.look import is_created

    return await is_created(settings.database)


async def is_index_created(settings: Settings, encoder: Encoder) -> bool:
    """Looks, and makes no folder. Raises `Unavailable`, `StoreLocked`, `Misconfigured`."""
    from adapters.qdrant import index_for

    folder = settings.data / "index"
    if not settings.index_url and not folder.exists():
        return False
    key = settings.index_key.get_secret_value()
    index = index_for(settings.index_url, key, folder, encoder.dimension, encoder.fingerprint, "")
    try:
        public = AccessScope(settings.local_entity, Classification.PUBLIC)
        await index.count(SearchFilter(public))
    finally:
        await index.close()
    return True


def build_direct_queue() -> DirectQueue:
    """For a process that runs the jobs it records itself, one after another."""
    from adapters.queue.direct import DirectQueue

    return DirectQueue()


@dataclass(frozen=True, slots=True)
class Wakers:
    """A queue, and what runs the jobs it wakes."""

    queue: Queue
    work: Callable[[Callable[[JobId], Awaitable[None]]], Awaitable[None]]
    """Runs jobs with a handler until cancelled."""


@asynccontextmanager
async def open_wakers(settings: Settings) -> AsyncIterator[Wakers]:
    """The queue that the settings name, or an embedded Valkey of this process."""
    from adapters.queue.arq_queue import ArqQueue
    from adapters.queue.arq_worker import ArqWorker
    from adapters.queue.connection import settings_at
    from adapters.queue.valkey import EmbeddedValkey

    async with AsyncExitStack() as stack:
        if settings.queue_url:
            address = settings_at(settings.queue_url)
        else:
            valkey = stack.enter_context(EmbeddedValkey(settings.data / "queue"))
            address = valkey.settings
            await stack.enter_async_context(_kept_alive(valkey))
        queue = ArqQueue(address)
        stack.push_async_callback(queue.close)
        yield Wakers(queue, lambda handler: ArqWorker(address, handler, WORKERS).run())


@asynccontextmanager
async def _kept_alive(valkey: EmbeddedValkey) -> AsyncIterator[None]:
    """Meanwhile a server that dies is started again."""
    keeping = asyncio.create_task(_keep_alive(valkey))
    try:
        yield
    finally:
        keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeping


_LOOK_S, _LONGEST_PAUSE_S = 1.0, 60.0


async def _keep_alive(valkey: EmbeddedValkey) -> None:
    """Until cancelled. Where it does not start, the pauses grow, and so the log stays short."""
    pause_s = _LOOK_S
    while True:
        await asyncio.sleep(pause_s)
        try:
            if await asyncio.to_thread(valkey.revive):
                log.warning("the embedded Valkey had died, and was started again")
            pause_s = _LOOK_S
        except Exception as error:
            log.error("the embedded Valkey died, and does not start again: %s", error)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


def assemble(
    settings: Settings,
    uploads: Path,
    database: Database,
    queue: Queue,
    index: VectorIndex,
    encoder: Encoder,
    parser: Parser | None = None,
) -> Installation:
    blobs = build_blobs(settings)
    parser = parser or build_parser(settings)
    documents = Documents(database, blobs, parser, settings.max_upload_mb * 1_000_000)
    asker = Asker(
        database=database,
        retriever=build_retriever(settings, encoder, index, database),
        extractor=build_extractor(encoder),
        verifier=build_verifier(database),
        writer=build_writer(settings),
        abstain_below=settings.abstain_below,
        most_chars=settings.max_question_chars,
    )
    return Installation(
        settings=settings,
        uploads=uploads,
        database=database,
        queue=queue,
        index=index,
        encoder=encoder,
        documents=documents,
        describer=Describer(database),
        pages=Pages(database, blobs, build_renderer(), documents),
        asker=asker,
        ingestor=build_ingestor(parser, build_unpacker(settings), encoder, index, database, blobs),
    )
