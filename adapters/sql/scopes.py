"""Access scopes as SQL. Every read of a document, or of what is below one, goes through here."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from adapters.sql.tables import documents
from core.principals import AccessScope


def within(scope: AccessScope) -> ColumnElement[bool]:
    """Whether a row of `documents` is inside the scope. No collection at all: nothing is."""
    inside = and_(
        documents.c.entity == scope.entity,
        documents.c.classification <= int(scope.clearance),
    )
    if scope.collections is None:
        return inside
    return and_(inside, documents.c.collection.in_(scope.collections))
