"""What is noted of the usage of an answer that people decided on."""

from __future__ import annotations

from core.reviews import Review
from core.usage import UsageEvent, UsageKind


def outcome_of(review: Review, asker: str) -> UsageEvent | None:
    """Under the name of who asked; None while somebody else has to decide."""
    if review.is_waiting or not review.decisions:
        return None
    return UsageEvent(
        UsageKind(review.state.value),
        review.entity,
        review.use_case,
        asker,
        review.decisions[-1].at,
        review.version,
        review.record,
        decisions=tuple(UsageKind(one.ruling.value) for one in review.decisions),
    )
