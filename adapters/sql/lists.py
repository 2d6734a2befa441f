"""Lists of any length as one parameter of a statement; older SQLite builds take 999 at most."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, literal, select
from sqlalchemy.dialects import postgresql

from adapters.sql.columns import Text, storable
from adapters.sql.transaction import Transaction

_ARRAY = postgresql.ARRAY(postgresql.TEXT(collation="C"))
"""Of which the planner knows how many there are: it looks them up by the index, where it would go
through a table for what it can't see into."""


def listed(transaction: Transaction, values: Iterable[str]) -> Select[tuple[str]]:
    """The values as rows of one column, `value`."""
    given = packed(transaction, values)
    is_sqlite = transaction.is_sqlite
    return _rows(literal(given, Text() if is_sqlite else _ARRAY), is_sqlite=is_sqlite)


def listed_as(name: str, *, is_sqlite: bool) -> Select[tuple[str]]:
    """The same, of the values that the parameter `name` gives, `packed`: for a statement that is
    put together once."""
    given: BindParameter[Any] = bindparam(name, type_=Text() if is_sqlite else _ARRAY)
    return _rows(given, is_sqlite=is_sqlite)


def packed(transaction: Transaction, values: Iterable[str]) -> str | Sequence[str]:
    """What the parameter of a list is given."""
    kept = [storable(value) for value in values]
    return json.dumps(kept) if transaction.is_sqlite else kept


def _rows(given: ColumnElement[Any], *, is_sqlite: bool) -> Select[tuple[str]]:
    if is_sqlite:
        return select(func.json_each(given).table_valued("value", name="listed").c.value)
    return select(func.unnest(given).table_valued("value", name="listed").render_derived().c.value)
