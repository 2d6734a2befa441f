"""What is set of a document by hand: where it is, when it counts, who reads it, a legal hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from core.documents import Collection, Document, Hold, Validity
from core.errors import Conflict, Held, InvalidRequest
from core.ids import CollectionId, DocumentId
from core.principals import AccessScope, Classification
from core.stores import UnitOfWork
from flows.documents.collection_names import check_collection
from flows.documents.recorded import document_changed
from flows.documents.shown import locked
from flows.inside import inside
from flows.permissions.permit import Permissions, check_clearance, permissions_of, permit
from flows.tagging import tag
from governance.readers import checked_readers

_LONGEST_REASON = 500
_PERMISSIONS = ("readers", "classification")


class Keep(Enum):
    """Says of a field that it stays as it is."""

    KEEP = "keep"


KEEP = Keep.KEEP


@dataclass(frozen=True, slots=True)
class Change:
    """What is to change; the rest stays."""

    collection: CollectionId | Keep = KEEP
    valid_from: date | Keep | None = KEEP
    valid_until: date | Keep | None = KEEP
    hold: str | Keep | None = KEEP
    """Why it is held; None lifts the hold."""
    readers: Sequence[str] | Keep | None = KEEP
    """Who of its entity reads it; None: who reads its collection."""
    classification: Classification | Keep = KEEP


def chosen(change: Any) -> Mapping[str, Any]:
    """The fields of a change, or of rules, that do not stay as they are; without those that are
    recorded where they are set."""
    values = {one.name: getattr(change, one.name) for one in fields(change)}
    return {
        name: value
        for name, value in values.items()
        if not isinstance(value, Keep) and name not in _PERMISSIONS
    }


async def changed(
    unit: UnitOfWork,
    scope: AccessScope,
    readable: AccessScope,
    by: str,
    document: DocumentId,
    change: Change,
) -> Document:
    """All of a change, or nothing of it. `readable` is what whoever changes it may read."""
    known = await locked(unit, scope, document)
    if values := chosen(change):
        unit.ledger.append(document_changed(known, by, values))
    known = await permit(unit, known, _permissions(scope, known, change), by)
    if not isinstance(change.hold, Keep):
        known = await _set_hold(unit, known, held(known.hold, change.hold, by))
    if not isinstance(change.collection, Keep) and change.collection != known.collection:
        known = await _moved(unit, readable, known, change.collection)
    validity = _validity(known.validity, change)
    return await set_validity(unit, known, validity) if validity != known.validity else known


def held(present: Hold | None, reason: str | None, by: str) -> Hold | None:
    """The hold that takes the place of the present one, whose reason it has to repeat.

    Raises `InvalidRequest` (reason), `Conflict` where the present one would be forgotten.
    """
    if reason is None:
        return None
    reason = " ".join("".join(c if c.isprintable() else " " for c in reason).split())
    if not 0 < len(reason) <= _LONGEST_REASON:
        raise InvalidRequest(f"A hold has a reason of 1 to {_LONGEST_REASON} characters.")
    if present is None:
        return Hold(reason, by, datetime.now(UTC))
    if present.reason == reason:
        return present
    if present.reason not in reason:
        remedy = "Repeat that reason in the new one: both then count."
        raise Conflict(f"It is held already: {present.reason}", remedy)
    return Hold(reason, by, datetime.now(UTC))


async def _set_hold(unit: UnitOfWork, document: Document, hold: Hold | None) -> Document:
    await unit.documents.set_hold(document.id, hold)
    return replace(document, hold=hold)


def _validity(present: Validity, change: Change) -> Validity:
    first = present.first if isinstance(change.valid_from, Keep) else change.valid_from
    last = present.last if isinstance(change.valid_until, Keep) else change.valid_until
    try:
        return Validity(first, last)
    except ValueError as error:
        raise InvalidRequest("The document would cease to be valid before it begins.") from error


async def set_validity(unit: UnitOfWork, document: Document, validity: Validity) -> Document:
    await unit.documents.set_validity(document.id, validity)
    await tag(unit, document)
    return replace(document, validity=validity)


def _permissions(scope: AccessScope, document: Document, change: Change) -> Permissions:
    before = permissions_of(document)
    readers, classification = before.readers, before.classification
    if not isinstance(change.readers, Keep):
        said = change.readers
        readers = None if said is None else checked_readers(document.entity, said)
    if not isinstance(change.classification, Keep):
        check_clearance(change.classification, scope.clearance)
        classification = change.classification
    return Permissions(readers, classification)


async def _moved(
    unit: UnitOfWork, readable: AccessScope, document: Document, to: CollectionId
) -> Document:
    """With what came in it and in nothing else: readers of the one are readers of the other.

    Raises `Conflict` where its bytes are there already, as far as whoever moves it may know;
    `Held`.
    """
    check_collection(to)
    there = replace(readable, collections=(to,), sharers=())
    if same := await unit.documents.with_version(there, document.version):
        raise Conflict(f"{to} holds these bytes already, as {same[0].name} ({same[0].id}).")
    beside = await inside(unit, document, lambda child: child.collection == document.collection)
    for one in [document, *beside]:
        await check_collection_not_held(unit, one)
        await unit.documents.move(one.id, to)
        if one.source is not None:  # no path in the folder of the collection that it comes to
            await unit.documents.set_source(one.id, None)
        await tag(unit, one)
    return replace(document, collection=to, source=None)


async def check_collection_not_held(unit: UnitOfWork, document: Document) -> None:
    """Raises `Held`: what a collection holds neither goes nor slips out of it."""
    collection = await unit.collections.find(document.entity, document.collection)
    if collection and collection.hold:
        raise collection_held(collection)


def collection_held(collection: Collection) -> Held:
    reason = collection.hold.reason if collection.hold else ""
    return Held(
        f"The collection {collection.name} is held: {reason}",
        "Ask who placed the hold to lift it.",
    )
