"""Reviews under a seal, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.ledger import Secrets
from core.review_store import StoredReview
from core.reviews import Review
from governance.row_seals import RowSeals

_KEY = "reviews"


@dataclass(frozen=True, slots=True)
class ReviewSeals:
    secrets: Secrets

    def stored(self, review: Review) -> StoredReview:
        """Raises `Unavailable` where the key can't be read."""
        return StoredReview(review, self._rows.of(_told(review)))

    def review(self, stored: StoredReview) -> Review:
        """Raises `Unsealed` for a row that was changed, `Unavailable`."""
        review = stored.review
        self._rows.check(stored.seal, _told(review), f"the review {review.id}")
        return review

    @property
    def _rows(self) -> RowSeals:
        return RowSeals(self.secrets, _KEY)


def _told(review: Review) -> dict[str, Any]:
    claim = review.claim
    return {
        "kind": "review",
        "id": review.id,
        "entity": review.entity,
        "use_case": review.use_case,
        "version": review.version,
        "mode": review.mode.value,
        "record": review.record,
        "closing": review.closing,
        "documents": list(review.documents),
        "created_at": review.created_at.isoformat(),
        "due_at": review.due_at.isoformat(),
        "state": review.state.value,
        "claim": [claim.by, claim.until.isoformat()] if claim else None,
        "decisions": [one.to_json() for one in review.decisions],
    }
