"""What the ledger says of reviews: who decided, and why, is sealed; what was decided is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.ledger import Entry, RecordKind
from core.reviews import Decision, Review


def claimed(who: str, review: Review) -> Entry:
    return Entry(review.entity, RecordKind.REVIEW_CLAIMED, _of(review), who)


def decided(
    review: Review, decision: Decision, sent: str, personal: Mapping[str, Any], keep_days: int
) -> Entry:
    """Of a review as it is after the decision; `sent` is the hash of the answer that was seen."""
    body = {
        **_of(review),
        "ruling": decision.ruling.value,
        "state": review.state.value,
        "sent": sent,
        "late": decision.at > review.due_at,
    }
    return Entry(
        *(review.entity, RecordKind.REVIEWED, body, decision.by, personal),
        keep_days=keep_days,
        id=decision.record,
    )


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
