"""The form of readers: as whom a document is read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.errors import InvalidRequest
from core.ids import EntityId, Reader
from core.principals import entity_reader

MOST_READERS = 200
"""Of one document or collection: more are a group."""
_LONGEST_NAME = 200
_FORM = re.compile(
    r"(?:entity:(?P<whole>[A-Za-z0-9][A-Za-z0-9._-]{0,79})"
    r"|(?:group|user):(?P<part>[A-Za-z0-9][A-Za-z0-9._-]{0,79})/(?P<name>.+))",
    re.DOTALL,
)


def checked_readers(entity: EntityId, said: Iterable[str]) -> tuple[Reader, ...]:
    """Readers of an entity, in order, each once; nobody else's can be named here.

    Raises `InvalidRequest` for none at all, too many, and what is no reader of this entity.
    """
    readers = tuple(sorted({_checked(one) for one in said}))
    if not 0 < len(readers) <= MOST_READERS:
        raise InvalidRequest(
            f"A document has 1 to {MOST_READERS} readers.",
            f"Name {entity_reader(entity)} for everybody, a group instead of many persons.",
        )
    for reader in readers:
        if _entity_of(reader) != entity:
            raise InvalidRequest(
                f"{reader} is not of {entity}.", "Share it with other entities: `probant share`."
            )
    return readers


def checked_outsider(entity: EntityId, said: str) -> Reader:
    """A reader of another entity. Raises `InvalidRequest`."""
    reader = _checked(said)
    if _entity_of(reader) == entity:
        raise InvalidRequest(
            f"{reader} is of {entity} itself.", "Say who of it reads: `probant permissions`."
        )
    return reader


def _checked(said: str) -> Reader:
    match = _FORM.fullmatch(said)
    name = (match.group("name") or "x") if match else ""
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        raise InvalidRequest(
            f"{said[:80]!r} is no reader.",
            "Write entity:E, group:E/NAME or user:E/ID, where E is the entity.",
        )
    return Reader(said)


def _entity_of(reader: Reader) -> str:
    return reader.partition(":")[2].partition("/")[0]
