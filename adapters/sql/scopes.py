"""Access scopes as SQL. Every read of a document, or of what is below one, goes through here."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, or_

from adapters.sql.tables import documents
from core.principals import AccessScope, SearchFilter

SCOPES = 256
"""Scopes and days for which a statement is kept, as putting one together takes as long as running
it. It is the statement alone, never what it finds."""


def within(scope: AccessScope) -> ColumnElement[bool]:
    """Whether a row of `documents` is inside the scope. No collection at all: nothing is."""
    inside = and_(
        documents.c.entity == scope.entity,
        documents.c.classification <= int(scope.clearance),
    )
    if scope.collections is None:
        return inside
    return and_(inside, documents.c.collection.in_(scope.collections))


def searched(where: SearchFilter) -> ColumnElement[bool]:
    """Whether a row of `documents` is inside the filter, apart from its list of documents."""
    inside = within(where.scope)
    return inside if where.day is None else and_(inside, _holds_on(where.day))


def _holds_on(day: date) -> ColumnElement[bool]:
    first, last = documents.c.valid_from, documents.c.valid_until
    return and_(or_(first.is_(None), first <= day), or_(last.is_(None), day <= last))
