"""Which documents go by a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, select

from adapters.sql.description_tables import facts, names
from adapters.sql.lists import listed
from adapters.sql.scopes import searched
from adapters.sql.tables import documents
from adapters.sql.transaction import Transaction
from core.description import Field
from core.ids import DocumentId
from core.principals import SearchFilter
from core.stores import Called

_MOST = 10
"""Times the limit: what is found in all. A question is about fewer things than that."""
MOST_KEYS = 64
"""Keys that are looked up each by itself: of a pasted list of names, those of most words."""


async def find_called(
    transaction: Transaction, where: SearchFilter, keys: Sequence[str], limit: int
) -> list[Called]:
    """A statement for all keys, as most runs of a question's words are no name of anything: one
    look into the index each. Another for each of the others: documents are looked at in id order
    until there are enough, so that a name that all of them share costs no more than another."""
    found: list[Called] = []
    for key in await _known(transaction, where, keys):
        rows = await transaction.read(calling(transaction, where, key, limit))
        found += [
            Called(DocumentId(row.document_id), Field(row.field), row.value, key) for row in rows
        ]
        if len(found) >= _MOST * limit:
            break
    return sorted(found, key=lambda one: (one.document, one.key, one.field, one.value))


async def _known(transaction: Transaction, where: SearchFilter, keys: Sequence[str]) -> list[str]:
    """Those that any document in scope goes by, in the order in which they were asked; at most
    `MOST_KEYS`. What the scope does not hold takes none of these places."""
    asked = listed(transaction, dict.fromkeys(keys)).subquery("asked")
    known = exists().where(
        names.c.entity.in_(where.scope.entities),
        names.c.key == asked.c.value,
        documents.c.id == names.c.document_id,
        searched(transaction, where),
    )
    held = set((await transaction.read(select(asked.c.value).where(known))).scalars())
    first = sorted(held, key=lambda key: (-key.count(" "), key))[:MOST_KEYS]
    return [key for key in dict.fromkeys(keys) if key in first]


def calling(
    transaction: Transaction, where: SearchFilter, key: str, limit: int
) -> Select[*tuple[Any, ...]]:
    """Rows of document_id, field and value: the first `limit` in id order, in any order."""
    inside = (
        select(names.c.document_id, names.c.rank)
        .join(documents, documents.c.id == names.c.document_id)
        .where(names.c.entity.in_(where.scope.entities), names.c.key == key)
        .where(searched(transaction, where))
        .order_by(names.c.document_id, names.c.rank)
        .limit(limit)
    )
    if where.documents is not None:
        inside = inside.where(names.c.document_id.in_(listed(transaction, where.documents)))
    # Values only of those: where few are in scope, many are looked at.
    first = inside.subquery("first")
    same_fact = (facts.c.document_id == first.c.document_id) & (facts.c.rank == first.c.rank)
    return select(facts.c.document_id, facts.c.field, facts.c.value).join(first, same_fact)
