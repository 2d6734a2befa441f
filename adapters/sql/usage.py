"""Usage in SQL: events as they happen, and what was counted of the weeks that have ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, and_, case, cast, delete, func, insert, select, update
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects import postgresql, sqlite

from adapters.sql.identity_tables import people
from adapters.sql.locks import lock_usage, lock_usage_of
from adapters.sql.transaction import Transaction
from adapters.sql.usage_rows import (
    counted_row,
    decided,
    event_row,
    kept_event,
    parsed_rights,
    use_case_of,
)
from adapters.sql.usage_tables import usage_beginners, usage_counts, usage_events, usage_weeks
from core.ids import EntityId, TaskId, UseCaseId
from core.usage import REVIEWED, KeptEvent, Pseudonyms, UsageEvent, UsageKind
from core.usage_store import Counted, Judged, OpenTask, PersonWeek, RightsHeld

_of, _began, _counts = usage_events.c, usage_beginners.c, usage_counts.c
_ENDED = (UsageKind.ANSWERED.value, UsageKind.ABSTAINED.value)
_WEEKLY = (*_ENDED, UsageKind.CITATION_OPENED.value)
_JUDGED = [kind.value for kind in (*REVIEWED, UsageKind.FEEDBACK, UsageKind.TASK_FINISHED)]


class SqlUsage:
    def __init__(self, transaction: Transaction, pseudonyms: Pseudonyms | None) -> None:
        self._transaction = transaction
        self._pseudonyms = pseudonyms

    async def add(self, events: Sequence[UsageEvent]) -> None:
        if self._pseudonyms is None or not events:
            return
        rows = [event_row(one, self._pseudonyms.of(one.entity, one.who)) for one in events]
        await self._transaction.write(insert(usage_events), rows if len(rows) > 1 else rows[0])

    async def rate(self, event: UsageEvent) -> None:
        who = self._who(event.entity, event.who)
        if who is None:
            return
        await lock_usage_of(self._transaction, who)
        said = and_(
            _of.who == who, _of.kind == UsageKind.FEEDBACK.value, _of.record == event.record
        )
        renewed = update(usage_events).where(said).values(value=event.value)
        if not (await self._transaction.write(renewed)).rowcount:
            await self.add([event])

    async def hold_of(self, entity: EntityId, who: str) -> None:
        pseudonym = self._who(entity, who)
        if pseudonym is not None:
            await lock_usage_of(self._transaction, pseudonym)

    async def task(self, entity: EntityId, who: str, task: TaskId) -> OpenTask | None:
        pseudonym = self._who(entity, who)
        found = select(usage_events).where(_of.who == pseudonym, _of.task == task)
        by_kind = {row.kind: row for row in await self._transaction.read(found)}
        started = by_kind.get(UsageKind.TASK_STARTED.value)
        if pseudonym is None or started is None:
            return None
        is_finished = UsageKind.TASK_FINISHED.value in by_kind
        use_case = use_case_of(started.use_case)
        return OpenTask(entity, use_case, started.version, started.at, is_finished)

    async def task_at(
        self, entity: EntityId, who: str, use_case: UseCaseId, moment: datetime
    ) -> TaskId | None:
        theirs = and_(_of.who == self._who(entity, who), _of.use_case == use_case)
        started = and_(theirs, _of.kind == UsageKind.TASK_STARTED.value, _of.at <= moment)
        ended = select(_of.task).where(
            theirs, _of.kind == UsageKind.TASK_FINISHED.value, _of.at < moment
        )
        found = select(_of.task).where(started, _of.task.not_in(ended))
        task = (await self._transaction.read(found.order_by(_of.at.desc()).limit(1))).scalar()
        return TaskId(task) if task else None

    async def of_person(
        self, entity: EntityId, who: str, limit: int, after: int = 0
    ) -> list[tuple[int, KeptEvent]]:
        found = select(usage_events).where(_of.who == self._who(entity, who), _of.id > after)
        rows = await self._transaction.read(found.order_by(_of.id).limit(limit))
        return [(row.id, kept_event(row)) for row in rows]

    async def detach(self, entity: EntityId, who: str) -> int:
        if self._pseudonyms is None:
            return 0
        known, fresh = self._pseudonyms.of(entity, who), self._pseudonyms.fresh()
        # The record would lead to whoever asked, in a backup of the ledger's keys.
        theirs = update(usage_events).where(_of.who == known)
        done = await self._transaction.write(theirs.values(who=fresh, record=None))
        began = update(usage_beginners).where(_began.who == known)
        await self._transaction.write(began.values(who=fresh))
        return done.rowcount

    async def hold(self) -> None:
        await lock_usage(self._transaction)

    async def first_day(self) -> date | None:
        found = await self._transaction.read(select(func.min(_of.week)))
        first: date | None = found.scalar()
        return first

    async def settled(self) -> list[date]:
        found = select(usage_weeks.c.week).order_by(usage_weeks.c.week)
        return list((await self._transaction.read(found)).scalars())

    async def person_weeks(self, week: date) -> list[PersonWeek]:
        key = (_of.entity, _of.use_case, _of.who)
        ended = _of.kind.in_(_ENDED)
        counts = (
            select(
                *key,
                _sum(_of.kind == UsageKind.ANSWERED.value).label("answered"),
                _sum(_of.kind == UsageKind.ABSTAINED.value).label("abstained"),
                _sum(and_(ended, _of.value == 1)).label("begun"),
                _sum(_of.kind == UsageKind.CITATION_OPENED.value).label("opened"),
            )
            .where(_of.week == week, _of.kind.in_(_WEEKLY))
            .group_by(*key)
            .subquery()
        )
        of = counts.c
        same = and_(_began.who == of.who, _began.entity == of.entity)
        same = and_(same, _began.use_case == of.use_case)
        found = select(counts, _began.week.label("first_week")).outerjoin(usage_beginners, same)
        return [
            PersonWeek(
                EntityId(row.entity),
                use_case_of(row.use_case),
                row.who,
                row.first_week,
                row.answered,
                row.abstained,
                row.begun,
                row.opened,
            )
            for row in await self._transaction.read(found)
        ]

    async def judged(self, first: date, last: date) -> list[Judged]:
        rated = _of.kind == UsageKind.FEEDBACK.value
        done = _of.kind == UsageKind.TASK_FINISHED.value
        # How long a task took is added up; that it was done at all tells it from one given up.
        value = func.coalesce(_of.value, -1)
        said = case((rated, value), (and_(done, _of.value.is_not(None)), 1), else_=-1)
        in_task = case((_of.task.is_(None), 0), else_=1)
        key = (_of.entity, _of.use_case, _of.version, _of.who, _of.kind, _of.decisions)
        seconds = func.sum(case((done, func.coalesce(_of.value, 0)), else_=0))
        found = (
            select(
                *key,
                said.label("said"),
                in_task.label("in_task"),
                func.count().label("times"),
                cast(seconds, Integer).label("seconds"),
            )
            .where(_of.week.between(first, last), _of.kind.in_(_JUDGED))
            .group_by(*key, said, in_task)
        )
        return [
            Judged(
                EntityId(row.entity),
                use_case_of(row.use_case),
                row.version,
                row.who,
                UsageKind(row.kind),
                decided(row.decisions),
                None if row.said < 0 else row.said,
                bool(row.in_task),
                row.times,
                row.seconds,
            )
            for row in await self._transaction.read(found)
        ]

    async def rights_held(self) -> list[RightsHeld]:
        # As texts: PostgreSQL knows no equality of JSON.
        roles, groups = (cast(column, SqlText) for column in (people.c.roles, people.c.groups))
        key = (people.c.entity, roles, groups)
        found = select(
            people.c.entity, roles.label("r"), groups.label("g"), func.count().label("n")
        ).group_by(*key)
        return [parsed_rights(row) for row in await self._transaction.read(found)]

    async def settle(
        self, week: date, counted: Sequence[Counted], beginners: Sequence[PersonWeek]
    ) -> None:
        await self._transaction.write(insert(usage_weeks).values(week=week))
        if counted:
            rows = [counted_row(one) for one in counted]
            await self._transaction.write(insert(usage_counts), rows)
        began = [
            {
                "who": one.who,
                "entity": one.entity,
                "use_case": one.use_case or "",
                "week": week,
            }
            for one in beginners
        ]
        if began:
            dialect = sqlite if self._transaction.is_sqlite else postgresql
            known = dialect.insert(usage_beginners).on_conflict_do_nothing()
            await self._transaction.write(known, began)

    async def counted(
        self, periods: Sequence[str], entity: EntityId | None = None
    ) -> list[Counted]:
        found = select(usage_counts).where(_counts.period.in_(periods))
        if entity is not None:
            found = found.where(_counts.entity == entity)
        ordered = found.order_by(_counts.period, _counts.entity, _counts.part, _counts.version)
        return [
            Counted(row.period, EntityId(row.entity), row.part, row.version, row.counts)
            for row in await self._transaction.read(ordered)
        ]

    async def forget(self, before: date, limit: int) -> int:
        counted = select(usage_weeks.c.week)
        old = select(_of.id).where(_of.week < before, _of.week.in_(counted)).limit(limit)
        gone = delete(usage_events).where(_of.id.in_(old))
        return (await self._transaction.write(gone)).rowcount

    def _who(self, entity: EntityId, who: str) -> str | None:
        return self._pseudonyms.of(entity, who) if self._pseudonyms else None


def _sum(condition: Any) -> Any:
    return cast(func.sum(case((condition, 1), else_=0)), Integer)
