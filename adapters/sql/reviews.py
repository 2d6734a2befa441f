"""Reviews, as the database keeps them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, and_, insert, or_, select, update

from adapters.sql.columns import parsed_moment
from adapters.sql.lists import listed
from adapters.sql.review_tables import reviews
from adapters.sql.transaction import Transaction
from core.ids import DocumentId, EntityId, RecordId, ReviewId, UseCaseId
from core.review_store import ReviewPlace, StoredReview
from core.reviews import Claim, Decision, Review, ReviewState, Ruling
from core.use_cases import Supervision

_of = reviews.c


class SqlReviews:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, review: StoredReview) -> None:
        await self._transaction.write(insert(reviews).values(_to_row(review)))

    async def change(self, review: StoredReview, seal: bytes) -> bool:
        row = _to_row(review)
        this = and_(_of.id == row.pop("id"), _of.seal == seal)
        changed = await self._transaction.write(update(reviews).where(this).values(row))
        return bool(changed.rowcount)

    async def find(self, entity: EntityId, review: ReviewId) -> StoredReview | None:
        this = select(reviews).where(_of.id == review, _of.entity == entity)
        return next(iter(await self._found(this)), None)

    async def of_records(
        self, entity: EntityId, records: Collection[RecordId]
    ) -> list[StoredReview]:
        these = _of.record.in_(listed(self._transaction, records))
        return await self._found(select(reviews).where(these, _of.entity == entity))

    async def page(
        self,
        entity: EntityId,
        states: Collection[ReviewState],
        limit: int,
        use_case: UseCaseId | None = None,
        after: ReviewPlace | None = None,
    ) -> list[StoredReview]:
        found = select(reviews).where(
            _of.entity == entity, _of.state.in_([state.value for state in states])
        )
        if use_case is not None:
            found = found.where(_of.use_case == use_case)
        if after is not None:
            same = and_(_of.due_at == after.due_at, _of.id > after.id)
            found = found.where(or_(_of.due_at > after.due_at, same))
        return await self._found(found.order_by(_of.due_at, _of.id).limit(limit))

    async def _found(self, found: Select[Any]) -> list[StoredReview]:
        return [_review(row) for row in await self._transaction.read(found)]


def _to_row(stored: StoredReview) -> dict[str, Any]:
    review = stored.review
    claim = review.claim
    return {
        "id": review.id,
        "entity": review.entity,
        "use_case": review.use_case,
        "record": review.record,
        "state": review.state.value,
        "due_at": review.due_at,
        "told": {
            "version": review.version,
            "mode": review.mode.value,
            "closing": review.closing,
            "documents": list(review.documents),
            "created_at": review.created_at.isoformat(),
            "claim": {"by": claim.by, "until": claim.until.isoformat()} if claim else None,
            "decisions": [one.to_json() for one in review.decisions],
        },
        "seal": stored.seal,
    }


def _review(row: Row[*tuple[Any, ...]]) -> StoredReview:
    told = row.told
    claim = told["claim"]
    review = Review(
        id=ReviewId(row.id),
        entity=EntityId(row.entity),
        use_case=UseCaseId(row.use_case),
        version=told["version"],
        mode=Supervision(told["mode"]),
        record=RecordId(row.record),
        closing=RecordId(told["closing"]),
        documents=tuple(map(DocumentId, told["documents"])),
        created_at=parsed_moment(told["created_at"]),
        due_at=row.due_at,
        state=ReviewState(row.state),
        claim=Claim(claim["by"], parsed_moment(claim["until"])) if claim else None,
        decisions=tuple(map(_decision, told["decisions"])),
    )
    return StoredReview(review, row.seal)


def _decision(told: dict[str, Any]) -> Decision:
    at = parsed_moment(told["at"])
    return Decision(told["by"], Ruling(told["ruling"]), at, RecordId(told["record"]))
