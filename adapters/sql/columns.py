"""Column types: what both databases store and give back alike.

PostgreSQL refuses NUL in text, and neither database stores half a surrogate pair; parsers of broken
files produce both. Each such character becomes U+FFFD here, one for one, so that offsets hold.
"""

from __future__ import annotations

import json
import re
import zlib
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ESCAPED = re.compile(r"\\u(?:0000|d[89a-f])")


def storable(text: str) -> str:
    """The text with each character that a database refuses replaced by U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def storable_json(value: Any) -> Any:
    """`storable` in every string of a JSON value, keys apart (ours are literals)."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {key: storable_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable_json(item) for item in value]
    return value


def parsed_moment(text: str) -> datetime:
    """A moment inside a JSON value."""
    return datetime.fromisoformat(text).astimezone(UTC)


class Text(TypeDecorator[str]):
    """Text, sorted by code point."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            # SQLite compares bytes; so does PostgreSQL under this collation, whatever its locale.
            return postgresql.TEXT(collation="C")
        return sa.Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Json(TypeDecorator[Any]):
    """A small JSON value."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return storable_json(value)


class Packed(TypeDecorator[Any]):
    """A large JSON value that no query looks into, compressed."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes:
        text = json.dumps(value, separators=(",", ":"))
        if _ESCAPED.search(text):  # rare: walking 20,000 words each time would not be free
            text = json.dumps(storable_json(value), separators=(",", ":"))
        return zlib.compress(text.encode("ascii"))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else unpacked(value)


def unpacked(value: bytes) -> Any:
    """What a `Packed` column holds, for who reads it as it is stored."""
    return json.loads(zlib.decompress(value))


class Utc(TypeDecorator[datetime]):
    """A moment. Takes any zone, refuses none at all, gives back UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone: what was written is UTC.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
