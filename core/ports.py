"""The ports: what the rooms need from the outside world. `adapters/` stands behind them.

The vector index and the encoder have their ports beside their words, in `core.indexing` and
`core.encoding`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from core.description import Corrections, Description
from core.documents import Document, Job, JobState, Tombstone
from core.evidence import Chunk, Passage
from core.formats import Sign
from core.ids import ChunkId, CollectionId, DocumentId, EntityId, JobId, ReadingId, VersionId
from core.outcomes import ErrorItem, Outcome
from core.places import Box
from core.principals import AccessScope, SearchFilter
from core.readings import Leaf, Parsed, Reading

PagesTold = Callable[[int, int], None]
"""Told (pages done, pages in all) as a long reading goes on."""


def untold(done: int, pages: int) -> None:
    """Progress that nobody watches."""


class Parser(Protocol):
    """Reads a file, whatever it holds, within its limits."""

    @property
    def signs(self) -> tuple[Sign, ...]:
        """Of formats that it reads beside those that `ingest.sniff` knows."""
        ...

    def fingerprint(self, media_type: str) -> str:
        """Name, version and settings of what reads this media type.

        Raises `Unreadable` (category unsupported) where nothing does.
        """
        ...

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        """Raises `Unreadable` where nothing at all could be read, crash and time-out included."""
        ...


@dataclass(frozen=True, slots=True)
class ContainedFile:
    name: str
    """As the container has it: never a path to be trusted."""
    path: Path
    """A regular file in the folder that was given."""


@dataclass(frozen=True, slots=True)
class Contained:
    files: tuple[ContainedFile, ...] = ()
    errors: tuple[ErrorItem, ...] = ()


class Unpacker(Protocol):
    """Takes the files out of mails and archives, within its limits."""

    async def unpack(self, path: Path, media_type: str, folder: Path) -> Contained:
        """The files in a container, written into `folder`; none where it is no container.

        Raises `Unreadable` where nothing at all could be taken out.
        """
        ...


@dataclass(frozen=True, slots=True)
class PageImage:
    png: bytes
    pixels_per_point: float


class PageRenderer(Protocol):
    async def render(self, path: Path, page: int, scale: float, frames: Sequence[Box]) -> PageImage:
        """A page of a PDF at `scale` pixels per point, with frames around some boxes.

        A huge page is drawn at a lower scale, which the image tells.
        Raises `Unreadable`, `NotFound`.
        """
        ...


class Blobs(Protocol):
    """Content-addressed bytes, apart for each entity."""

    async def put(self, entity: EntityId, path: Path) -> VersionId:
        """Store a copy of a file under the SHA-256 of its bytes; durable on return."""
        ...

    async def path(self, entity: EntityId, version: VersionId) -> Path:
        """A local file with the bytes, to read only. Raises `NotFound`."""
        ...

    async def delete(self, entity: EntityId, version: VersionId) -> None:
        """Does nothing where there is nothing."""
        ...


class Queue(Protocol):
    """Wakes workers. The job row is the truth: a lost wake-up is made good by the sweeper."""

    async def wake(self, job: JobId) -> None: ...

    async def check(self) -> None:
        """Raises `Unavailable` where it does not answer."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ChatMessage:
    role: str
    """system | user | assistant"""
    content: str


class ChatModel(Protocol):
    @property
    def name(self) -> str: ...

    def stream(self, messages: Sequence[ChatMessage]) -> AsyncGenerator[str, None]:
        """Pieces of the reply in order; closing it ends the request. Raises `UpstreamFailed`."""
        ...


@dataclass(frozen=True, slots=True)
class ReadingHead:
    """A reading without its leaves."""

    id: ReadingId
    document: DocumentId
    version: VersionId
    parser: str
    live: bool


class Documents(Protocol):
    """Documents by scope. What a scope does not hold is as if it did not exist."""

    async def add(self, document: Document) -> None: ...

    async def find(self, scope: AccessScope, document: DocumentId) -> Document | None: ...

    async def named(self, scope: AccessScope, name: str) -> list[Document]: ...

    async def page(
        self, scope: AccessScope, limit: int, after: DocumentId | None = None
    ) -> list[Document]:
        """Documents in id order, those after `after` only."""
        ...

    async def count(self, scope: AccessScope) -> int: ...

    async def collections(self, scope: AccessScope) -> list[CollectionId]: ...

    async def set_outcome(self, document: DocumentId, outcome: Outcome) -> None: ...

    async def set_found(self, document: DocumentId, found: Description) -> None:
        """Record what a reading says of the document."""
        ...

    async def correct(self, document: DocumentId, corrections: Corrections) -> None:
        """Put these in the place of all corrections of before."""
        ...

    async def set_parent(self, document: DocumentId, parent: DocumentId | None) -> None: ...

    async def children(self, document: DocumentId) -> list[Document]:
        """What came in with a mail or an archive, whatever its collection."""
        ...

    async def shares_blob(self, entity: EntityId, version: VersionId) -> bool:
        """Whether any document of the entity still has these bytes."""
        ...

    async def delete(self, document: DocumentId) -> None:
        """Remove the document with its readings, leaves and chunks."""
        ...

    async def bury(self, tombstone: Tombstone) -> None: ...

    async def tombstone(
        self,
        entity: EntityId,
        *,
        document: DocumentId | None = None,
        reading: ReadingId | None = None,
    ) -> Tombstone | None: ...


class Readings(Protocol):
    async def add(self, reading: Reading, chunks: Sequence[Chunk]) -> None:
        """Store a reading, not live; one with the same id that is not live is replaced."""
        ...

    async def make_live(self, reading: ReadingId) -> list[ReadingId]:
        """Make this the document's only live reading; the ids of those that no longer are."""
        ...

    async def of_document(self, document: DocumentId) -> list[ReadingHead]: ...

    async def find(self, scope: AccessScope, reading: ReadingId) -> ReadingHead | None: ...

    async def leaf(self, reading: ReadingId, number: int) -> Leaf | None: ...

    async def leaf_labelled(self, reading: ReadingId, label: str) -> Leaf | None: ...

    async def passages(
        self, where: SearchFilter, chunks: Sequence[ChunkId]
    ) -> dict[ChunkId, Passage]:
        """Those of the chunks that are live and inside `where`."""
        ...

    async def chunks(self, reading: ReadingId) -> list[Chunk]: ...


class Jobs(Protocol):
    async def add(self, job: Job) -> None: ...

    async def claim(self, job: JobId, worker: str, now: datetime, until: datetime) -> Job | None:
        """Take a job that is queued, or running under a lease that has ended; else None.

        Of several workers that claim at once, one gets it. Counts the attempt.
        """
        ...

    async def extend(self, job: JobId, worker: str, until: datetime) -> bool:
        """Hold a claimed job for longer; False where the lease was lost."""
        ...

    async def finish(self, job: JobId, worker: str, state: JobState) -> bool:
        """Close a claimed job (done or failed); False where the lease was lost."""
        ...

    async def release(self, job: JobId, worker: str) -> bool:
        """Give a claimed job back as if it had not been tried; False where the lease was lost."""
        ...

    async def waiting(self, now: datetime) -> list[JobId]:
        """Jobs that need a worker: queued, or running under a lease that has ended."""
        ...

    async def end_leases(self) -> None:
        """End every lease. Only for a process that knows it is the only worker."""
        ...

    async def of_document(self, document: DocumentId) -> list[Job]:
        """Jobs of a document that are queued or running."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Commits when its context ends without an error, else rolls back."""

    documents: Documents
    readings: Readings
    jobs: Jobs

    def after_commit(self, job: JobId) -> None:
        """Wake a worker for this job once, and only if, the transaction has committed."""
        ...


class Database(Protocol):
    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Raises `Unavailable` where the database does not answer."""
        ...

    async def close(self) -> None: ...
