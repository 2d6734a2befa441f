"""What the ledger says of shares: to whom and why is sealed, as far as that names a person."""

from __future__ import annotations

from typing import Any

from core.ledger import Entry, RecordKind
from core.sharing import Share


def shared(share: Share) -> Entry:
    body = {**_of(share), "from": share.first_day.isoformat(), "until": share.last_day.isoformat()}
    personal = {"reader": share.reader, "reason": share.reason}
    return Entry(share.entity, RecordKind.SHARED, body, share.created_by, personal)


def unshared(share: Share, by: str) -> Entry:
    return Entry(share.entity, RecordKind.UNSHARED, _of(share), by, {"reader": share.reader})


def _of(share: Share) -> dict[str, Any]:
    is_person = share.reader.startswith("user:")
    return {
        "share": share.id,
        "document": share.document,
        "collection": share.collection,
        "reader": None if is_person else share.reader,
    }
