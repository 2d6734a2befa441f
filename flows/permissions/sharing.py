"""Lets other entities read, and takes that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from core.documents import Document
from core.errors import InvalidRequest, NotFound, Refused
from core.ids import CollectionId, DocumentId
from core.principals import AccessScope, Classification, Principal
from core.sharing import Share, ShareId, new_share_id
from core.stores import Database, UnitOfWork
from flows.documents.collection_names import check_collection
from flows.documents.shown import locked
from flows.inside import inside
from flows.permissions.recorded import shared, unshared
from flows.tagging import tag, tag_noted
from governance.policy import Action, decide
from governance.readers import checked_outsider

LONGEST_DAYS = 3660
"""Ten years: who still needs it then says so again."""
_LONGEST_REASON = 500
_FEW = 500
"""Documents that the index follows at once; the rest comes some at a time."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is to be shared with whom, and for how long."""

    document: DocumentId | None
    collection: CollectionId | None
    reader: str
    first_day: date | None
    """None: today."""
    last_day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """Every method raises `Refused` for who may not share."""

    database: Database

    async def share(self, principal: Principal, offer: Offer) -> Share:
        """Raises `InvalidRequest`, `NotFound`, `Gone`."""
        scope = decide(principal, Action.SHARE).granted()
        async with self.database.begin() as unit:
            made = await share(unit, scope, principal.id, offer)
        await tag_noted(self.database, _FEW)
        return made

    async def unshare(self, principal: Principal, id_: ShareId) -> Share:
        """The share, revoked from the commit on; as it is where it was revoked before. Raises
        `NotFound`."""
        scope = decide(principal, Action.SHARE).granted()
        async with self.database.begin() as unit:
            ended = await unshare(unit, scope, principal.id, id_)
        await tag_noted(self.database, _FEW)
        return ended

    async def page(
        self, principal: Principal, limit: int, after: ShareId | None = None, *, ended: bool = False
    ) -> list[Share]:
        """What the principal's entity shares, newest first; with `ended`, also what it did."""
        scope = decide(principal, Action.SHARE).granted()
        async with self.database.begin() as unit:
            return await unit.shares.page(scope, limit, after, ended=ended)


async def share(unit: UnitOfWork, scope: AccessScope, by: str, offer: Offer) -> Share:
    """Let a reader of another entity read. It is recorded with who let it, when and why."""
    made = _made(unit, scope, by, offer)
    if made.document is not None:
        document = await locked(unit, scope, made.document)
        within = await inside(unit, document, lambda child: _is_alike(document, child))
        await unit.shares.add(made, [one.id for one in within])
        for one in (document, *within):
            await tag(unit, one)
    else:
        await unit.shares.add(made)
    unit.ledger.append(shared(made))
    return made


async def unshare(unit: UnitOfWork, scope: AccessScope, by: str, id_: ShareId) -> Share:
    known = await unit.shares.find(scope, id_)
    if known is None:
        raise NotFound("There is no such share.")
    if await unit.shares.revoke(id_, datetime.now(UTC), by):
        unit.ledger.append(unshared(known, by))
    return await unit.shares.find(scope, id_) or known


def _is_alike(document: Document, child: Document) -> bool:
    """What its own entity reads less of is not shared along."""
    return (child.readers, child.classification) == (document.readers, document.classification)


def _made(unit: UnitOfWork, scope: AccessScope, by: str, offer: Offer) -> Share:
    if (offer.document is None) == (offer.collection is None):
        raise InvalidRequest("One thing is shared at a time.", "Name a document or a collection.")
    if offer.collection is not None:
        check_collection(offer.collection)
        _check_cleared(scope)
    first = offer.first_day or unit.today
    if offer.last_day < max(first, unit.today) or (offer.last_day - first).days > LONGEST_DAYS:
        raise InvalidRequest(
            "A share ends on a day to come, not before it begins, and within ten years.",
            "Share it again when it has ended.",
        )
    return Share(
        new_share_id(),
        scope.entity,
        offer.document,
        offer.collection,
        checked_outsider(scope.entity, offer.reader),
        first,
        offer.last_day,
        _reason(offer.reason),
        datetime.now(UTC),
        by,
    )


def _check_cleared(scope: AccessScope) -> None:
    """Whoever shares a collection shares what is on it and what comes there, whatever that is.

    Raises `Refused`.
    """
    if scope.clearance < max(Classification):
        raise Refused(
            "A collection is shared by who may see all that can be on it.",
            f"Share its documents, or ask somebody cleared for {max(Classification).name.lower()}.",
            rule="cleared for what is shared",
        )


def _reason(said: str) -> str:
    reason = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    if not 0 < len(reason) <= _LONGEST_REASON:
        raise InvalidRequest(f"A share has a reason of 1 to {_LONGEST_REASON} characters.")
    return reason
