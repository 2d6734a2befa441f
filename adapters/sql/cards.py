"""What documents are, in a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from adapters.sql.description_tables import facts
from adapters.sql.lists import listed
from adapters.sql.scopes import searched
from adapters.sql.tables import documents
from adapters.sql.transaction import Transaction
from core.description import Field
from core.ids import DocumentId
from core.principals import SearchFilter
from core.stores import Card

_SHOWN = (
    Field.ISSUER,
    Field.PARTY,
    Field.PERIOD,
    Field.KIND,
    Field.DATE,
    Field.LANGUAGE,
    Field.TITLE,
)

_AnyRow = Row[*tuple[Any, ...]]


async def find_cards(
    transaction: Transaction,
    where: SearchFilter,
    limit: int,
    wanted: Sequence[DocumentId] | None,
) -> list[Card] | None:
    """Two statements, the second only where there are no more than `limit`."""
    inside = select(documents.c.id, documents.c.name).where(searched(where))
    for ids in (where.documents, wanted):
        if ids is not None:
            inside = inside.where(documents.c.id.in_(listed(transaction, ids)))
    page = inside.order_by(documents.c.id).limit(limit + 1)
    rows = (await transaction.read(page)).all()
    if len(rows) > limit:
        return None
    told: dict[str, list[_AnyRow]] = {}
    for fact in await transaction.read(_facts(transaction, [row.id for row in rows])):
        told.setdefault(fact.document_id, []).append(fact)
    return [_card(row, told.get(row.id, [])) for row in rows]


def _facts(transaction: Transaction, ids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    shown = [field.value for field in (*_SHOWN, Field.STATEMENT)]
    return (
        select(facts)
        .where(facts.c.document_id.in_(listed(transaction, ids)), facts.c.field.in_(shown))
        .order_by(facts.c.document_id, facts.c.rank)
    )


def _card(row: _AnyRow, told: Sequence[_AnyRow]) -> Card:
    statement = Field.STATEMENT.value
    return Card(
        document=DocumentId(row.id),
        name=row.name,
        facts=tuple((Field(one.field), one.value) for one in told if one.field != statement),
        # A user may say that there is one, without a leaf.
        statements=tuple(
            sorted(
                (one.leaf, one.value)
                for one in told
                if one.field == statement and one.leaf is not None
            )
        ),
    )
