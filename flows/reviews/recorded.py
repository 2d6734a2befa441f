"""What the ledger says of reviews: who decided, and why, is sealed; what was decided is not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.ledger import Entry, RecordKind
from core.reviews import Review, Ruling


def claimed(who: str, review: Review) -> Entry:
    return Entry(review.entity, RecordKind.REVIEW_CLAIMED, _of(review), who)


def decided(who: str, review: Review, ruling: Ruling, sent: str, now: datetime) -> Entry:
    """`sent` is the hash of the answer that they saw, as it was told."""
    body = {**_of(review), "ruling": ruling.value, "sent": sent, "late": now > review.due_at}
    return Entry(review.entity, RecordKind.REVIEWED, body, who)


def void(review: Review, gone: str) -> Entry:
    """`gone` is `content` or `evidence`."""
    return Entry(review.entity, RecordKind.REVIEW_VOID, {**_of(review), "gone": gone})


def _of(review: Review) -> dict[str, Any]:
    return {
        "review": review.id,
        "use_case": review.use_case,
        "version": review.version,
        "record": review.record,
    }
