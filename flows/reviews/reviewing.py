"""Answers that wait for people: who looks at them, and what they decide."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from core.errors import Conflict, Gone, NotFound, Refused
from core.ids import ReviewId, UseCaseId, new_record_id
from core.ledger import Entry, RecordKind
from core.principals import AccessScope, Principal
from core.review_store import ReviewPlace, StoredReview
from core.reviews import Decision, Review, ReviewState, Ruling
from core.stores import Database, UnitOfWork
from core.use_cases import UseCase
from flows.ledger.recorder import Recorder
from flows.lineage import hands
from flows.reviews import recorded
from flows.reviews.candidates import candidate
from flows.reviews.content import Content, Contents
from flows.usage.reviewed import outcome_of
from governance.policy import Action, decide
from governance.reviews.rules import (
    check_claimed,
    check_reviewer,
    check_said,
    check_waits,
    claimed,
    decided,
)
from governance.reviews.sealing import ReviewSeals
from governance.row_seals import Unsealed
from governance.use_cases.sealing import Seals

log = logging.getLogger(__name__)

_LOOKED_AT_ONCE = 200
_DECIDED = (ReviewState.ACCEPTED, ReviewState.CORRECTED, ReviewState.REJECTED)


@dataclass(frozen=True, slots=True)
class Told:
    """A review, as far as somebody may see it."""

    review: Review
    is_own: bool
    """Whether they asked what it is of."""
    question: str | None = None
    """With the answer: for who is at it, who decided of it, and who asked."""
    answer: Mapping[str, Any] | None = None
    """As it was told, with the evidence seen."""
    said: tuple[Mapping[str, Any], ...] | None = None
    """`{"ruling", "at", "by", "reason", "correction"}` of each decision: once it is decided."""


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Of the caller's entity. A review is as if it did not exist for who may not decide of such,
    or may not read every document that its answer quotes; who asked sees what became of it."""

    database: Database
    recorder: Recorder
    contents: Contents
    seals: ReviewSeals
    uses: Seals
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def page(
        self,
        principal: Principal,
        limit: int,
        *,
        waiting: bool = True,
        use_case: UseCaseId | None = None,
        after: ReviewPlace | None = None,
    ) -> tuple[list[Told], ReviewPlace | None]:
        """Those that wait for somebody like the caller, or those that were decided, the soonest
        due first; and where the next page goes on. Raises `Refused`."""
        scope = decide(principal, Action.REVIEW).granted()
        states = (ReviewState.WAITING,) if waiting else _DECIDED
        found: list[Told] = []
        while len(found) < limit:
            async with self.database.begin() as unit:
                where = (principal.entity, states, _LOOKED_AT_ONCE, use_case, after)
                rows = await unit.reviews.page(*where)
                for told in await self._theirs(unit, principal, scope, rows, waiting=waiting):
                    found.append(told)
                    if len(found) == limit:
                        return found, _place(told.review)
            if len(rows) < _LOOKED_AT_ONCE:
                return found, None
            after = _place(rows[-1].review)
        return found, after

    async def find(self, principal: Principal, review: ReviewId) -> Told:
        """With the answer for who asked, who is at it, and who decided of it. Raises `NotFound`,
        `Refused`."""
        async with self.database.begin() as unit:
            found = await self._review(unit, principal, review)
            content = await self.contents.of(unit, found)
            is_own = content is not None and content.asker == principal.id
            if not is_own:
                await self._check_reads(unit, principal, found)
            said = await self.contents.said(unit, found)
        claim = found.claim
        is_at_it = claim is not None and claim.holds(principal.id, self.clock())
        has_decided = any(one.by == principal.id for one in found.decisions)
        if content is None or not (is_own or is_at_it or has_decided):
            return Told(found, is_own, said=said)
        return Told(found, is_own, content.question, content.told, said)

    async def claim(self, principal: Principal, review: ReviewId) -> Told:
        """Have it to oneself for a while, and see the question, the answer and its evidence: that
        is recorded first.

        Raises `NotFound`; `Refused` for who may not decide of it; `Conflict` where somebody else is
        at it, or it is decided; `Gone` where the answer or its evidence is: it is void then.
        """
        now = self.clock()
        async with self.database.begin() as unit:
            row, content, gone = await self._for_reviewer(unit, principal, review)
            found = row.review
            mine = claimed(found, principal.id, now)
            if content is not None and not gone:
                await self._change(unit, mine, row)
                unit.ledger.append(recorded.claimed(principal.id, mine))
                return Told(mine, False, content.question, content.told)
            await self._change(unit, replace(found, state=ReviewState.VOID, claim=None), row)
            unit.ledger.append(recorded.void(found, "evidence" if gone else "content"))
        raise Gone("The answer, or evidence that it shows, is gone: it can't be reviewed any more.")

    async def release(self, principal: Principal, review: ReviewId) -> Told:
        """Leave it to others. Does nothing where one is not at it."""
        decide(principal, Action.REVIEW).granted()
        async with self.database.begin() as unit:
            row = await self._row(unit, principal, review)
            await self._check_reads(unit, principal, row.review)
            claim = row.review.claim
            if row.review.is_waiting and claim and claim.by == principal.id:
                freed = replace(row.review, claim=None)
                await self._change(unit, freed, row)
                return Told(freed, False)
            return Told(row.review, False)

    async def settle(
        self,
        principal: Principal,
        review: ReviewId,
        ruling: Ruling,
        reason: str = "",
        correction: str = "",
    ) -> Told:
        """Decide of it, as who is at it.

        Raises what `claim` raises, and `InvalidRequest` where a reason or a correction lacks.
        """
        check_said(ruling, reason, correction)
        now = self.clock()
        async with self.database.begin() as unit:
            row, content, gone = await self._for_reviewer(unit, principal, review)
            found = row.review
            check_claimed(found, principal.id, now)
            if content is None or gone:
                raise Gone("The answer, or evidence that it shows, is gone.", "Claim another one.")
            decision = Decision(principal.id, ruling, now, new_record_id())
            made = decided(found, decision)
            days = (await self._use_case(unit, found)).retention_days
            personal = {"reason": reason, "correction": correction}
            await self._change(unit, made, row)
            unit.ledger.append(recorded.decided(made, decision, content.sent, personal, days))
            if outcome := outcome_of(made, content.asker):
                await unit.usage.add([outcome])
        return Told(made, False, content.question, content.told)

    async def candidates(
        self, principal: Principal, use_case: UseCaseId | None = None
    ) -> AsyncGenerator[dict[str, Any], None]:
        """What was corrected, as questions that an evaluation suite may take up: somebody looks at
        each before it does. That it was taken out is recorded. Raises `Refused`."""
        decide(principal, Action.REVIEW).granted()
        after: ReviewPlace | None = None
        body = {"what": "candidates of evaluation", "use_case": use_case}
        entry = Entry(principal.entity, RecordKind.EXPORTED, body, principal.id)
        await self.recorder.write(entry)
        while True:
            found, after = await self.page(
                *(principal, _LOOKED_AT_ONCE), waiting=False, use_case=use_case, after=after
            )
            for told in found:
                if told.review.state is ReviewState.CORRECTED:
                    async with self.database.begin() as unit:
                        content = await self.contents.of(unit, told.review)
                        said = await self.contents.said(unit, told.review) or ()
                    if content and (found_wrong := candidate(told.review, content, said)):
                        yield found_wrong
            if after is None:
                return

    async def _theirs(
        self,
        unit: UnitOfWork,
        principal: Principal,
        scope: AccessScope,
        rows: Sequence[StoredReview],
        *,
        waiting: bool,
    ) -> list[Told]:
        found = self._opened(rows)
        named = sorted({document for one in found for document in one.documents})
        read = await unit.documents.held(scope, named)
        keys = await unit.ledger.keys([one.record for one in found])
        theirs = [one for one in found if read.issuperset(one.documents) and one.record in keys]
        if not waiting:
            return [Told(one, keys[one.record].subject == principal.id) for one in theirs]
        told: list[Told] = []
        for one in theirs:
            try:
                await self._check_reviewer(unit, principal, one, keys[one.record].subject)
                told.append(Told(one, False))
            except Refused:
                continue
        return told

    async def _for_reviewer(
        self, unit: UnitOfWork, principal: Principal, review: ReviewId
    ) -> tuple[StoredReview, Content | None, bool]:
        """The review with what it is of, None where that was erased, and whether a document that
        it quotes is gone."""
        decide(principal, Action.REVIEW).granted()
        row = await self._row(unit, principal, review)
        found = row.review
        gone = [one for one in found.documents if not await unit.documents.is_taken(one)]
        left = tuple(one for one in found.documents if one not in gone)
        await self._check_reads(unit, principal, replace(found, documents=left))
        check_waits(found)
        content = await self.contents.of(unit, found)
        if content is not None:
            await self._check_reviewer(unit, principal, found, content.asker)
        return row, content, bool(gone)

    async def _check_reviewer(
        self, unit: UnitOfWork, principal: Principal, review: Review, asker: str
    ) -> None:
        others = (asker, *(one.by for one in review.decisions))
        theirs = await hands(unit, principal, *others)
        oversight = (await self._use_case(unit, review)).oversight
        check_reviewer(review, oversight, principal.groups, theirs, asker)

    async def _use_case(self, unit: UnitOfWork, review: Review) -> UseCase:
        """As the version declared it that answered. Raises `Refused` where that was changed."""
        for row in await unit.use_cases.versions(review.use_case):
            if row.version == review.version:
                try:
                    return self.uses.standing(row).use_case
                except Unsealed as error:
                    raise _changed(str(error)) from error
        raise _changed(f"{review.use_case} {review.version[:12]} is not there any more")

    async def _check_reads(self, unit: UnitOfWork, principal: Principal, review: Review) -> None:
        """Raises `NotFound` for who may not decide of such, or may not read what it quotes."""
        scope = decide(principal, Action.REVIEW).scope
        documents = review.documents
        if scope is None or not (await unit.documents.held(scope, documents)) >= set(documents):
            raise _unknown(review.id)

    async def _review(self, unit: UnitOfWork, principal: Principal, review: ReviewId) -> Review:
        return (await self._row(unit, principal, review)).review

    async def _row(self, unit: UnitOfWork, principal: Principal, review: ReviewId) -> StoredReview:
        """Raises `NotFound`; `Refused` where somebody changed it in the database."""
        row = await unit.reviews.find(principal.entity, review)
        if row is None:
            raise _unknown(review)
        try:
            self.seals.review(row)
        except Unsealed as error:
            raise _changed(str(error)) from error
        return row

    async def _change(self, unit: UnitOfWork, review: Review, row: StoredReview) -> None:
        """Raises `Conflict` where somebody else did meanwhile."""
        if not await unit.reviews.change(self.seals.stored(review), row.seal):
            raise Conflict("Somebody else has just changed it.", "Look at it again.")

    def _opened(self, rows: Iterable[StoredReview]) -> list[Review]:
        """Those that the service wrote as they are."""
        found: list[Review] = []
        for row in rows:
            try:
                found.append(self.seals.review(row))
            except Unsealed as error:
                log.error("a review does not count: %s", error)
        return found


def _place(review: Review) -> ReviewPlace:
    return ReviewPlace(review.due_at, review.id)


def _unknown(review: str) -> NotFound:
    return NotFound(f"There is no review {review[:80]!r}.", "`probant review list` lists them.")


def _changed(said: str) -> Refused:
    return Refused(
        f"It does not count: {said}.",
        "Tell who watches over the database.",
        rule="review: changed outside the service",
    )
