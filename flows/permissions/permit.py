"""Says who of its entity reads a document or a collection, and how a document is classified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.documents import Document
from core.errors import InvalidRequest
from core.ids import CollectionId, EntityId, Reader
from core.ledger import Entry, RecordKind
from core.principals import Classification
from core.stores import UnitOfWork
from flows.inside import inside
from flows.tagging import tag


@dataclass(frozen=True, slots=True)
class Permissions:
    """What a document says of who may see it."""

    readers: tuple[Reader, ...] | None
    """None: who reads its collection."""
    classification: Classification


def permissions_of(document: Document) -> Permissions:
    return Permissions(document.readers, document.classification)


def check_clearance(classification: Classification, clearance: Classification) -> None:
    """Raises `InvalidRequest`: nobody puts a document beyond what they may see."""
    if classification > clearance:
        raise InvalidRequest(
            f"You may classify documents up to {clearance.name.lower()}.",
            "Name a lower classification, or ask somebody who is cleared for it.",
        )


async def permit(unit: UnitOfWork, document: Document, wanted: Permissions, by: str) -> Document:
    """The document, which the caller has locked, with these permissions from the commit on. Of each
    whose permissions change, it is recorded.

    What came in it alone follows where it was read, or classified, as the document was until now:
    nothing that somebody set apart is opened or closed along.
    """
    before = permissions_of(document)
    if wanted == before:
        return document
    changed = [(document, wanted)]
    for one in await inside(unit, document, lambda child: _follows(child, before)):
        readers = wanted.readers if one.readers == before.readers else one.readers
        same = one.classification == before.classification
        classification = wanted.classification if same else one.classification
        changed.append((one, Permissions(readers, classification)))
    for one, its in changed:
        await _set(unit, one, its, with_parent=one is not document)
        unit.ledger.append(_permitted(one, its, by))
    return replace(document, readers=wanted.readers, classification=wanted.classification)


def _follows(child: Document, before: Permissions) -> bool:
    return child.readers == before.readers or child.classification == before.classification


async def _set(
    unit: UnitOfWork, document: Document, wanted: Permissions, *, with_parent: bool
) -> None:
    if wanted.readers != document.readers:
        readers = wanted.readers
        await unit.documents.set_readers(document.id, readers, with_parent=with_parent)
    if wanted.classification != document.classification:
        await unit.documents.classify(document.id, wanted.classification)
    await tag(unit, document)


async def permit_collection(
    unit: UnitOfWork,
    entity: EntityId,
    name: CollectionId,
    readers: Sequence[Reader] | None,
    by: str,
) -> None:
    """From the commit on these read what is on the collection and says nothing else."""
    await unit.collections.set_readers(entity, name, readers)
    told, persons = told_readers(readers)
    body = {"collection": name, "set_readers": told}
    unit.ledger.append(Entry(entity, RecordKind.PERMITTED, body, by, persons))


def _permitted(document: Document, wanted: Permissions, by: str) -> Entry:
    body: dict[str, Any] = {"document": document.id}
    persons: dict[str, Any] = {}
    if wanted.readers != document.readers:
        body["set_readers"], persons = told_readers(wanted.readers)
    if wanted.classification != document.classification:
        body["set_classification"] = wanted.classification.name.lower()
    return Entry(document.entity, RecordKind.PERMITTED, body, by, persons)


def told_readers(
    readers: Sequence[Reader] | None,
) -> tuple[list[Reader] | None, dict[str, Any]]:
    """Of readers, what the ledger tells for ever: entities and groups; and what it seals: all of
    them, where persons are among them."""
    if readers is None:
        return None, {}
    told = [reader for reader in readers if not reader.startswith("user:")]
    return told, ({} if len(told) == len(readers) else {"readers": list(readers)})
