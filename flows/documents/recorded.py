"""What the ledger says of documents: names, reasons and who, sealed; ids and states for ever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.documents import Document
from core.ids import CollectionId, EntityId, VersionId
from core.ledger import Entry, RecordKind
from flows.documents.accepted import Accepted
from flows.permissions.permit import told_readers

RETENTION = "retention"
"""Who a tombstone says deleted what its collection keeps no longer: nobody."""


def accepted(by: str, sent: VersionId, was: Accepted) -> Entry:
    document = was.document
    readers, persons = told_readers(document.readers)
    body = {
        "document": document.id,
        "version": sent,
        "collection": document.collection,
        "classification": document.classification.name.lower(),
        "readers": readers,
        "unchanged": was.unchanged,
    }
    personal = {"name": document.name, **persons}
    return Entry(document.entity, RecordKind.ACCEPTED, body, by, personal)


def deleted(document: Document, by: str) -> Entry:
    body = {"document": document.id, "version": document.version}
    if by == RETENTION:
        return Entry(document.entity, RecordKind.DELETED, {**body, "by": RETENTION})
    return Entry(document.entity, RecordKind.DELETED, body, by, {"name": document.name})


def document_changed(document: Document, by: str, change: Mapping[str, Any]) -> Entry:
    """`change` has what is set by its field; the reason of a hold is sealed."""
    body, personal = _parted(change)
    return Entry(
        document.entity, RecordKind.CHANGED, {"document": document.id, **body}, by, personal
    )


def source_set(document: Document, by: str, source: str | None) -> Entry:
    """What is in step with a folder goes with its file; the path is sealed, as a name is."""
    body = {"document": document.id, "in_folder": source is not None}
    return Entry(document.entity, RecordKind.CHANGED, body, by, {"source": source})


def collection_changed(
    entity: EntityId, name: CollectionId, by: str, rules: Mapping[str, Any]
) -> Entry:
    body, personal = _parted(rules)
    return Entry(entity, RecordKind.CHANGED, {"collection": name, **body}, by, personal)


def description_corrected(document: Document, by: str, said: dict[str, Any]) -> Entry:
    body = {"document": document.id, "corrected": sorted(said)}
    return Entry(document.entity, RecordKind.CHANGED, body, by, {"said": said})


def _parted(change: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stays for ever, and what is sealed: reasons."""
    body = {f"set_{name}": _told(value) for name, value in change.items() if name != "hold"}
    personal: dict[str, Any] = {}
    if "hold" in change:
        body["held"] = change["hold"] is not None
        personal["reason"] = change["hold"]
    return body, personal


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
