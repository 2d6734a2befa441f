"""Lists of any length as one parameter of a statement; older SQLite builds take 999 at most."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import JSON, Select, Text, cast, column, func, literal, select

from adapters.sql.columns import storable
from adapters.sql.transaction import Transaction


def listed(transaction: Transaction, values: Iterable[str]) -> Select[tuple[str]]:
    """The values as rows of one column, `value`."""
    packed = literal(json.dumps([storable(value) for value in values]), Text())
    each = (
        func.json_each(packed)
        if transaction.is_sqlite
        else func.json_array_elements_text(cast(packed, JSON()))
    )
    return select(each.table_valued(column("value", Text()), name="listed").c.value)
