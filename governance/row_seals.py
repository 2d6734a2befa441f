"""Rows under a seal: what somebody changed in the database counts no more.

A seal is HMAC-SHA256 over a row in canonical JSON, with a key of the installation that is kept
outside the database.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from core.ledger import Secrets
from governance.ledger.chain import canonical


class Unsealed(ValueError):
    """A row that the service did not write so, or can't read any more."""


@dataclass(frozen=True, slots=True)
class RowSeals:
    """Of rows of one kind. Every method raises `Unavailable` where the key can't be read."""

    secrets: Secrets
    key: str
    """Name of the secret."""

    def of(self, said: Mapping[str, Any]) -> bytes:
        return hmac.digest(self.secrets.secret(self.key), canonical(said).encode(), sha256)

    def check(self, seal: bytes, said: Mapping[str, Any], what: str) -> None:
        """Raises `Unsealed` unless the seal is of this."""
        if not hmac.compare_digest(seal, self.of(said)):
            raise Unsealed(f"{what} was changed outside the service")
