"""What people say of answers and of their work: satisfaction, tasks, citations that they open."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from core.errors import Conflict, InvalidRequest, NotFound
from core.ids import RecordId, TaskId, UseCaseId, new_task_id
from core.ledger import OPENING, Record, RecordKind
from core.principals import Principal
from core.stores import Database, UnitOfWork
from core.usage import UsageEvent, UsageKind
from flows.usage.gathering import Gathering
from flows.use_cases.uses import Uses

LONGEST_TASK = timedelta(hours=12)
"""What is finished later was left lying: nobody knows how long it took."""
_ENDED = frozenset({RecordKind.ANSWERED.value, RecordKind.ABSTAINED.value})


@dataclass(frozen=True, slots=True)
class Said:
    """Everybody of their own answers and tasks; nobody needs a role for that."""

    database: Database
    uses: Uses
    usage: Gathering
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def rate(
        self, principal: Principal, record: RecordId, satisfaction: int
    ) -> dict[str, Any]:
        """How satisfied somebody is with an answer of theirs, from 1 to 5; a later word takes the
        place of an earlier one. Raises `NotFound` for a record that is not theirs."""
        async with self.database.begin() as unit:
            opening = await _own(unit, principal, record)
            if opening is None or not await _is_answered(unit, principal, record):
                raise NotFound("There is no such answer of yours.", "`probant.record` names it.")
            event = replace(
                _on(UsageKind.FEEDBACK, principal, opening, self.clock()), value=satisfaction
            )
            if event.use_case:
                who = principal.entity, principal.id
                task = await unit.usage.task_at(*who, event.use_case, opening.at)
                event = replace(event, task=task)
            await unit.usage.rate(event)
        return {"record": record, "satisfaction": satisfaction}

    async def opened(self, principal: Principal, record: str | None) -> None:
        """Note that a citation was opened from an answer of one's own, if `record` names one."""
        if not record:
            return
        async with self.database.begin() as unit:
            opening = await _own(unit, principal, RecordId(record))
        if opening:
            self.usage.note(_on(UsageKind.CITATION_OPENED, principal, opening, self.clock()))

    async def start(self, principal: Principal, use_case: str) -> dict[str, Any]:
        """Begin a piece of work of a use case. Raises `Refused` for one that is not theirs."""
        standing = await self.uses.asked(principal, use_case)
        if standing is None:
            raise InvalidRequest("A task is of a use case.", "`GET /v1/models` lists them.")
        task, now = new_task_id(), self.clock()
        used = standing.use_case
        event = UsageEvent(
            UsageKind.TASK_STARTED, principal.entity, used.id, principal.id, now, used.version
        )
        async with self.database.begin() as unit:
            await unit.usage.add([replace(event, task=task)])
        return _task(task, used.id, now)

    async def finish(self, principal: Principal, task: TaskId, *, is_done: bool) -> dict[str, Any]:
        """It is done, or given up. Raises `NotFound`; `Conflict` where it was finished before, or
        has been open for longer than `LONGEST_TASK`."""
        now = self.clock()
        who = principal.entity, principal.id
        async with self.database.begin() as unit:
            await unit.usage.hold_of(*who)
            found = await unit.usage.task(*who, task)
            if found is None:
                raise NotFound("There is no such task of yours.", "`POST /v1/tasks` begins one.")
            if found.is_finished:
                raise Conflict("It was finished before.", "Begin another one.")
            if is_done and now - found.started_at > LONGEST_TASK:
                raise Conflict(
                    "It has been open for more than 12 hours: how long it took is not known.",
                    "Finish it as abandoned, and begin another one.",
                )
            seconds = max(0, round((now - found.started_at).total_seconds()))
            event = UsageEvent(
                UsageKind.TASK_FINISHED,
                principal.entity,
                found.use_case,
                principal.id,
                now,
                found.version,
                value=seconds if is_done else None,
                task=task,
            )
            await unit.usage.add([event])
        ended = {"finished_at": now.isoformat(), "seconds": seconds if is_done else None}
        outcome = "done" if is_done else "abandoned"
        return {**_task(task, found.use_case, found.started_at), **ended, "outcome": outcome}


def _task(task: TaskId, use_case: UseCaseId | None, started_at: datetime) -> dict[str, Any]:
    return {
        "id": task,
        "use_case": use_case,
        "started_at": started_at.isoformat(),
        "finished_at": None,
        "outcome": None,
        "seconds": None,
    }


async def _own(unit: UnitOfWork, principal: Principal, record: RecordId) -> Record | None:
    """A question that the principal asked, and has not erased."""
    found = await unit.ledger.find(principal.entity, record)
    if found is None or found.kind != OPENING.value:
        return None
    key = (await unit.ledger.keys([record])).get(record)
    return found if key is not None and key.subject == principal.id else None


async def _is_answered(unit: UnitOfWork, principal: Principal, record: RecordId) -> bool:
    closing = await unit.ledger.closing(principal.entity, [record])
    return any(one.kind in _ENDED for one in closing)


def _on(kind: UsageKind, principal: Principal, opening: Record, now: datetime) -> UsageEvent:
    used = json.loads(opening.body).get("use_case") or {}
    return UsageEvent(
        kind,
        principal.entity,
        UseCaseId(used["id"]) if used else None,
        principal.id,
        now,
        used.get("version", ""),
        opening.id,
    )
