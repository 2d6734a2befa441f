"""A worker on a real database, everything else about it made up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters.sql import open_database
from core.documents import Document, Job, JobKind
from core.ids import CollectionId, DocumentId, EntityId, JobId, document_id, new_job_id
from core.ports import Database
from core.principals import AccessScope, Classification
from ingest.jobs import Ingestor
from ingest.pipeline import Tools
from tests.ingest.fakes import (
    FakeBlobs,
    FakeEncoder,
    FakeIndex,
    FakeParser,
    FakeQueue,
    FakeUnpacker,
)

HERE = EntityId("here")
SCOPE = AccessScope(HERE, Classification.RESTRICTED)
TEXT = "Le loyer annuel est de douze euros."


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything a worker works with, to look at and to break."""

    folder: Path
    database: Database
    parser: FakeParser
    encoder: FakeEncoder
    index: FakeIndex
    blobs: FakeBlobs
    queue: FakeQueue
    unpacker: FakeUnpacker

    @property
    def tools(self) -> Tools:
        return Tools(self.parser, self.encoder, self.index, self.database)

    def worker(self, name: str = "worker") -> Ingestor:
        return Ingestor(self.tools, self.blobs, self.unpacker, name)

    async def document(self, text: str = TEXT, collection: str = "default") -> Document:
        """A document recorded, its bytes stored."""
        path = self.folder / "file.txt"
        path.write_text(text, "utf-8")
        version = await self.blobs.put(HERE, path)
        made = Document(
            id=document_id(HERE, CollectionId(collection), version),
            entity=HERE,
            collection=CollectionId(collection),
            name="file.txt",
            version=version,
            media_type="text/plain",
            size_bytes=len(text),
            created_at=datetime.now(UTC),
            created_by="user",
        )
        async with self.database.begin() as unit:
            await unit.documents.add(made)
        return made

    async def job(self, document: Document, kind: JobKind = JobKind.INGEST) -> JobId:
        job = Job(new_job_id(), kind, document.entity, document.id, document.version)
        async with self.database.begin() as unit:
            await unit.jobs.add(job)
        return job.id

    async def stored(self, document: DocumentId) -> Document:
        async with self.database.begin() as unit:
            found = await unit.documents.find(SCOPE, document)
        assert found
        return found

    async def forget(self, document: DocumentId) -> None:
        async with self.database.begin() as unit:
            await unit.documents.delete(document)

    async def live(self, document: DocumentId) -> list[str]:
        """Parsers of the readings that are live."""
        async with self.database.begin() as unit:
            return [h.parser for h in await unit.readings.of_document(document) if h.live]


@asynccontextmanager
async def open_shop(folder: Path) -> AsyncIterator[Shop]:
    queue = FakeQueue()
    database = await open_database(f"sqlite:///{folder / 'test.db'}", queue.wake)
    blobs = folder / "blobs"
    blobs.mkdir()
    try:
        yield Shop(
            folder=folder,
            database=database,
            parser=FakeParser(),
            encoder=FakeEncoder(),
            index=FakeIndex(),
            blobs=FakeBlobs(blobs),
            queue=queue,
            unpacker=FakeUnpacker(),
        )
    finally:
        await database.close()
