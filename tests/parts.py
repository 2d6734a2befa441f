"""A whole installation for tests: real stores in a temporary folder, through the real bootstrap."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from adapters.qdrant import index_for
from adapters.sql import open_database
from core.documents import Document
from core.encoding import Encoder
from core.ids import CollectionId, EntityId
from core.principals import Principal
from core.settings import Settings
from flows.bootstrap import Installation, assemble, build_direct_queue

HERE = EntityId("here")
USER = Principal("user", HERE)


@asynccontextmanager
async def open_parts(
    folder: Path, encoder: Encoder, **settings: object
) -> AsyncIterator[Installation]:
    """SQLite, the embedded index and a folder of blobs under `folder`."""
    chosen = Settings(data=folder, entity=HERE, _env_file=None, **settings)  # type: ignore[arg-type]
    uploads = folder / "uploads"
    uploads.mkdir(parents=True, exist_ok=True)
    queue = build_direct_queue()
    database = await open_database(chosen.database, queue.wake)
    index = index_for("", "", folder / "index", encoder.dimension, encoder.fingerprint, "")
    try:
        yield assemble(chosen, uploads, database, queue, index, encoder)
    finally:
        await index.close()
        await database.close()


async def added(
    parts: Installation, path: Path, who: Principal = USER, collection: str = "default"
) -> Document:
    """A file added and read to the end."""
    accepted = await parts.documents.add(who, path, path.name, CollectionId(collection))
    if accepted.job:
        await parts.ingestor.run(accepted.job)
    return await parts.documents.get(who, accepted.document.id)


def with_parser(parts: Installation, parser: object) -> Installation:
    """The same installation with another parser."""
    tools = replace(parts.ingestor.tools, parser=parser)  # type: ignore[arg-type]
    return replace(
        parts,
        documents=replace(parts.documents, parser=parser),  # type: ignore[arg-type]
        ingestor=replace(parts.ingestor, tools=tools),
    )


def with_index(parts: Installation, index: object) -> Installation:
    """The same installation, its worker writing to another index."""
    tools = replace(parts.ingestor.tools, index=index)  # type: ignore[arg-type]
    return replace(parts, ingestor=replace(parts.ingestor, tools=tools))
