"""Assembles an installation from settings: the one place of the flows that knows adapters."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.encoding import Encoder
from core.errors import Misconfigured
from core.generations import EncoderSpec, Spaces
from core.ids import GenerationId
from core.jobs import Lane
from core.ports import Blobs, Parser, Queue
from core.principals import AccessScope, SearchFilter
from core.settings import Settings
from core.stores import Database
from core.use_cases import Askable
from core.workbook import WorkbookWriter
from flows.ask import Asker
from flows.batches import Batches
from flows.check.checker import Checker
from flows.check.repair import Repairer
from flows.collections import Collections
from flows.compose import Composer
from flows.describe import Describer
from flows.documents import Documents
from flows.duplicates import Duplicates
from flows.grids.answerer import Answerer
from flows.grids.exports import GridExports
from flows.grids.grids import Grids
from flows.grids.reader import CellReader
from flows.identify import Identifier, build_identifier, utc_now
from flows.jobs import JobList
from flows.keys import Keys
from flows.ledger.anchoring import Anchoring
from flows.ledger.history import History
from flows.ledger.ledger import Ledger
from flows.ledger.recorder import Recorder
from flows.ledger.replaying import Replayer
from flows.ledger.verifying import Verifying
from flows.pages import Pages
from flows.people.people import People
from flows.people.provided import Provided, declared_in
from flows.people.signing_in import SigningIn
from flows.people.tokens import ProvidedTokens
from flows.permissions.sharing import Sharing
from flows.quotas.file import quotas_in
from flows.quotas.metering import Metering
from flows.quotas.quotas import Quotas
from flows.reindex import Reindexer, advance
from flows.reviews.content import Contents
from flows.reviews.reviewing import Reviewing
from flows.reviews.supervising import Supervising
from flows.sync import Folders
from flows.usage.gathering import Gathering
from flows.usage.reports import UsageReports
from flows.usage.said import Said
from flows.usage.settling import Settling
from flows.use_cases.registry import Registry
from flows.use_cases.uses import Uses
from governance.bootstrap import (
    build_anchor,
    build_notary,
    build_pseudonyms,
    build_review_seals,
    build_seals,
    build_signer,
)
from ingest.bootstrap import (
    build_blobs,
    build_parser,
    build_renderer,
    build_unpacker,
    build_worker,
)
from ingest.worker import Worker
from retrieval.bootstrap import (
    build_many_retriever,
    build_retriever,
    build_verifier,
    build_writer,
    new_batch_index,
)

if TYPE_CHECKING:
    from adapters.queue.direct import DirectQueue
    from adapters.queue.valkey import EmbeddedValkey

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Installation:
    """The assembled parts that the edges (command line, HTTP, worker) use."""

    settings: Settings
    uploads: Path
    database: Database
    queue: Queue
    spaces: Spaces
    blobs: Blobs
    identifier: Identifier
    signing_in: SigningIn | None
    """None: nobody signs in at the page."""
    people: People
    keys: Keys
    documents: Documents
    collections: Collections
    batches: Batches
    folders: Folders
    jobs: JobList
    describer: Describer
    pages: Pages
    asker: Asker
    recorder: Recorder
    ledger: Ledger
    history: History
    replayer: Replayer
    grids: Grids
    cells: CellReader
    exports: GridExports
    sharing: Sharing
    uses: Uses
    registry: Registry
    reviewing: Reviewing
    quotas: Quotas
    usage: Gathering
    said: Said
    reports: UsageReports
    worker: Worker

    async def check(self) -> None:
        """Raises `Unavailable` where the database, the index or the queue does not answer."""
        mine = AccessScope.whole(self.settings.local_entity)
        async with self.database.begin() as unit:
            await unit.documents.page(mine, 1)
        await (await self.spaces.live()).index.count(SearchFilter(mine))
        await self.queue.check()


@asynccontextmanager
async def open_installation(
    settings: Settings,
    queue: Queue,
    *,
    serving: bool = False,
    index: bool = True,
    encoder: Encoder | None = None,
    parser: Parser | None = None,
    today: Callable[[], date] | None = None,
) -> AsyncIterator[Installation]:
    """The parts over the stores that the settings name, closed at the end.

    `serving` says that this process will listen where the settings say. Without `index`, neither
    an index nor the weights of a model are opened: for who reads, or needs the database alone. An
    encoder or a parser that the caller holds takes the place of the one that the settings name;
    `today` that of the clock by which permissions hold (days in UTC).

    Raises `StoreLocked` where another process owns the embedded index, `Misconfigured`,
    `Unavailable`.
    """
    from adapters.spaces import spaces_of
    from adapters.sql import open_database

    uploads = _made(settings.data) / "uploads"
    uploads.mkdir(exist_ok=True, mode=0o700)
    address = f"http://{settings.host}:{settings.port}" if serving else ""
    async with AsyncExitStack() as stack:
        anchoring = Anchoring(build_anchor(settings), build_signer(settings))
        stack.push_async_callback(anchoring.close)
        notary = build_notary(settings)
        pseudonyms = build_pseudonyms(settings)
        database = await open_database(
            settings.database, queue.wake, notary, anchoring.note, today, pseudonyms
        )
        stack.push_async_callback(database.close)
        spaces = spaces_of(settings, database, address, encoder)
        stack.push_async_callback(spaces.close)
        if index:
            await spaces.live()
        provided = build_provided(settings)
        if provided:
            stack.push_async_callback(provided.provider.close)
        parts = assemble(settings, uploads, database, queue, spaces, parser, provided)
        stack.push_async_callback(parts.identifier.settle)
        stack.push_async_callback(parts.quotas.metering.close)
        stack.push_async_callback(parts.quotas.settle)
        stack.push_async_callback(parts.recorder.close)
        stack.push_async_callback(parts.usage.close)
        yield parts


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


def visible_gpus() -> list[str]:
    """Of each GPU, what `CUDA_VISIBLE_DEVICES` has to say for a process to have it alone."""
    from adapters.encoder.gpus import visible_gpus as seen

    return seen()


def encoder_host(settings: Settings) -> str | None:
    """The host that the encoder's weights would be fetched from, if any."""
    from adapters.encoder.probe import hub_of

    return hub_of(settings.encoder)


async def is_database_created(settings: Settings) -> bool:
    """Looks, and makes nothing. Raises `Unavailable`, `Misconfigured`."""
    from adapters.sql.look import is_created

    return await is_created(settings.database)


async def is_index_created(settings: Settings) -> bool:
    """Looks, and makes no folder. Raises `Unavailable`."""
    from adapters.qdrant import indexes_for

    key = settings.index_key.get_secret_value()
    indexes = indexes_for(settings.index_url, key, settings.data / "index", "")
    try:
        return bool(await indexes.kept())
    finally:
        await indexes.close()


def encoder_spec(settings: Settings) -> EncoderSpec:
    """The encoder that the settings name, in words."""
    from adapters.encoder.spec import spec_of_settings

    return spec_of_settings(settings)


def build_reindexer(settings: Settings, database: Database) -> Reindexer:
    from adapters.encoder.spec import open_encoder

    def identify(spec: EncoderSpec) -> tuple[str, int]:
        encoder = open_encoder(settings, spec)
        return encoder.fingerprint, encoder.dimension

    return Reindexer(database, identify)


def build_checker(parts: Installation) -> Checker:
    return Checker(parts.database, parts.blobs, parts.spaces, parts.uploads)


def build_repairer(parts: Installation) -> Repairer:
    return Repairer(parts.database, parts.uploads)


def build_duplicates(parts: Installation) -> Duplicates:
    return Duplicates(parts.database, parts.spaces, new_batch_index)


def build_direct_queue() -> DirectQueue:
    """For a process that does what it records itself."""
    from adapters.queue.direct import DirectQueue

    return DirectQueue()


Work = Callable[[Lane], Awaitable[bool]]
"""`Worker.work`."""


@dataclass(frozen=True, slots=True)
class Wakers:
    """A queue, and what works in the lanes that it wakes."""

    queue: Queue
    work: Callable[[Work, Sequence[Lane]], Coroutine[Any, Any, None]]
    """Works in these lanes until cancelled."""


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
        # One embeds at a time: two would only take each other's device.
        slots = {Lane.READ: settings.read_slots, Lane.EMBED: 1, Lane.ANSWER: 1}

        async def work(handler: Work, lanes: Sequence[Lane]) -> None:
            async with asyncio.TaskGroup() as group:
                for lane in lanes:
                    group.create_task(ArqWorker(address, lane, handler, slots[lane]).run())

        yield Wakers(queue, work)


@asynccontextmanager
async def _kept_alive(valkey: EmbeddedValkey) -> AsyncIterator[None]:
    """Meanwhile a server that dies is started again."""
    keeping = asyncio.create_task(_keep_alive(valkey))
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.wait({keeping})


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
    spaces: Spaces,
    parser: Parser | None = None,
    provided: Provided | None = None,
) -> Installation:
    blobs = build_blobs(settings)
    parser = parser or build_parser(settings)
    most_bytes = settings.max_upload_mb * 1_000_000
    documents = Documents(database, blobs, parser, most_bytes, settings.max_waiting)
    unpacker = build_unpacker(settings)

    async def advance_any(generation: GenerationId) -> None:
        await advance(database)

    recorder, usage = Recorder(database), Gathering(database)
    review_seals = build_review_seals(settings)
    quotas = Quotas(database, quotas_in(settings), Metering(database))
    supervising = Supervising(review_seals)
    asker = build_asker(settings, database, spaces, recorder, supervising, quotas, usage)
    notary = build_notary(settings)
    verifying = Verifying(database, build_anchor(settings), build_signer(settings))
    ledger = Ledger(database, notary, recorder, verifying, usage)
    seals, home = build_seals(settings), settings.local_entity
    registry = Registry(database, recorder, seals, home, made_with_hash(settings))
    uses = Uses(database, seals, settings.askable is Askable.DECLARED)
    settling = Settling(database, seals, uses.must_be_declared)
    reader = CellReader(spaces, asker.many, build_verifier(database), settings.abstain_below)
    grids = Grids(database, quotas, version("probant"))
    worker = build_worker(settings, database, queue, spaces, blobs, parser, unpacker, advance_any)
    return Installation(
        settings=settings,
        uploads=uploads,
        database=database,
        queue=queue,
        spaces=spaces,
        blobs=blobs,
        identifier=build_identifier(
            settings,
            database,
            ProvidedTokens(provided.provider, provided.declared) if provided else None,
        ),
        signing_in=build_signing_in(settings, database, provided),
        people=People(database),
        keys=Keys(database),
        documents=documents,
        collections=Collections(database),
        batches=Batches(database, documents),
        folders=Folders(database),
        jobs=JobList(database),
        describer=Describer(database),
        pages=Pages(database, blobs, build_renderer(), documents),
        asker=asker,
        recorder=recorder,
        ledger=ledger,
        history=History(database, notary, review_seals),
        replayer=Replayer(ledger, asker, registry),
        grids=grids,
        cells=reader,
        exports=GridExports(grids, build_workbook_writer(), uploads),
        sharing=Sharing(database),
        uses=uses,
        registry=registry,
        reviewing=Reviewing(database, recorder, Contents(notary), review_seals, seals),
        quotas=quotas,
        usage=usage,
        said=Said(database, uses, usage),
        reports=UsageReports(database, settling, registry, home, settings.usage_k),
        worker=replace(worker, answer=Answerer(database, reader).answer),
    )


def build_provided(settings: Settings) -> Provided | None:
    """The identity provider and what its claims give. Raises `Misconfigured`."""
    from adapters.oidc import open_provider

    declared = declared_in(settings)
    return Provided(open_provider(settings, utc_now), declared) if declared else None


def build_signing_in(
    settings: Settings, database: Database, provided: Provided | None
) -> SigningIn | None:
    if provided is None or not settings.oidc_client_id:
        return None
    over_https = settings.public_url.startswith("https:")
    return SigningIn(database, provided.provider, provided.declared, utc_now, over_https)


def build_workbook_writer() -> WorkbookWriter:
    from adapters.xlsx import XlsxWorkbookWriter

    return XlsxWorkbookWriter()


def build_asker(
    settings: Settings,
    database: Database,
    spaces: Spaces,
    recorder: Recorder,
    supervising: Supervising,
    quotas: Quotas,
    usage: Gathering,
) -> Asker:
    retriever = build_retriever(settings, database)
    return Asker(
        database=database,
        spaces=spaces,
        retriever=retriever,
        many=build_many_retriever(retriever),
        composer=Composer(
            build_verifier(database), build_writer(settings), settings.verification_policy
        ),
        recorder=recorder,
        supervising=supervising,
        quotas=quotas,
        usage=usage,
        abstain_below=settings.abstain_below,
        most_chars=settings.max_question_chars,
        made_with=_made_with(settings),
    )


def made_with_hash(settings: Settings) -> str:
    """Names what answers depend on, besides documents: two that differ are two services."""
    told = {**_made_with(settings), "encoder": asdict(encoder_spec(settings))}
    return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def _made_with(settings: Settings) -> dict[str, Any]:
    """What an answer depends on besides documents and the index."""
    return {
        "probant": version("probant"),
        "chat_model": settings.chat_model if settings.chat_url else None,
        "chat_tokens": settings.chat_tokens,
        "verification_policy": settings.verification_policy.value,
        "dense_weight": settings.dense_weight,
        "abstain_below": settings.abstain_below,
        "reranker": settings.reranker,
        "rerank_top": settings.rerank_top,
    }
