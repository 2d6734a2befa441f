"""Reviews in the database: the soonest due first, and of two who change one at once, one does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.ids import DocumentId, EntityId, RecordId, ReviewId, UseCaseId
from core.review_store import ReviewPlace, StoredReview
from core.reviews import Claim, Decision, Review, ReviewState, Ruling
from core.stores import Database
from core.use_cases import Supervision

NORTH, SOUTH = EntityId("north"), EntityId("south")
START = datetime(2026, 1, 1, tzinfo=UTC)
WAITING = (ReviewState.WAITING,)


def a_review(
    id_: str, days: int = 0, entity: str = NORTH, use_case: str = "leases"
) -> StoredReview:
    review = Review(
        id=ReviewId(id_),
        entity=EntityId(entity),
        use_case=UseCaseId(use_case),
        version="v1",
        mode=Supervision.FOUR_EYES,
        record=RecordId(f"asked-{id_}"),
        closing=RecordId(f"told-{id_}"),
        documents=(DocumentId("d1"), DocumentId("d2")),
        created_at=START,
        due_at=START + timedelta(days=days),
    )
    return StoredReview(review, f"seal of {id_}".encode())


async def stored(database: Database, *reviews: StoredReview) -> None:
    async with database.begin() as unit:
        for review in reviews:
            await unit.reviews.add(review)


async def test_a_review_comes_back_as_it_was(database: Database) -> None:
    waiting = a_review("one")
    await stored(database, waiting)
    decision = Decision("user:a", Ruling.CORRECTED, START, RecordId("decided"))
    changed = replace(
        waiting.review,
        state=ReviewState.CORRECTED,
        claim=Claim("user:b", START + timedelta(minutes=30)),
        decisions=(decision,),
    )
    async with database.begin() as unit:
        assert await unit.reviews.find(NORTH, ReviewId("one")) == waiting
        assert await unit.reviews.change(StoredReview(changed, b"new"), waiting.seal)
    async with database.begin() as unit:
        assert await unit.reviews.find(NORTH, ReviewId("one")) == StoredReview(changed, b"new")
        assert await unit.reviews.find(SOUTH, ReviewId("one")) is None


async def test_who_looked_at_what_it_was_before_changes_nothing(database: Database) -> None:
    first = a_review("one")
    await stored(database, first)
    for number, expected in ((1, True), (2, False)):
        review = replace(first.review, claim=Claim(f"user:{number}", START))
        async with database.begin() as unit:
            new = StoredReview(review, f"new {number}".encode())
            assert await unit.reviews.change(new, first.seal) is expected
    async with database.begin() as unit:
        found = await unit.reviews.find(NORTH, ReviewId("one"))
    assert found
    assert found.seal == b"new 1"


async def test_the_soonest_due_comes_first(database: Database) -> None:
    await stored(
        database,
        a_review("late", 9),
        a_review("soon", 1),
        a_review("same-b", 2),
        a_review("same-a", 2),
        a_review("other", 0, use_case="audit"),
        a_review("theirs", 0, SOUTH),
    )
    async with database.begin() as unit:
        every = await unit.reviews.page(NORTH, WAITING, 10)
        assert [one.review.id for one in every] == ["other", "soon", "same-a", "same-b", "late"]
        after = ReviewPlace(START + timedelta(days=2), ReviewId("same-a"))
        rest = await unit.reviews.page(NORTH, WAITING, 10, UseCaseId("leases"), after)
        assert [one.review.id for one in rest] == ["same-b", "late"]
        assert [one.review.id for one in await unit.reviews.page(NORTH, WAITING, 1)] == ["other"]
        assert await unit.reviews.page(NORTH, (ReviewState.ACCEPTED,), 10) == []


async def test_they_are_found_by_the_questions_that_were_asked(database: Database) -> None:
    await stored(database, a_review("one"), a_review("two"), a_review("theirs", 0, SOUTH))
    asked = [RecordId(f"asked-{one}") for one in ("one", "theirs", "nothing")]
    async with database.begin() as unit:
        found = await unit.reviews.of_records(NORTH, asked)
        assert [one.review.id for one in found] == ["one"]
        assert await unit.reviews.of_records(NORTH, []) == []
