"""The database port: repositories in a unit of work. Behind it, SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from core.description import Corrections, Description, Field
from core.documents import (
    Collection,
    Document,
    DocumentVersion,
    Hold,
    Tombstone,
    Validity,
)
from core.evidence import Chunk, Passage
from core.generations import Generation
from core.grid_store import Grids
from core.identity_store import Keys, People
from core.ids import (
    BatchId,
    ChunkId,
    CollectionId,
    DocumentId,
    EntityId,
    GenerationId,
    JobId,
    Reader,
    ReadingId,
    VersionId,
)
from core.jobs import Backlog, BatchProgress, Job, JobState, Lane, Priority
from core.ledger import LedgerRecords
from core.login import Logins
from core.outcomes import ErrorItem, Outcome, Status
from core.principals import AccessScope, Classification, SearchFilter
from core.quota_store import Quotas
from core.readings import Leaf, Reading
from core.review_store import Reviews
from core.share_store import Shares
from core.usage_store import Usage
from core.use_case_store import UseCases


@dataclass(frozen=True, slots=True)
class ReadingHead:
    """A reading without its leaves."""

    id: ReadingId
    document: DocumentId
    version: VersionId
    parser: str
    live: bool
    outcome: Outcome
    chunks: int


@dataclass(frozen=True, slots=True)
class Called:
    """A document that goes by a name."""

    document: DocumentId
    field: Field
    value: str
    """As the document has it."""
    key: str
    """The name in the form of `core.naming`, one of those asked for."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a document is, in a few lines: enough to tell it from others."""

    document: DocumentId
    name: str
    facts: tuple[tuple[Field, str], ...]
    """Issuers, parties, periods, kinds, dates, languages and titles, best first within a field."""
    statements: tuple[tuple[int, str], ...]
    """(number of the leaf, kind of financial statement), in order of the leaves."""

    def value(self, field: Field) -> str | None:
        return next((value for held, value in self.facts if held is field), None)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A chunk that is live and inside a filter, without its text."""

    chunk: ChunkId
    reading: ReadingId
    document: DocumentId
    document_name: str
    ordinal: int
    leaf: int
    heading_path: tuple[str, ...]
    dense_weight: float | None = None
    """Of dense against BM25, in [0, 1], where its collection has one of its own."""


class Documents(Protocol):
    """Documents by scope. What a scope does not hold is as if it did not exist: neither does a
    document that is inside name a parent that is not."""

    async def add(self, document: Document) -> None:
        """With its first version and its collection, where that is new. Raises `Conflict`."""
        ...

    async def find(self, scope: AccessScope, document: DocumentId) -> Document | None: ...

    async def with_version(self, scope: AccessScope, version: VersionId) -> list[Document]:
        """Those whose live or whose last version has these bytes, in id order."""
        ...

    async def held(self, scope: AccessScope, ids: Sequence[DocumentId]) -> frozenset[DocumentId]:
        """Those of them that are in the scope."""
        ...

    async def holds_all(self, scope: AccessScope, ids: Sequence[DocumentId]) -> bool:
        """Whether all of them that are there are in the scope, and any of them is there."""
        ...

    async def is_taken(self, document: DocumentId) -> bool:
        """Whether any document has this id, whoever may see it."""
        ...

    async def named(self, scope: AccessScope, name: str) -> list[Document]: ...

    async def called(self, where: SearchFilter, keys: Sequence[str], limit: int) -> list[Called]:
        """Documents inside `where` whose description (as the user corrected it) holds a value that
        goes by one of these keys, by `core.naming.keys_of`, in id order.

        At most `limit` a key, where there may be more documents; no further key once there are ten
        times as many in all; and of keys that are names, 64, those of most words. In time that
        depends on the keys, not on how many documents there are.
        """
        ...

    async def cards(
        self, where: SearchFilter, limit: int, documents: Sequence[DocumentId] | None = None
    ) -> list[Card] | None:
        """Of those documents, or of all, that are inside `where`, in id order; None where that are
        more than `limit`. Light: no description is unpacked."""
        ...

    async def lock(self, document: DocumentId) -> None:
        """Others that lock this document wait until this unit of work ends: what it reads of it
        from here on, and decides by, stays so."""
        ...

    async def page(
        self,
        scope: AccessScope,
        limit: int,
        after: DocumentId | None = None,
        status: Status | None = None,
    ) -> list[Document]:
        """Documents in id order, those after `after` and of this status only."""
        ...

    async def count(self, scope: AccessScope) -> int: ...

    async def add_version(self, version: DocumentVersion) -> None:
        """Record the next version; the document stays at its own until a reading of this is live.

        `number` is given here, whatever it says.
        """
        ...

    async def versions(self, document: DocumentId) -> list[DocumentVersion]:
        """In order of their numbers."""
        ...

    async def set_outcome(self, document: DocumentId, outcome: Outcome) -> None: ...

    async def correct(self, document: DocumentId, corrections: Corrections) -> None:
        """Put these in the place of all corrections of before."""
        ...

    async def move(self, document: DocumentId, collection: CollectionId) -> None: ...

    async def set_source(self, document: DocumentId, source: str | None) -> None: ...

    async def with_source(self, scope: AccessScope) -> list[Document]:
        """Those that come from a folder that is kept in step, in id order."""
        ...

    async def set_validity(self, document: DocumentId, validity: Validity) -> None: ...

    async def set_hold(self, document: DocumentId, hold: Hold | None) -> None: ...

    async def set_readers(
        self,
        document: DocumentId,
        readers: Sequence[Reader] | None,
        *,
        with_parent: bool = False,
    ) -> None:
        """Say who of its entity reads it; None: who reads its collection, with those whom that is
        shared with. What its parents are shared with reads it no longer, unless it only follows
        a parent that is given these readers."""
        ...

    async def classify(self, document: DocumentId, classification: Classification) -> None: ...

    async def to_tag(self, limit: int) -> list[Document]:
        """Documents whose tags in the index lag behind, which are then no longer noted as such:
        who asks has them tagged in the same unit of work."""
        ...

    async def set_own(self, document: DocumentId) -> None:
        """From now on it stays when what it came in is deleted."""
        ...

    async def link(self, parent: DocumentId, child: DocumentId) -> None:
        """The child came in the parent (too). Does nothing where that is known."""
        ...

    async def unlink(self, parent: DocumentId) -> list[Document]:
        """Forget what came in a document; those that nobody added and that now came in nothing."""
        ...

    async def children(self, document: DocumentId) -> list[Document]:
        """What came in with a mail or an archive, whatever its collection, in id order."""
        ...

    async def lock_bytes(self, entity: EntityId, version: VersionId) -> None:
        """Until this unit of work ends nobody else records a document with these bytes."""
        ...

    async def shares_blob(self, entity: EntityId, version: VersionId) -> bool:
        """Whether any document of the entity still has these bytes, now or in a version before.

        It stays so until this unit of work ends: who wants to record them waits.
        """
        ...

    async def delete(self, document: DocumentId) -> None:
        """Remove the document with its versions, readings, leaves, chunks and links.

        Its dead letters are cancelled, purges apart: nobody is to be called for them any more.
        """
        ...

    async def bury(self, tombstone: Tombstone) -> None: ...

    async def tombstone(
        self,
        scope: AccessScope,
        *,
        document: DocumentId | None = None,
        reading: ReadingId | None = None,
    ) -> Tombstone | None:
        """The last one, if the document was in the scope when it was deleted."""
        ...

    def everything(self) -> AsyncIterator[Document]:
        """Every document of every entity, in id order. For maintenance alone: nobody's scope."""
        ...


class Collections(Protocol):
    async def all(self, scope: AccessScope) -> list[Collection]:
        """Those of the scope's own entity that hold a document in scope, or a rule and may hold
        one, by name."""
        ...

    async def find(self, entity: EntityId, name: CollectionId) -> Collection | None: ...

    async def set_retention(self, entity: EntityId, name: CollectionId, days: int | None) -> None:
        """Made where it is not there yet."""
        ...

    async def set_hold(self, entity: EntityId, name: CollectionId, hold: Hold | None) -> None:
        """Made where it is not there yet."""
        ...

    async def set_dense_weight(
        self, entity: EntityId, name: CollectionId, weight: float | None
    ) -> None:
        """Made where it is not there yet."""
        ...

    async def set_readers(
        self, entity: EntityId, name: CollectionId, readers: Sequence[Reader] | None
    ) -> None:
        """Say who reads the documents on it that say nothing else; None: everybody of the entity.
        Made where it is not there yet. The documents are noted as to be tagged."""
        ...

    async def clear(self, entity: EntityId, name: CollectionId, at: datetime, by: str) -> bool:
        """Take back its rules and what it is shared with; False where there is a document on it,
        whoever may see that."""
        ...

    async def expired(self, now: datetime, limit: int) -> list[Document]:
        """Documents past the retention of their collection, and not held, of any entity.

        Those that came in another document go with it, and are not listed.
        """
        ...


class Readings(Protocol):
    async def add(
        self, reading: Reading, chunks: Sequence[Chunk], outcome: Outcome, found: Description
    ) -> None:
        """Store a reading, not live; one with the same id that is not live is replaced."""
        ...

    async def make_live(self, reading: ReadingId) -> list[ReadingId]:
        """Make this the document's only live reading; the ids of those that no longer are.

        The document takes over its version (with that version's name, media type and size), its
        outcome and its description.
        """
        ...

    async def of_document(self, document: DocumentId) -> list[ReadingHead]: ...

    async def find(self, scope: AccessScope, reading: ReadingId) -> ReadingHead | None: ...

    async def heads(
        self, scope: AccessScope, readings: Sequence[ReadingId]
    ) -> dict[ReadingId, ReadingHead]:
        """What `find` gives for each; without those that it does not find."""
        ...

    async def leaf(self, reading: ReadingId, number: int) -> Leaf | None: ...

    async def leaves(
        self, numbers: Sequence[tuple[ReadingId, int]]
    ) -> dict[tuple[ReadingId, int], Leaf]:
        """What `leaf` gives for each; without those that there are not."""
        ...

    async def leaf_labelled(self, reading: ReadingId, label: str) -> Leaf | None: ...

    async def passages(
        self, where: SearchFilter, chunks: Sequence[ChunkId]
    ) -> dict[ChunkId, Passage]:
        """Those of the chunks that are live and inside `where`."""
        ...

    async def sightings(
        self, where: SearchFilter, chunks: Sequence[ChunkId]
    ) -> dict[ChunkId, Sighting]:
        """Those of the chunks that are live and inside `where`; a tenth of the time of
        `passages`."""
        ...

    async def beside(self, where: SearchFilter, chunks: Sequence[ChunkId]) -> list[Sighting]:
        """What stands just before and after each of these chunks in its reading, on the same leaf
        or on the next, as far as it is live and inside `where`; by document, leaf and ordinal."""
        ...

    async def on_leaves(
        self, where: SearchFilter, leaves: Sequence[tuple[DocumentId, int]]
    ) -> list[Sighting]:
        """Every chunk of these leaves of the documents' live readings that is inside `where`, by
        document, leaf and ordinal."""
        ...

    async def chunks(self, reading: ReadingId) -> list[Chunk]: ...

    async def delete(self, reading: ReadingId) -> None:
        """Remove a reading that is not live. Does nothing where it is, or is not there."""
        ...


Pause = Callable[[int], timedelta]
"""How long a job waits, by the number of workers' deaths that it lasted."""


class Jobs(Protocol):
    """Where a scope is asked for, a job is in it as its document is, within the scope's own entity.
    One of a document that is gone is in every scope by its batch, and else in those that hold
    documents whoever reads them."""

    async def add(self, job: Job) -> None: ...

    async def find(self, job: JobId) -> Job | None: ...

    async def claim(
        self, lane: Lane, worker: str, now: datetime, until: datetime, chunks: int = 0
    ) -> list[Job]:
        """Take the best job of a lane that may be taken now; none where there is none.

        The most urgent first; of those, the entity whose turn was longest ago; of those, the
        oldest. A job waits for every older unfinished job of its document; one that tags only for
        what runs in the embed lane. Of several workers that claim at once, each gets others.
        Counts the attempt.

        In the embed lane, more of the same kind and generation are taken in the same order, until
        their `total`s sum up to `chunks`. One whose worker died, or that was given back again and
        again, goes alone.
        """
        ...

    async def extend(self, jobs: Sequence[JobId], worker: str, until: datetime) -> frozenset[JobId]:
        """Hold claimed jobs for longer; those still held: not taken over, not cancelled."""
        ...

    async def tell(self, job: JobId, worker: str, stage: str, done: int, total: int) -> None:
        """Record progress."""
        ...

    async def hand_over(self, job: JobId, worker: str, reading: ReadingId, chunks: int) -> bool:
        """From the read lane to the embed lane, queued and untried; False where the lease was
        lost."""
        ...

    async def finish(
        self,
        job: JobId,
        worker: str,
        state: JobState,
        *,
        error: ErrorItem | None = None,
        outcome: Outcome | None = None,
    ) -> bool:
        """Close a claimed job (done or failed); False where the lease was lost."""
        ...

    async def release(
        self,
        job: JobId,
        worker: str,
        not_before: datetime | None = None,
        error: ErrorItem | None = None,
    ) -> bool:
        """Give a claimed job back as if it had not been tried; False where the lease was lost.

        With an `error` it counts as a retry.
        """
        ...

    async def reclaim(self, now: datetime, pause: Pause) -> int:
        """Queue again what is running under a lease that has ended; how many there were."""
        ...

    async def end_leases(self, lanes: Sequence[Lane], now: datetime, pause: Pause) -> None:
        """Queue again whatever runs. Only for who knows that nobody else works in these lanes."""
        ...

    async def claimable(self, now: datetime) -> frozenset[Lane]:
        """Lanes with a job that may be taken now."""
        ...

    async def more_urgent(self, lane: Lane, than: Priority, now: datetime) -> bool:
        """Whether a job of this lane that may be taken now goes before one of this priority."""
        ...

    async def of_document(self, document: DocumentId) -> list[Job]:
        """Jobs of a document that are queued or running, oldest first."""
        ...

    async def last(self, documents: Sequence[DocumentId]) -> dict[DocumentId, Job]:
        """The newest job that reads each document (ingest or reread), whatever its state."""
        ...

    async def cancel(self, document: DocumentId, batch: BatchId | None = None) -> list[Job]:
        """Cancel what reads a document (ingest), queued or running, of this batch alone where one
        is given; what they were. Lock the document first."""
        ...

    async def abandon(self, document: DocumentId) -> None:
        """Cancel whatever is to be done for a document that is deleted, purges apart."""
        ...

    async def join_batch(self, job: JobId, batch: BatchId) -> None: ...

    async def progress(self, scope: AccessScope, batch: BatchId) -> BatchProgress | None:
        """None where the scope's entity has no such batch, or nothing of it is in the scope."""
        ...

    async def in_batch(
        self, scope: AccessScope, batch: BatchId, limit: int, after: JobId | None = None
    ) -> list[Job]:
        """In id order, those after `after` only."""
        ...

    async def dead(self, scope: AccessScope | None, limit: int) -> list[Job]:
        """Dead letters, newest first; of every entity without a scope."""
        ...

    async def unfinished(self, scope: AccessScope, limit: int) -> list[Job]:
        """Of the scope's entity: those that run, then those that are queued, oldest first."""
        ...

    async def requeue(self, job: JobId) -> Job | None:
        """Queue a dead or cancelled job as if it were new; None where it is neither."""
        ...

    async def backlog(self, entity: EntityId) -> Backlog:
        """How many ingests wait or run."""
        ...

    async def of_generation(self, generation: GenerationId) -> int:
        """How many queued or running jobs work for it."""
        ...

    async def forget(self, before: datetime) -> int:
        """Delete what was done or cancelled before this moment; how many there were."""
        ...


class Generations(Protocol):
    async def all(self) -> list[Generation]:
        """Oldest first, dropped ones apart."""
        ...

    async def live(self) -> Generation | None: ...

    async def add(self, generation: Generation) -> None:
        """Raises `Conflict` where it would be the second that is live, or that is being built."""
        ...

    async def hold_live(self) -> Generation | None:
        """The live one, which stays so until this unit of work ends; None also at the moment in
        which another takes its place. Ask it before any document is locked."""
        ...

    async def take_turn(self) -> None:
        """One at a time decides what generations need, until its unit of work ends."""
        ...

    async def give_up(self, generation: GenerationId) -> bool:
        """Retire one that is being built; False where it is not, or no longer."""
        ...

    async def delete(self, generation: GenerationId) -> None: ...

    async def cover(
        self, generation: GenerationId, document: DocumentId, reading: ReadingId
    ) -> None:
        """The generation's index holds this reading for this document, and none other."""
        ...

    async def covered(self, generation: GenerationId, document: DocumentId) -> ReadingId | None: ...

    async def missing(self, generation: GenerationId, limit: int) -> list[Document]:
        """Documents with a live reading that the generation does not hold yet, in id order.

        Of a generation that rereads, any reading of the document's version is enough.
        """
        ...

    async def counts(self, generation: GenerationId) -> tuple[int, int]:
        """Documents it holds, and documents with a live reading."""
        ...

    async def switch(self, generation: GenerationId) -> GenerationId | None:
        """Make the one that is being built live and retire the one that was: its id.

        Every reading that it holds goes live as `Readings.make_live` does. Raises `NotFound` where
        it is not being built (any more); nothing more can be done in this unit of work then.
        """
        ...


class UnitOfWork(Protocol):
    """One transaction. Commits when its context ends without an error, else rolls back."""

    documents: Documents
    collections: Collections
    readings: Readings
    jobs: Jobs
    generations: Generations
    grids: Grids
    logins: Logins
    keys: Keys
    people: People
    ledger: LedgerRecords
    shares: Shares
    use_cases: UseCases
    reviews: Reviews
    quotas: Quotas
    usage: Usage

    @property
    def today(self) -> date:
        """The day, in UTC, that permissions are looked at on, by the database's one clock. It stays
        so to the end of the unit of work."""
        ...

    def after_commit(self, lane: Lane) -> None:
        """Wake a worker of this lane once, and only if, the transaction has committed."""
        ...


class Database(Protocol):
    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Raises `Unavailable` where the database does not answer."""
        ...

    async def reclaim_space(self) -> None:
        """Overwrite or give back what deleted rows leave behind, as far as this database can."""
        ...

    async def close(self) -> None: ...
