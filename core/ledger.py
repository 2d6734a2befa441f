"""The ledger: what was asked, answered, refused, added and changed, one chain for each entity.

A record has a body, which stays for ever and so holds nothing personal, and may have sealed content
(who, question, answer, quotes), whose key can be destroyed while the chain stays whole.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Protocol

from core.ids import EntityId, RecordId, new_record_id


class RecordKind(StrEnum):
    ASKED = "asked"
    """Opens: it is there before the first byte of an answer."""
    ANSWERED = "answered"
    ABSTAINED = "abstained"
    INTERRUPTED = "interrupted"
    """Whoever asked went before the end."""
    FAILED = "failed"
    """The answer broke."""
    SEARCHED = "searched"
    REFUSED = "refused"
    """By a rule of the policy."""
    ACCEPTED = "accepted"
    LIVE = "live"
    """A reading of a document answers from now on."""
    UNREAD = "unread"
    """The reading of a document came to nothing."""
    CHANGED = "changed"
    """A document or a collection: where it is, what holds it, how long it is kept, what it says."""
    DELETED = "deleted"
    PERMITTED = "permitted"
    """Who may read a document or a collection, or how sensitive it is."""
    SHARED = "shared"
    UNSHARED = "unshared"
    KEY_CREATED = "key-created"
    KEY_REVOKED = "key-revoked"
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SESSIONS_ENDED = "sessions-ended"
    """Of somebody, by who administers."""
    GRID_ASKED = "grid-asked"
    CELLS_READ = "cells-read"
    USE_CASE_SUBMITTED = "use-case-submitted"
    USE_CASE_EVALUATED = "use-case-evaluated"
    USE_CASE_MOVED = "use-case-moved"
    """To another stage: approved, brought into use, retired."""
    REVIEW_CLAIMED = "review-claimed"
    """An answer that waits, with its question, was shown to who is to decide of it."""
    REVIEWED = "reviewed"
    """Somebody decided of an answer."""
    REVIEW_VOID = "review-void"
    """Nobody can decide any more: the answer or its evidence is gone."""
    OPENED = "opened"
    """Sealed content was shown to an auditor."""
    EXPORTED = "exported"
    REPLAYED = "replayed"
    ERASED = "erased"
    """Keys of sealed content were destroyed, by somebody or by the retention of history; with what
    else was known of a person, where who administers erased them."""


OPENING = RecordKind.ASKED
CLOSING = (
    RecordKind.ANSWERED,
    RecordKind.ABSTAINED,
    RecordKind.INTERRUPTED,
    RecordKind.FAILED,
)
HISTORY = (OPENING, *CLOSING, RecordKind.SEARCHED)
"""What somebody asked and was answered: theirs to erase, as what they did to others' is not."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded; its place in the chain comes with the commit."""

    entity: EntityId
    kind: RecordKind
    body: Mapping[str, Any] = field(default_factory=dict)
    """JSON. Nothing personal: it can never be taken back."""
    who: str | None = None
    """Id of the principal, sealed: its erasure destroys the key. None: the service itself."""
    personal: Mapping[str, Any] = field(default_factory=dict)
    """JSON, sealed; only with `who`."""
    closes: RecordId | None = None
    """The opening record."""
    keep_days: int | None = None
    """How long what it seals can be read; None: as long as history is kept."""
    id: RecordId = field(default_factory=new_record_id)
    at: datetime = field(default_factory=_now)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry in the bytes that are stored, sealed, without its place in the chain."""

    entity: EntityId
    id: RecordId
    kind: RecordKind
    at_us: int
    """Microseconds since 1970 (UTC)."""
    closes: RecordId | None
    body: str
    """Canonical JSON, ASCII."""
    sealed: bytes | None
    subject: str | None
    """Whose content is sealed."""
    wrapped: bytes | None
    """The key of the seal, wrapped."""
    until_us: int | None = None
    """When that key is destroyed; None: when those of history are."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is stored. `kind` is a text: a later version may know more of them."""

    entity: EntityId
    sequence: int
    """From 1."""
    id: RecordId
    kind: str
    at_us: int
    closes: RecordId | None
    body: str
    sealed: bytes | None
    previous: bytes
    hash: bytes
    digest: bytes = b""
    """SHA-256 of what was sealed, of a record that came without it."""

    @property
    def seal_digest(self) -> bytes:
        """What the chain is over: so it can be verified without what is sealed. Empty where nothing
        is."""
        return self.digest if self.sealed is None else sha256(self.sealed).digest()

    @property
    def at(self) -> datetime:
        return moment_of(self.at_us)


@dataclass(frozen=True, slots=True)
class RecordKey:
    """The key of one record's seal, wrapped by the master key. Gone when it is erased."""

    record: RecordId
    subject: str
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of an entity's chain."""

    entity: EntityId
    sequence: int
    hash: bytes


def genesis(entity: EntityId) -> Head:
    """What the first record follows."""
    return Head(entity, 0, bytes(32))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)
_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _US


def moment_of(at_us: int) -> datetime:
    try:
        return _EPOCH + at_us * _US
    except OverflowError:  # changed by somebody: `verify` says so
        return _LATEST if at_us > 0 else _EARLIEST


class Notary(Protocol):
    """Makes records of entries; it knows the master key."""

    def draft(self, entry: Entry) -> Draft:
        """Raises `Unavailable` where the master key can't be read, ValueError for what is no
        JSON."""
        ...

    def chained(self, head: Head, drafts: Sequence[Draft]) -> list[Record]:
        """Drafts of one entity as the records that follow `head`."""
        ...


class Anchor(Protocol):
    """Where signed heads are kept, outside the database: lines are added, never changed."""

    def add(self, lines: Sequence[str]) -> None:
        """Durable on return. Raises OSError."""
        ...

    def lines(self) -> list[str]:
        """Raises OSError; none where nothing was added yet."""
        ...


class Secrets(Protocol):
    """Keys of an installation, each made when it is first asked for."""

    def secret(self, name: str) -> bytes:
        """32 random bytes, the same for every process. Raises `Unavailable`, `Misconfigured`."""
        ...

    def known(self, name: str) -> bytes | None:
        """The same, where it was made before."""
        ...


class LedgerRecords(Protocol):
    """Records of the unit of work's database. There is no way to change one."""

    def append(self, entry: Entry) -> RecordId:
        """It is part of this unit of work: it commits with it, last in its entity's chain then, or
        not at all."""
        ...

    async def entities(self) -> list[EntityId]: ...

    async def head(self, entity: EntityId) -> Head: ...

    async def find(self, entity: EntityId, record: RecordId) -> Record | None: ...

    async def closing(self, entity: EntityId, openings: Sequence[RecordId]) -> list[Record]:
        """The records that close these, in order."""
        ...

    async def last(self, entity: EntityId, limit: int, before: int | None = None) -> list[Record]:
        """Newest first; those before a sequence only."""
        ...

    def records(
        self, entity: EntityId, first: int | None = None, last: int | None = None
    ) -> AsyncGenerator[Sequence[Record], None]:
        """Those from one sequence to another, in order, in batches; from the lowest, also where
        somebody put one before the first."""
        ...

    async def span(
        self, entity: EntityId, start: datetime | None, end: datetime | None
    ) -> tuple[int, int] | None:
        """The first sequence at or after `start`, and the last before `end`; None for none."""
        ...

    async def of_subject(
        self,
        entity: EntityId,
        subject: str,
        limit: int,
        before: int | None = None,
        kinds: Sequence[RecordKind] | None = None,
    ) -> list[Record]:
        """What somebody did, as far as it can still be read, newest first; those before a sequence,
        and of some kinds, only."""
        ...

    async def keys(self, records: Sequence[RecordId]) -> dict[RecordId, RecordKey]:
        """Without those that were erased."""
        ...

    async def erase(
        self, entity: EntityId, subject: str, kinds: Sequence[RecordKind] | None = None
    ) -> int:
        """Destroy the keys of somebody's content, or of that of some kinds; how many."""
        ...

    async def expire(self, before: datetime, now: datetime, limit: int) -> dict[EntityId, int]:
        """Destroy keys of records from before a moment, and of those that have a moment of their
        own that has come; how many of each entity."""
        ...
