"""Shelves of an entity: how long what is on them is kept, and what holds all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from core.documents import Collection
from core.errors import InvalidRequest, NotFound, Refused
from core.ids import CollectionId, DocumentId, Reader
from core.principals import AccessScope, Classification, Principal
from core.stores import Database, UnitOfWork
from flows.documents.change import KEEP, Keep, chosen, collection_held, held
from flows.documents.collection_names import check_collection
from flows.documents.delete import delete
from flows.documents.recorded import collection_changed
from flows.permissions.overseen import manages, overseen
from flows.permissions.permit import permit_collection
from flows.tagging import tag_noted
from governance.policy import Action, decide
from governance.readers import checked_readers

_FEW = 500
"""Documents that the index follows at once when readers change; the rest comes some at a time."""
_LONGEST_DAYS = (date.max - date.min).days // 10
"""A retention of a thousand years: more than a calendar can go back from today is no error."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is to change of a collection; the rest stays."""

    retention_days: int | Keep | None = KEEP
    """Days after which a document is deleted; None keeps it."""
    hold: str | Keep | None = KEEP
    """Why it is held; None lifts the hold."""
    dense_weight: float | Keep | None = KEEP
    """Of dense against BM25 for its passages, in [0, 1]; None is as everywhere."""
    readers: Sequence[str] | Keep | None = KEEP
    """Who reads the documents on it that say nothing else; None: everybody of the entity."""


@dataclass(frozen=True, slots=True)
class Emptied:
    """A step of the deletion of a collection, in documents."""

    gone: tuple[DocumentId, ...]
    left: int

    def to_json(self) -> dict[str, int]:
        return {"deleted": len(self.gone), "left": self.left}


def collection_to_json(principal: Principal, collection: Collection) -> dict[str, Any]:
    """A collection as `GET /v1/collections` shows it: who reads it is for those who manage."""
    readers = collection.readers
    own = {"readers": list(readers) if readers is not None else None}
    return {**collection.to_json(), **(own if manages(principal) else {})}


@dataclass(frozen=True, slots=True)
class Collections:
    """Lists, rules and empties collections."""

    database: Database

    async def all(self, principal: Principal) -> list[Collection]:
        """By name, with how many documents the principal may read, or manage, on each."""
        async with self.database.begin() as unit:
            return await unit.collections.all(overseen(principal))

    async def change(self, principal: Principal, name: CollectionId, rules: Rules) -> Collection:
        """Made where it is not there yet: rules may come before documents.

        Raises `InvalidRequest`, `Conflict` (another hold), `Refused`.
        """
        check_collection(name)
        _check(rules)
        scope = decide(principal, Action.MANAGE, (name,)).granted()
        _check_cleared(scope, rules)
        async with self.database.begin() as unit:
            if not isinstance(rules.retention_days, Keep):
                await unit.collections.set_retention(scope.entity, name, rules.retention_days)
            if not isinstance(rules.hold, Keep):
                found = await unit.collections.find(scope.entity, name)
                hold = held(found.hold if found else None, rules.hold, principal.id)
                await unit.collections.set_hold(scope.entity, name, hold)
            if not isinstance(rules.dense_weight, Keep):
                await unit.collections.set_dense_weight(scope.entity, name, rules.dense_weight)
            if not isinstance(rules.readers, Keep):
                readers = _checked_readers(scope, rules.readers)
                await permit_collection(unit, scope.entity, name, readers, principal.id)
            if values := chosen(rules):
                unit.ledger.append(collection_changed(scope.entity, name, principal.id, values))
            shown = await _shown(unit, scope, name)
        await tag_noted(self.database, _FEW)
        return shown

    async def empty(self, principal: Principal, name: CollectionId, most: int) -> Emptied:
        """Delete some of its documents, and its rules with the last: call it until none is
        left. Nobody waits for a whole collection, and whoever stops midway can go on.

        Raises `Held` where it is held, or a document of these; `NotFound` where there is none.
        """
        check_collection(name)
        scope = decide(principal, Action.DELETE, (name,)).granted()
        async with self.database.begin() as unit:
            collection = await _shown(unit, scope, name)
            if collection.hold:
                raise collection_held(collection)
            if collection == Collection(scope.entity, name):
                raise NotFound("There is no such collection.")
            page = await unit.documents.page(scope, most)
        gone: list[DocumentId] = []
        for document in page:
            async with self.database.begin() as unit:
                await unit.documents.lock(document.id)
                # It may have gone with the mail or the archive that it came in.
                if found := await unit.documents.find(scope, document.id):
                    went = await delete(unit, found, principal.id)
                    gone += went
        async with self.database.begin() as unit:
            left = await unit.documents.count(scope)
            if not left:
                now = datetime.now(UTC)
                await unit.collections.clear(scope.entity, name, now, principal.id)
        return Emptied(tuple(gone), left)


async def _shown(unit: UnitOfWork, scope: AccessScope, name: CollectionId) -> Collection:
    found = await unit.collections.find(scope.entity, name) or Collection(scope.entity, name)
    return replace(found, documents=await unit.documents.count(scope))


def _checked_readers(
    scope: AccessScope, readers: Sequence[str] | None
) -> tuple[Reader, ...] | None:
    return None if readers is None else checked_readers(scope.entity, readers)


def _check_cleared(scope: AccessScope, rules: Rules) -> None:
    """Who says who reads all that is on a collection, how long it is kept, or that it is held no
    more, says so of what they may not see, too. Raises `Refused`."""
    of_all = (rules.readers, rules.retention_days)
    matters = rules.hold is None or any(not isinstance(one, Keep) for one in of_all)
    if matters and scope.clearance < max(Classification):
        raise Refused(
            "Rules of a collection are set by who may see all that can be on it.",
            f"Ask somebody who is cleared for {max(Classification).name.lower()}.",
            rule="cleared for what is on it",
        )


def _check(rules: Rules) -> None:
    days, weight = rules.retention_days, rules.dense_weight
    if isinstance(days, int) and not 1 <= days <= _LONGEST_DAYS:
        raise InvalidRequest(f"A retention is 1 to {_LONGEST_DAYS} days.")
    if isinstance(weight, float | int) and not 0 <= weight <= 1:
        raise InvalidRequest("The weight of dense search is a number from 0 to 1.")
