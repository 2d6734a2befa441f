"""Records of the ledger as rows, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.sql.ledger_tables import ledger
from core.ids import EntityId, RecordId
from core.ledger import Draft, Record

COLUMNS = tuple(ledger.c)


def row_of(record: Record) -> dict[str, Any]:
    return {
        "entity": record.entity,
        "sequence": record.sequence,
        "id": record.id,
        "kind": record.kind,
        "at_us": record.at_us,
        "closes": record.closes,
        "body": record.body,
        "sealed": record.sealed,
        "previous": record.previous,
        "hash": record.hash,
    }


def key_row_of(draft: Draft, record: Record) -> dict[str, Any]:
    return {
        "record_id": record.id,
        "entity": record.entity,
        "sequence": record.sequence,
        "subject": draft.subject,
        "at_us": record.at_us,
        "until_us": draft.until_us,
        "wrapped": draft.wrapped,
    }


def record_of(row: Row[*tuple[Any, ...]]) -> Record:
    """Of a row of `COLUMNS`, its bytes as they are."""
    entity, sequence, id_, kind, at_us, closes, body, sealed, previous, hashed = row
    return Record(
        EntityId(entity),
        sequence,
        RecordId(id_),
        kind,
        at_us,
        closes,
        body,
        sealed,
        previous,
        hashed,
    )
