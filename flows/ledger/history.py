"""What somebody asked and was answered: their own to see, to take along, and to erase."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.identity import Seen, rights_to_json
from core.ids import RecordId
from core.ledger import Entry, Record, RecordKind
from core.login import Session
from core.principals import Principal
from core.review_store import StoredReview
from core.stores import Database
from core.usage import KeptEvent
from flows.ledger.ledger import opened_with
from governance.ledger.notary import Sealing
from governance.reviews.sealing import ReviewSeals
from governance.row_seals import Unsealed

_LISTED = (RecordKind.ASKED, RecordKind.SEARCHED)
_PAGE = 100

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class History:
    """Nobody needs a role to see what they themselves did."""

    database: Database
    notary: Sealing
    seals: ReviewSeals

    async def page(
        self, principal: Principal, limit: int, before: int | None = None
    ) -> list[dict[str, Any]]:
        """One's questions with their answers, and searches, newest first, those before a sequence
        only; what was erased or is past its days is not among them."""
        async with self.database.begin() as unit:
            who = principal.entity, principal.id
            found = await unit.ledger.of_subject(*who, limit, before, _LISTED)
            closing = await unit.ledger.closing(principal.entity, [one.id for one in found])
            reviews = await unit.reviews.of_records(principal.entity, [one.id for one in found])
        opened = await self._opened([*found, *closing])
        ends = {one.closes: one for one in closing}
        decided = self._decided(reviews)
        return [
            {**_item(one, ends.get(one.id), opened), "review": decided.get(one.id)} for one in found
        ]

    async def export(self, principal: Principal) -> AsyncGenerator[dict[str, Any], None]:
        """All that is held of somebody, as lines: what they had when they came last, their
        sessions, what is kept of their usage, and what the ledger can still tell of them, newest
        first."""
        for line in await self._known(principal):
            yield line
        async for line in self._used(principal):
            yield line
        before: int | None = None
        while True:
            async with self.database.begin() as unit:
                who = principal.entity, principal.id
                found = await unit.ledger.of_subject(*who, _PAGE, before)
            opened = await self._opened(found)
            for record in found:
                yield {**_head(record), **opened.get(record.id, {})}
            if len(found) < _PAGE:
                return
            before = found[-1].sequence

    async def _used(self, principal: Principal) -> AsyncGenerator[dict[str, Any], None]:
        after = 0
        while True:
            async with self.database.begin() as unit:
                who = principal.entity, principal.id
                found = await unit.usage.of_person(*who, _PAGE, after)
            for _, event in found:
                yield _usage(event)
            if len(found) < _PAGE:
                return
            after = found[-1][0]

    async def _known(self, principal: Principal) -> list[dict[str, Any]]:
        async with self.database.begin() as unit:
            seen = await unit.people.find(principal.id)
            if seen is None or seen.principal.entity != principal.entity:
                return []
            sessions = await unit.logins.of_person(principal.id, _PAGE)
        return [_person(seen), *map(_session, sessions)]

    def _decided(self, rows: Sequence[StoredReview]) -> dict[RecordId, dict[str, str]]:
        """By question: the review of its answer. One that the service did not write so is none."""
        found: dict[RecordId, dict[str, str]] = {}
        for row in rows:
            try:
                review = self.seals.review(row)
            except Unsealed as error:
                log.error("a review does not count: %s", error)
                continue
            found[review.record] = {"id": review.id, "state": review.state.value}
        return found

    async def _opened(self, found: Sequence[Record]) -> dict[str, dict[str, Any]]:
        async with self.database.begin() as unit:
            keys = await unit.ledger.keys([one.id for one in found])
        shown = [opened_with(self.notary, one, keys.get(one.id)) for one in found]
        return {one.record.id: one.content for one in shown if one.content is not None}


def _person(seen: Seen) -> dict[str, Any]:
    person = seen.principal
    rights = rights_to_json(person)
    return {"kind": "person", "id": person.id, **rights, "seen_at": seen.seen_at.isoformat()}


def _session(session: Session) -> dict[str, Any]:
    """Without what lets a browser in."""
    return {
        "kind": "session",
        "name": session.name,
        "started_at": session.started_at.isoformat(),
        "seen_at": session.seen_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
    }


def _usage(event: KeptEvent) -> dict[str, Any]:
    return {
        "kind": "usage",
        "what": event.kind.value,
        "use_case": event.use_case,
        "at": event.at.isoformat(),
        "record": event.record,
        "value": event.value,
        "task": event.task,
    }


def _head(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "sequence": record.sequence,
        "kind": record.kind,
        "at": record.at.isoformat(),
    }


def _item(record: Record, end: Record | None, opened: dict[str, dict[str, Any]]) -> dict[str, Any]:
    told = opened.get(end.id, {}).get("told", {}) if end else {}
    return {
        **_head(record),
        "question": opened.get(record.id, {}).get("question"),
        "state": end.kind if end else None,
        "answer": told.get("answer"),
        "reason": told.get("reason"),
        "citations": told.get("citations", []),
    }


async def expire(database: Database, now: datetime, days: int, limit: int) -> int:
    """Destroy the keys of what is older than `days`, or than its use case keeps it, `limit` at
    most; how many."""
    before = now - timedelta(days=days)
    async with database.begin() as unit:
        gone = await unit.ledger.expire(before, now, limit)
        for entity, count in sorted(gone.items()):
            body = {"records": count, "by": "retention", "before": before.isoformat()}
            unit.ledger.append(Entry(entity, RecordKind.ERASED, body))
    return sum(gone.values())
