"""How records are chained: each hash is over the record's bytes as stored, and the hash before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from struct import Struct
from typing import Any

from core.ledger import Draft, Head, Record

_LABEL = b"probant ledger record 1\0"
_LENGTHS = Struct(">Qq6I")
"""Sequence, microseconds, and how long each text is that follows: no two records frame alike."""


def canonical(value: Mapping[str, Any]) -> str:
    """One text for one JSON value, in ASCII. Raises ValueError, TypeError for what is none."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_of(record: Record) -> bytes:
    """SHA-256 of a record, as its bytes are; its own `hash` is not looked at."""
    texts = (
        record.entity.encode(),
        record.id.encode(),
        record.kind.encode(),
        (record.closes or "").encode(),
        record.body.encode(),
        record.seal_digest,
    )
    lengths = _LENGTHS.pack(record.sequence, record.at_us, *map(len, texts))
    return sha256(b"".join((_LABEL, record.previous, lengths, *texts))).digest()


def chained(head: Head, drafts: Sequence[Draft]) -> list[Record]:
    """Drafts as the records that follow a head."""
    records: list[Record] = []
    previous = head.hash
    for sequence, draft in enumerate(drafts, start=head.sequence + 1):
        record = _record(draft, sequence, previous, b"")
        previous = hash_of(record)
        records.append(_record(draft, sequence, record.previous, previous))
    return records


def _record(draft: Draft, sequence: int, previous: bytes, hashed: bytes) -> Record:
    return Record(
        draft.entity,
        sequence,
        draft.id,
        draft.kind.value,
        draft.at_us,
        draft.closes,
        draft.body,
        draft.sealed,
        previous,
        hashed,
    )
