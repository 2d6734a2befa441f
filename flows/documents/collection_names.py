"""Names of collections."""

from __future__ import annotations

import re

from core.errors import InvalidRequest
from core.ids import CollectionId

DEFAULT_COLLECTION = CollectionId("default")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


def check_collection(collection: str) -> None:
    """Raises `InvalidRequest` for a name that is not one."""
    if not _NAME.fullmatch(collection):
        raise InvalidRequest(
            f"{collection[:80]!r} is not a collection name.",
            "Use 1 to 64 lower-case letters, digits, dots, dashes or underscores.",
        )
