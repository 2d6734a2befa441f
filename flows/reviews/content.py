"""What the ledger still tells of an answer that waits, and of what was decided of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.ids import RecordId
from core.ledger import Record, RecordKey
from core.reviews import Review
from core.stores import UnitOfWork
from flows.ledger.ledger import opened_with
from flows.ledger.shown import ShownRecord
from governance.ledger.notary import Sealing


@dataclass(frozen=True, slots=True)
class Content:
    asker: str
    question: str
    told: Mapping[str, Any]
    """The answer as it was told, with the evidence seen."""
    sent: str
    """Hash of what was told, as the closing record holds it in the open."""


@dataclass(frozen=True, slots=True)
class Contents:
    notary: Sealing

    async def of(self, unit: UnitOfWork, review: Review) -> Content | None:
        """None where it was erased, or can't be read any more."""
        opening = await unit.ledger.find(review.entity, review.record)
        closing = await unit.ledger.find(review.entity, review.closing)
        if opening is None or closing is None:
            return None
        keys = await unit.ledger.keys([opening.id, closing.id])
        asked, closed = self._opened(opening, keys), self._opened(closing, keys)
        question, told = asked.content or {}, closed.content or {}
        if "question" not in question or "told" not in told:
            return None
        sent = closed.to_json()["body"].get("sent", "")
        return Content(question["who"], question["question"], told["told"], sent)

    async def said(self, unit: UnitOfWork, review: Review) -> tuple[Mapping[str, Any], ...] | None:
        """Each decision as `{"by", "ruling", "at", "record", "reason", "correction"}`; None while
        it waits: of two who decide, none knows what the other made of it."""
        if review.is_waiting:
            return None
        keys = await unit.ledger.keys([one.record for one in review.decisions])
        said = []
        for one in review.decisions:
            record = await unit.ledger.find(review.entity, one.record)
            sealed = (self._opened(record, keys).content if record else None) or {}
            why, right = sealed.get("reason"), sealed.get("correction") or None
            said.append({**one.to_json(), "reason": why, "correction": right})
        return tuple(said)

    def _opened(self, record: Record, keys: Mapping[RecordId, RecordKey]) -> ShownRecord:
        return opened_with(self.notary, record, keys.get(record.id))
