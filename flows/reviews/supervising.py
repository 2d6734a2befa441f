"""Which answers are told as drafts, and the reviews that are made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.evidence import Citation
from core.ids import new_review_id
from core.ledger import Entry
from core.review_store import StoredReview
from core.reviews import Draft, Review, Supervised
from core.use_cases import Standing, Supervision, UseCase
from governance.reviews.sampling import is_chosen
from governance.reviews.sealing import ReviewSeals


@dataclass(frozen=True, slots=True)
class Supervising:
    seals: ReviewSeals

    def supervised(self, opening: Entry, use_case: Standing | None) -> Supervised | None:
        """How the answer to a question is told, before there is one; None where its use case, if
        any, lets nobody look at it. Raises `Unavailable`."""
        if use_case is None or use_case.use_case.oversight.mode is Supervision.NONE:
            return None
        oversight = use_case.use_case.oversight
        if not is_chosen(self.seals.secrets, oversight, opening.id):
            return Supervised(oversight.mode, None)
        due_at = opening.at + timedelta(hours=oversight.deadline_hours)
        return Supervised(oversight.mode, Draft(new_review_id(), due_at))

    def review(
        self,
        draft: Draft,
        use_case: UseCase,
        opening: Entry,
        closing: Entry,
        citations: Sequence[Citation],
    ) -> StoredReview:
        """The review of what was told, which waits from the moment that it is."""
        review = Review(
            id=draft.review,
            entity=closing.entity,
            use_case=use_case.id,
            version=use_case.version,
            mode=use_case.oversight.mode,
            record=opening.id,
            closing=closing.id,
            documents=tuple(sorted({one.document_id for one in citations})),
            created_at=closing.at,
            due_at=draft.due_at,
        )
        return self.seals.stored(review)
