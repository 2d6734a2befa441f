"""Reviews, as they are shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.reviews import Review
from flows.reviews.reviewing import Told

Json = dict[str, Any]


def review_to_json(review: Review, now: datetime) -> Json:
    claim = review.claim
    return {
        "id": review.id,
        "use_case": review.use_case,
        "version": review.version,
        "mode": review.mode.value,
        "state": review.state.value,
        "record": review.record,
        "created_at": review.created_at.isoformat(),
        "due_at": review.due_at.isoformat(),
        "overdue": review.is_overdue(now),
        "claimed_until": claim.until.isoformat() if claim and now < claim.until else None,
        "decisions": len(review.decisions),
        "wanted": review.wanted,
    }


def told_to_json(told: Told, now: datetime) -> Json:
    return {
        **review_to_json(told.review, now),
        "own": told.is_own,
        "question": told.question,
        "answer": told.answer,
        "said": None if told.said is None else list(told.said),
    }
