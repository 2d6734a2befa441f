"""Events of usage and counts, as rows and back."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row

from core.ids import EntityId, RecordId, TaskId, UseCaseId
from core.principals import Role
from core.usage import KeptEvent, UsageEvent, UsageKind, week_of
from core.usage_store import NO_USE_CASE, Counted, RightsHeld


def event_row(event: UsageEvent, who: str) -> dict[str, Any]:
    return {
        "week": week_of(event.at),
        "at": event.at,
        "kind": event.kind.value,
        "entity": event.entity,
        "use_case": event.use_case or NO_USE_CASE,
        "version": event.version,
        "who": who,
        "record": event.record,
        "task": event.task,
        "value": event.value,
        "decisions": ",".join(one.value for one in event.decisions),
    }


def kept_event(row: Row[*tuple[Any, ...]]) -> KeptEvent:
    return KeptEvent(
        UsageKind(row.kind),
        use_case_of(row.use_case),
        row.at,
        RecordId(row.record) if row.record else None,
        row.value,
        TaskId(row.task) if row.task else None,
    )


def use_case_of(said: str) -> UseCaseId | None:
    return UseCaseId(said) if said != NO_USE_CASE else None


def decided(said: str) -> tuple[UsageKind, ...]:
    return tuple(UsageKind(one) for one in said.split(",") if one)


def parsed_rights(row: Row[*tuple[Any, ...]]) -> RightsHeld:
    roles = frozenset(Role(role) for role in json.loads(row.r))
    return RightsHeld(EntityId(row.entity), roles, frozenset(json.loads(row.g)), row.n)


def counted_row(counted: Counted) -> dict[str, Any]:
    return {
        "period": counted.period,
        "entity": counted.entity,
        "part": counted.part,
        "version": counted.version,
        "counts": counted.counts,
    }
