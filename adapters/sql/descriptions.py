"""What documents say of themselves, mirrored where queries find it, and the keys they go by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select

from adapters.sql.description_tables import facts, names, naming
from adapters.sql.tables import documents
from adapters.sql.transaction import Transaction
from core import words
from core.description import Description, Fact, Field, corrections_from_json
from core.naming import VERSION, keys_of

_BATCH = 200
"""Documents at a time: their keys take a tenth of a second to make."""
_LONGEST_KEY = 200
"""Characters. Six words in a row that are longer are no name; and PostgreSQL's B-trees refuse keys
over 2.7 kB."""
_RULES = f"{VERSION}.{words.VERSION}"
"""By which keys are made: of names, and of the words in them."""

_AnyRow = Row[*tuple[Any, ...]]
_FactRow = dict[str, Any]
_Said = tuple[_AnyRow, list[_FactRow]]


async def mirror(transaction: Transaction, ids: Sequence[str]) -> None:
    """Record anew what these documents say. Their rows are to be locked.

    Those that say what they said are left alone: most of a generation that was read again.
    """
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        known = await _known(transaction, batch)
        rows = (await _read(transaction, documents.c.id.in_(batch))).all()
        told = [(row, _told(row)) for row in rows]
        changed = [(row, said) for row, said in told if said != known.get(row.id, [])]
        again = [row.id for row, _ in changed]
        if again:
            await transaction.write(delete(facts).where(facts.c.document_id.in_(again)))
            await _record(transaction, changed)


async def renew(transaction: Transaction) -> None:
    """Record anew what all documents say, unless it was recorded by the rules of today."""
    rules = (await transaction.read(select(naming.c.version))).scalar()
    if rules == _RULES:
        return
    # Apart, and not by cascade: migrations go without foreign keys on SQLite.
    for table in (names, facts, naming):
        await transaction.write(delete(table))
    last = ""
    while page := (await _read(transaction, documents.c.id > last)).all():
        await _record(transaction, [(row, _told(row)) for row in page])
        last = page[-1].id
    await transaction.write(insert(naming).values(version=_RULES))


async def _read(transaction: Transaction, which: Any) -> Any:
    said = select(
        documents.c.id, documents.c.entity, documents.c.found, documents.c.corrections
    ).where(which)
    return await transaction.read(said.order_by(documents.c.id).limit(_BATCH))


async def _known(transaction: Transaction, ids: Sequence[str]) -> dict[str, list[_FactRow]]:
    recorded = select(facts).where(facts.c.document_id.in_(ids))
    known: dict[str, list[_FactRow]] = {}
    for row in await transaction.read(recorded.order_by(facts.c.document_id, facts.c.rank)):
        known.setdefault(row.document_id, []).append(row._asdict())
    return known


async def _record(transaction: Transaction, said: Sequence[_Said]) -> None:
    told = [fact for _, of_one in said for fact in of_one]
    called = [name for row, of_one in said for fact in of_one for name in _names(row.entity, fact)]
    if told:
        await transaction.write(insert(facts), told)
    if called:
        await transaction.write(insert(names), called)


def _told(row: _AnyRow) -> list[_FactRow]:
    found = Description.from_json(row.found)
    shown = found.corrected(corrections_from_json(row.corrections))
    return [
        {
            "document_id": row.id,
            "rank": rank,
            "field": fact.field.value,
            "value": fact.value,
            "leaf": fact.leaf,
        }
        for rank, fact in enumerate(_distinct(shown))
    ]


def _distinct(shown: Description) -> Iterator[Fact]:
    """Of several that say the same, the first; a statement is told again on each of its leaves."""
    seen: set[tuple[Field, str, int | None]] = set()
    for fact in shown.facts:
        said = fact.field, fact.value, fact.leaf if fact.field is Field.STATEMENT else None
        if said not in seen:
            seen.add(said)
            yield fact


def _names(entity: str, fact: _FactRow) -> Iterator[dict[str, Any]]:
    for key in keys_of(Field(fact["field"]), fact["value"]):
        if len(key) <= _LONGEST_KEY:
            of_fact = {"document_id": fact["document_id"], "rank": fact["rank"]}
            yield {"entity": entity, "key": key, **of_fact}
