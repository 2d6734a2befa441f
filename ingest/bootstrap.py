"""Assembles what ingest needs: the one place of the room that knows adapters."""

from __future__ import annotations

import math

from core.encoding import Encoder
from core.indexing import VectorIndex
from core.ports import Blobs, Database, PageRenderer, Parser, Unpacker
from core.settings import Settings
from ingest.jobs import Ingestor
from ingest.pipeline import Tools


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


def build_ingestor(
    parser: Parser,
    unpacker: Unpacker,
    encoder: Encoder,
    index: VectorIndex,
    database: Database,
    blobs: Blobs,
) -> Ingestor:
    return Ingestor(Tools(parser, encoder, index, database), blobs, unpacker)
