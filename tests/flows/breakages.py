"""Ways in which a store can come to differ from its database, each done by hand."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from core.documents import Document
from core.generations import EncoderSpec, Generation, GenerationState
from core.ids import (
    CollectionId,
    Locator,
    chunk_id,
    document_id,
    new_generation_id,
    reading_id,
)
from core.indexing import IndexPoint, StoredPoint
from core.outcomes import Outcome, Status
from core.principals import AccessScope
from flows.bootstrap import Installation
from flows.check.difference import DifferenceKind
from ingest.embed import tags_of
from ingest.sweep import ABANDONED_S
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE

Breakage = Callable[[Installation, Document], Awaitable[object]]


async def points_are_lost(parts: Installation, document: Document) -> None:
    await (await parts.spaces.live()).index.delete_document(HERE, document.id)


async def one_point_is_lost(parts: Installation, document: Document) -> None:
    first = next(point for point in await points(parts) if point.document == document.id)
    await (await parts.spaces.live()).index.delete_chunks(HERE, [first.chunk])


async def tags_are_old(parts: Installation, document: Document) -> None:
    tags = replace(tags_of(document), collection=CollectionId("before"))
    await (await parts.spaces.live()).index.tag(HERE, document.id, tags)


async def points_of_nothing(parts: Installation, document: Document) -> None:
    """Of a document that is no more."""
    gone = document_id(HERE, CollectionId("gone"), document.version)
    await _add_point(parts, replace(document, id=gone))


async def points_of_another_reading(parts: Installation, document: Document) -> None:
    await _add_point(parts, document)


async def bytes_of_nobody(parts: Installation, document: Document) -> None:
    page = parts.settings.data / "page.txt"
    page.write_text("Une page de personne.", "utf-8")
    await parts.blobs.put(HERE, page)
    page.unlink()


async def nothing_reads_it(parts: Installation, document: Document) -> None:
    """Recorded, its job lost."""
    page = parts.settings.data / "page.txt"
    page.write_text("Une page oubliée.", "utf-8")
    version = await parts.blobs.put(HERE, page)
    page.unlink()
    forgotten = replace(
        document,
        id=document_id(HERE, document.collection, version),
        version=version,
        name="page.txt",
        outcome=Outcome(Status.QUEUED),
    )
    async with parts.database.begin() as unit:
        await unit.documents.add(forgotten)


async def a_folder_in_the_index(parts: Installation, document: Document) -> None:
    (parts.settings.data / "index" / new_generation_id()).mkdir()


async def a_generation_that_nobody_drops(parts: Installation, document: Document) -> None:
    spec = EncoderSpec("another", "", "")
    state = GenerationState.RETIRED
    async with parts.database.begin() as unit:
        await unit.generations.add(Generation(new_generation_id(), spec, "another/1", 8, state))


async def an_old_upload(parts: Installation, document: Document) -> None:
    left = parts.uploads / "left"
    left.write_bytes(b"half of a file")
    then = time.time() - ABANDONED_S - 60
    os.utime(left, (then, then))


REPAIRABLE: dict[Breakage, DifferenceKind] = {
    points_are_lost: DifferenceKind.NOT_SEARCHABLE,
    one_point_is_lost: DifferenceKind.NOT_SEARCHABLE,
    tags_are_old: DifferenceKind.WRONG_TAGS,
    points_of_nothing: DifferenceKind.STALE_POINTS,
    points_of_another_reading: DifferenceKind.STALE_POINTS,
    bytes_of_nobody: DifferenceKind.BYTES_UNKNOWN,
    nothing_reads_it: DifferenceKind.STUCK,
    a_folder_in_the_index: DifferenceKind.UNKNOWN_GENERATION,
    a_generation_that_nobody_drops: DifferenceKind.RETIRED_GENERATION,
    an_old_upload: DifferenceKind.LEFTOVERS,
}


async def bytes_are_lost(parts: Installation, document: Document) -> None:
    await parts.blobs.delete(HERE, document.version)


async def bytes_are_damaged(parts: Installation, document: Document) -> None:
    (await parts.blobs.path(AccessScope.whole(HERE), HERE, document.version)).write_bytes(
        b"something else"
    )


async def points(parts: Installation) -> list[StoredPoint]:
    """All that the live index holds."""
    stored = (await parts.spaces.live()).index.stored()
    return [point async for batch in stored for point in batch]


async def _add_point(parts: Installation, document: Document) -> None:

    reading = reading_id(document.id, document.version, "another/1")
    point = IndexPoint(
        chunk=chunk_id(HERE, document.id, reading, Locator("char:0-4")),
        vector=FakeEncoder().encode_queries(["rien"])[0],
        text="rien",
        entity=HERE,
        tags=tags_of(document),
        document=document.id,
        reading=reading,
        language="fr",
        digest="",
    )
    await (await parts.spaces.live()).index.upsert([point])
