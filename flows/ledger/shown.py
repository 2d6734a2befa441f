"""A record as people and programs see it."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from core.ledger import Record


@dataclass(frozen=True, slots=True)
class ShownRecord:
    record: Record
    content: dict[str, Any] | None = None
    """What it seals, where that was opened."""
    erased: bool = False
    """Whether what it sealed can't be opened any more; only known where that was tried."""

    def to_json(self) -> dict[str, Any]:
        record = self.record
        opened = {} if self.content is None else {"content": self.content}
        erased = {"erased": True} if self.erased else {}
        return {
            "entity": record.entity,
            "sequence": record.sequence,
            "id": record.id,
            "kind": record.kind,
            "at": record.at.isoformat(),
            "closes": record.closes,
            "body": _parsed(record.body),
            "is_sealed": record.sealed is not None,
            "hash": record.hash.hex(),
            **opened,
            **erased,
        }

    def exported(self, *, sealed: bool) -> dict[str, Any]:
        """All that it takes to verify it: `body` is the text that is hashed. With `sealed`, the
        ciphertext too; else its hash alone."""
        record = self.record
        has = record.sealed is not None
        cipher = b64encode(record.sealed).decode() if record.sealed is not None else None
        opened = {} if self.content is None else {"content": self.content}
        return {
            "entity": record.entity,
            "sequence": record.sequence,
            "id": record.id,
            "kind": record.kind,
            "at": record.at.isoformat(),
            "at_us": record.at_us,
            "closes": record.closes,
            "body": record.body,
            "seal_sha256": record.seal_digest.hex() if has else None,
            "previous": record.previous.hex(),
            "hash": record.hash.hex(),
            **({"sealed": cipher} if sealed and has else {}),
            **opened,
        }


_HALVES = re.compile("[\ud800-\udfff]")


def showable(value: Any) -> Any:
    """The same, with U+FFFD for each half of a surrogate pair: JSON holds it, and no reply can."""
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {showable(key): showable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [showable(item) for item in value]
    return value


def _parsed(body: str) -> Any:
    try:
        return showable(json.loads(body))
    except ValueError:  # changed by somebody: `verify` says so
        return {"unreadable": body}
