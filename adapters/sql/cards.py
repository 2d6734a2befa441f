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

_SHOWN = {
    field.value: field
    for field in (
        *(Field.ISSUER, Field.PARTY, Field.PERIOD, Field.KIND, Field.DATE),
        *(Field.LANGUAGE, Field.TITLE),
    )
}
_STATEMENT = Field.STATEMENT.value
_FIELDS = (*_SHOWN, _STATEMENT)

_AnyRow = Row[*tuple[Any, ...]]
_Fact = tuple[str, str, int | None]
"""Field, value, and the number of the leaf that shows it."""


async def find_cards(
    transaction: Transaction,
    where: SearchFilter,
    limit: int,
    wanted: Sequence[DocumentId] | None,
) -> list[Card] | None:
    """Two statements, the second only where there are no more than `limit`."""
    inside = select(documents.c.id, documents.c.name).where(searched(transaction, where))
    for ids in (where.documents, wanted):
        if ids is not None:
            inside = inside.where(documents.c.id.in_(listed(transaction, ids)))
    page = inside.order_by(documents.c.id).limit(limit + 1)
    rows = (await transaction.read(page)).all()
    if len(rows) > limit:
        return None
    told: dict[str, list[_Fact]] = {}
    said = await transaction.read(_facts(transaction, [row.id for row in rows]))
    for document, field, value, leaf in said.all():
        told.setdefault(document, []).append((field, value, leaf))
    return [_card(row, told.get(row.id, [])) for row in rows]


def _facts(transaction: Transaction, ids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(facts.c.document_id, facts.c.field, facts.c.value, facts.c.leaf)
        .where(facts.c.document_id.in_(listed(transaction, ids)), facts.c.field.in_(_FIELDS))
        .order_by(facts.c.document_id, facts.c.rank)
    )


def _card(row: _AnyRow, told: Sequence[_Fact]) -> Card:
    return Card(
        document=DocumentId(row.id),
        name=row.name,
        facts=tuple((_SHOWN[field], value) for field, value, _ in told if field in _SHOWN),
        # A user may say that there is one, without a leaf.
        statements=tuple(
            sorted(
                (leaf, value)
                for field, value, leaf in told
                if field == _STATEMENT and leaf is not None
            )
        ),
    )
