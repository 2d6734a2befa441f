"""Looks through a chain, record by record, and says what is wrong with it and where."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.ids import EntityId, RecordId
from core.ledger import CLOSING, OPENING, Record, genesis
from governance.ledger.chain import hash_of
from governance.ledger.heads import SignedHead, is_genuine
from governance.ledger.seal import is_framed

MOST_FINDINGS = 1_000
"""Told of one chain: one cut out of a million may be told by the first of them."""


def _is_as_hashed(record: Record) -> bool:
    try:
        return hash_of(record) == record.hash
    except (
        ValueError,
        TypeError,
        AttributeError,
        struct.error,
    ):  # it can't be framed: ours all could
        return False


class What(StrEnum):
    CHANGED = "changed"
    """The record is not what its hash is of."""
    MISSING = "missing"
    OUT_OF_ORDER = "out of order"
    UNLINKED = "does not follow"
    """It names another record before it than the one that is there."""
    SEAL = "broken seal"
    TAIL = "cut off"
    """The chain ends before a head that was anchored."""
    REWRITTEN = "rewritten"
    """It is not the record that was anchored."""
    SIGNATURE = "bad signature"
    """Of an anchored head."""


@dataclass(frozen=True, slots=True)
class Finding:
    entity: EntityId
    sequence: int
    what: What
    detail: str

    def to_json(self) -> dict[str, Any]:
        return {
            "entity": self.entity,
            "sequence": self.sequence,
            "what": self.what.value,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class Unclosed:
    """A question of which the end is not recorded: it is being answered, or its process died."""

    entity: EntityId
    sequence: int
    id: RecordId
    at: datetime

    def to_json(self) -> dict[str, Any]:
        return {
            "entity": self.entity,
            "sequence": self.sequence,
            "id": self.id,
            "at": self.at.isoformat(),
        }


@dataclass(slots=True)
class Examination:
    """Of one entity's chain, fed in order of the sequence."""

    entity: EntityId
    first: int = 1
    """Of a part of the chain, where it begins: what came before is taken on trust."""
    records: int = 0
    findings: list[Finding] = field(default_factory=list)
    unclosed: dict[RecordId, Unclosed] = field(default_factory=dict)
    _anchored: dict[int, list[SignedHead]] = field(default_factory=dict)
    _following: int = 0
    _previous: bytes | None = None

    def __post_init__(self) -> None:
        self._following = self.first
        self._previous = genesis(self.entity).hash if self.first == 1 else None

    def anchor(self, heads: Iterable[SignedHead], public_key: str | None) -> None:
        """The heads that the chain has to hold. To be read before any record."""
        for one in heads:
            if not is_genuine(one, public_key):
                said = f"the head anchored at {one.at} was not signed with this key"
                self._find(one.head.sequence, What.SIGNATURE, said)
            elif one.head.sequence >= self.first:
                self._anchored.setdefault(one.head.sequence, []).append(one)

    def take(self, record: Record) -> None:
        self.records += 1
        self._place(record)
        if not _is_as_hashed(record):
            self._find(record.sequence, What.CHANGED, "it is not what its hash is of")
        elif self._previous not in (None, record.previous):
            self._find(record.sequence, What.UNLINKED, "it follows another record than this one")
        for one in self._anchored.pop(record.sequence, ()):
            if one.head.hash != record.hash:
                self._find(record.sequence, What.REWRITTEN, f"another was anchored at {one.at}")
        if record.sealed is not None and not is_framed(record.sealed):
            self._find(record.sequence, What.SEAL, "what it seals has not the form of a seal")
        # From here on by what is there: one change is told once.
        self._previous = record.hash
        self._follow(record)

    def end(self, last: int = 0) -> None:
        """No record follows; up to `last` they should all have been there."""
        cut = [one for heads in self._anchored.values() for one in heads]
        beyond = [one for one in cut if one.head.sequence >= self._following]
        if beyond:
            newest = max(beyond, key=lambda one: one.head.sequence)
            said = f"it ends at {self._following - 1}; {newest.head.sequence} was anchored"
            self._find(self._following, What.TAIL, f"{said} at {newest.at}")
        elif self._following <= last:
            said = f"it ends at {self._following - 1}, not at {last}"
            self._find(self._following, What.TAIL, said)

    def _place(self, record: Record) -> None:
        if record.sequence > self._following:
            last = record.sequence - 1
            gone = f"records {self._following} to {last} are" if last > self._following else "it is"
            self._find(self._following, What.MISSING, f"{gone} not there")
            self._previous = None  # what it follows is not there to be compared with
        elif record.sequence < self._following:
            self._find(record.sequence, What.OUT_OF_ORDER, "it stands behind a later one")
        self._following = record.sequence + 1

    def _follow(self, record: Record) -> None:
        if record.kind == OPENING:
            self.unclosed[record.id] = Unclosed(self.entity, record.sequence, record.id, record.at)
        elif record.closes and record.kind in CLOSING:
            self.unclosed.pop(record.closes, None)

    def _find(self, sequence: int, what: What, detail: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(self.entity, sequence, what, detail))
