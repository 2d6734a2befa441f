"""A worker on a real database, everything else about it made up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.sql import open_database
from core.documents import Document
from core.generations import Space
from core.ids import CollectionId, DocumentId, EntityId, JobId, document_id, new_job_id
from core.jobs import Job, JobKind, Lane, Priority
from core.principals import AccessScope
from core.stores import Database
from ingest.backoff import Backoff
from ingest.embed import Embedder
from ingest.lease import Pace
from ingest.pipeline import Tools
from ingest.read import Reader
from ingest.upkeep import Upkeep
from ingest.worker import Worker
from tests.ingest.fakes import (
    FakeBlobs,
    FakeEncoder,
    FakeIndex,
    FakeParser,
    FakeQueue,
    FakeSpaces,
    FakeUnpacker,
    generation_of,
)

HERE = EntityId("here")
SCOPE = AccessScope.whole(HERE)
TEXT = "Le loyer annuel est de douze euros."
AT_ONCE = Backoff(0, 0)
"""Tries again what an outage stopped without a pause."""


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
    spaces: FakeSpaces
    most_s: float = 60
    pace: Pace = Pace()  # noqa: RUF009 - frozen

    def worker(self, name: str = "worker", backoff: Backoff = AT_ONCE) -> Worker:
        tools = Tools(self.parser, self.spaces)
        return Worker(
            self.database,
            self.queue,
            Reader(tools, self.database, self.blobs, self.unpacker, self.most_s),
            Embedder(self.database, self.spaces),
            Upkeep(self.database, self.spaces, self.blobs),
            backoff=backoff,
            pace=self.pace,
            name=name,
        )

    async def document(
        self, text: str = TEXT, collection: str = "default", *, own: bool = True
    ) -> Document:
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
            own=own,
        )
        async with self.database.begin() as unit:
            await unit.documents.add(made)
        return made

    async def job(
        self,
        document: Document,
        kind: JobKind = JobKind.INGEST,
        *,
        priority: Priority = Priority.PERSON,
        **more: Any,
    ) -> JobId:
        lane = Lane.READ if kind in (JobKind.INGEST, JobKind.REREAD) else Lane.EMBED
        version = more.pop("version", document.version)
        job = Job(new_job_id(), kind, document.entity, document.id, version, lane, priority, **more)
        async with self.database.begin() as unit:
            await unit.jobs.add(job)
        return job.id

    async def row(self, job: JobId) -> Job:
        async with self.database.begin() as unit:
            found = await unit.jobs.find(job)
        assert found
        return found

    async def unfinished(self) -> list[Job]:
        async with self.database.begin() as unit:
            return await unit.jobs.unfinished(SCOPE, 1000)

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
    encoder, index = FakeEncoder(), FakeIndex()
    live = generation_of(encoder)
    async with database.begin() as unit:
        await unit.generations.add(live)
    blobs = folder / "blobs"
    blobs.mkdir()
    try:
        yield Shop(
            folder=folder,
            database=database,
            parser=FakeParser(),
            encoder=encoder,
            index=index,
            blobs=FakeBlobs(blobs),
            queue=queue,
            unpacker=FakeUnpacker(),
            spaces=FakeSpaces([Space(live, encoder, index)]),
        )
    finally:
        await database.close()
