"""Names of people where what they did is counted: nobody finds who it is without a key."""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256

from core.ids import EntityId
from core.ledger import Secrets

_KEY = "usage"
_BYTES = 16


@dataclass(frozen=True, slots=True)
class KeyedPseudonyms:
    """HMAC-SHA256 (RFC 2104) of entity and id, 128 bits of it, with a key of the installation that
    is kept outside the database."""

    secrets: Secrets

    def of(self, entity: EntityId, who: str) -> str:
        said = f"{len(entity)}:{entity}{who}".encode("utf-8", "surrogatepass")
        return hmac.digest(self.secrets.secret(_KEY), said, sha256)[:_BYTES].hex()

    def fresh(self) -> str:
        return os.urandom(_BYTES).hex()
