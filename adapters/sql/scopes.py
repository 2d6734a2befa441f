"""Access scopes as SQL. Every read of a document, or of what is below one, goes through here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, bindparam, exists, or_

from adapters.sql.columns import Text
from adapters.sql.permission_tables import document_readers
from adapters.sql.tables import documents, tombstones
from adapters.sql.transaction import Transaction
from core.principals import AccessScope, SearchFilter


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a filter its statement depends on. Who asks, and when, are parameters: a statement
    that was put together for one serves all others, and holds nothing of anybody."""

    by_readers: bool
    by_collection: bool
    by_day: bool


def shape_of(where: SearchFilter) -> Shape:
    scope = where.scope
    return Shape(scope.readers is not None, scope.collections is not None, where.day is not None)


def values_of(transaction: Transaction, where: SearchFilter) -> dict[str, Any]:
    """The parameters of `inside`."""
    scope = where.scope
    values: dict[str, Any] = {
        "scope_entities": scope.entities,
        "scope_clearance": int(scope.clearance),
    }
    if scope.readers is not None:
        values |= {"scope_readers": scope.readers, "scope_today": transaction.today}
    if scope.collections is not None:
        values["scope_collections"] = scope.collections
    if where.day is not None:
        values["scope_day"] = where.day
    return values


def inside(shape: Shape, values: Mapping[str, Any] | None = None) -> ColumnElement[bool]:
    """Whether a row of `documents` is inside a filter, apart from its list of documents. No reader
    and no collection at all: nothing is. Without values they are given as it is run."""
    a = partial(_parameter, values)
    conditions = [
        documents.c.entity.in_(a("scope_entities", Text())),
        documents.c.classification <= a("scope_clearance", Integer()),
    ]
    if shape.by_readers:
        conditions.append(_may_be_read(a("scope_readers", Text()), a("scope_today", Date())))
    if shape.by_collection:
        conditions.append(documents.c.collection.in_(a("scope_collections", Text())))
    if shape.by_day:
        conditions.append(_holds(a("scope_day", Date())))
    return and_(*conditions)


def within(transaction: Transaction, scope: AccessScope) -> ColumnElement[bool]:
    """Whether a row of `documents` is inside the scope."""
    return searched(transaction, SearchFilter(scope))


def searched(transaction: Transaction, where: SearchFilter) -> ColumnElement[bool]:
    """Whether a row of `documents` is inside the filter, apart from its list of documents."""
    return inside(shape_of(where), values_of(transaction, where))


def beyond(scope: AccessScope, document: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a document that was deleted was more sensitive than the scope may see."""
    return exists().where(
        tombstones.c.document_id == document,
        tombstones.c.classification > int(scope.clearance),
    )


def _may_be_read(readers: Any, today: Any) -> ColumnElement[bool]:
    return exists().where(
        document_readers.c.document_id == documents.c.id,
        document_readers.c.reader.in_(readers),
        document_readers.c.first_day <= today,
        document_readers.c.last_day >= today,
    )


def _holds(day: Any) -> ColumnElement[bool]:
    first, last = documents.c.valid_from, documents.c.valid_until
    return and_(or_(first.is_(None), first <= day), or_(last.is_(None), day <= last))


def _parameter(values: Mapping[str, Any] | None, name: str, kind: Any) -> Any:
    several = isinstance(kind, Text)
    if values is None:
        return bindparam(name, type_=kind, expanding=several)
    return bindparam(None, values[name], type_=kind, expanding=several)
