"""Assembles what ingest needs: the one place of the room that knows adapters."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable

from core.generations import Spaces
from core.ids import GenerationId
from core.ports import Blobs, PageRenderer, Parser, Queue, Unpacker
from core.settings import Settings
from core.stores import Database
from ingest.embed import Embedder
from ingest.lease import Pace
from ingest.pipeline import Tools
from ingest.read import Reader
from ingest.upkeep import Upkeep
from ingest.worker import Worker


def build_blobs(settings: Settings) -> Blobs:
    from adapters.blobs.folder import FolderBlobs

    return FolderBlobs(settings.data / "blobs")


def build_parser(settings: Settings) -> Parser:
    """The parser of every format, each file in a killable child."""
    from adapters.parsers.cage import CagedParser
    from adapters.parsers.confine import Limits

    seconds = settings.parse_seconds
    limits = Limits(
        memory_bytes=settings.parse_memory_mb << 20, cpu_s=math.ceil(seconds), wall_s=seconds
    )
    return CagedParser(limits, settings.page_seconds)


def build_unpacker(settings: Settings) -> Unpacker:
    """Takes the files out of mails and archives; together they are no larger than one upload."""
    from adapters.parsers.unpacker import CagedUnpacker

    return CagedUnpacker(settings.max_upload_mb * 1_000_000)


async def network_is_cut() -> bool:
    """Whether what parses files is really cut off from the network on this machine."""
    from adapters.parsers.cage import isolates_network

    return await isolates_network()


def build_renderer() -> PageRenderer:
    from adapters.parsers.render import CagedRenderer

    return CagedRenderer()


def build_worker(
    settings: Settings,
    database: Database,
    queue: Queue,
    spaces: Spaces,
    blobs: Blobs,
    parser: Parser,
    unpacker: Unpacker,
    advance: Callable[[GenerationId], Awaitable[None]],
) -> Worker:
    """A worker for both lanes; what only one of them needs is opened when it works there."""
    tools = Tools(parser, spaces)
    return Worker(
        database=database,
        queue=queue,
        reader=Reader(tools, database, blobs, unpacker, settings.document_seconds),
        embedder=Embedder(database, spaces),
        upkeep=Upkeep(database, spaces, blobs),
        read_slots=settings.read_slots,
        advance=advance,
        pace=Pace.of(settings.lease_seconds),
    )
