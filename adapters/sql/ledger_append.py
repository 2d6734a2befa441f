"""Records behind a head that is known, in one statement: PostgreSQL alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.types import TypeEngine

from core.ledger import Draft, Record

_TEXTS, _NUMBERS, _BYTES = ARRAY(TEXT()), ARRAY(BigInteger()), ARRAY(LargeBinary())
_LISTS: dict[str, ARRAY[Any]] = {
    "ids": _TEXTS,
    "kinds": _TEXTS,
    "at_us": _NUMBERS,
    "closed": _TEXTS,
    "bodies": _TEXTS,
    "seals": _BYTES,
    "befores": _BYTES,
    "hashes": _BYTES,
    "subjects": _TEXTS,
    "until_us": _NUMBERS,
    "wraps": _BYTES,
}
_GIVEN: dict[str, TypeEngine[Any]] = {
    "of": TEXT(),
    "sequence": BigInteger(),
    "hash": LargeBinary(),
    **_LISTS,
}
_APPENDED = func.probant_ledger_append(
    *(bindparam(name, type_=type_) for name, type_ in _GIVEN.items())
).table_valued(column("sequence", BigInteger()), column("hash", LargeBinary()))
APPEND = select(_APPENDED.c.sequence, _APPENDED.c.hash)
"""Gives back the head that it found: the one that was given, if the records are there now."""


def columns_of(drafts: Sequence[Draft], records: Sequence[Record]) -> dict[str, list[Any]]:
    """Records as lists, with the keys of what they seal."""
    return {
        "ids": [one.id for one in records],
        "kinds": [one.kind for one in records],
        "at_us": [one.at_us for one in records],
        "closed": [one.closes for one in records],
        "bodies": [one.body for one in records],
        "seals": [one.sealed for one in records],
        "befores": [one.previous for one in records],
        "hashes": [one.hash for one in records],
        "subjects": [one.subject for one in drafts],
        "until_us": [one.until_us for one in drafts],
        "wraps": [one.wrapped for one in drafts],
    }
