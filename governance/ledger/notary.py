"""Makes records of entries, and opens what they seal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.ledger import Draft, Entry, Head, Record, RecordKey, Secrets, microseconds
from governance.ledger import chain
from governance.ledger.seal import Unsealable, opened, seal, unwrap, wrap

MASTER = "master"
"""Name of the key that wraps those of seals."""
WHO = "who"
"""Field of sealed content: id of the principal."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """The notary of an installation."""

    secrets: Secrets

    def draft(self, entry: Entry) -> Draft:
        if entry.who is None and entry.personal:
            raise ValueError("sealed content without somebody whose it is could never be erased")
        sealed = wrapped = None
        if entry.who is not None:
            key = os.urandom(32)
            content = {**entry.personal, WHO: entry.who}
            sealed = seal(entry.entity, entry.id, content, key)
            wrapped = wrap(self.secrets.secret(MASTER), key)
        until = None if entry.keep_days is None else entry.at + timedelta(days=entry.keep_days)
        return Draft(
            entry.entity,
            entry.id,
            entry.kind,
            microseconds(entry.at),
            entry.closes,
            chain.canonical(entry.body),
            sealed,
            entry.who,
            wrapped,
            None if until is None else microseconds(until),
        )

    def chained(self, head: Head, drafts: Sequence[Draft]) -> list[Record]:
        return chain.chained(head, drafts)

    def opened(self, record: Record, key: RecordKey) -> dict[str, Any]:
        """What a record seals. Raises `Unsealable`."""
        master = self.secrets.known(MASTER)
        if record.sealed is None or master is None:
            raise Unsealable("the master key is not there")
        unwrapped = unwrap(master, key.wrapped)
        return opened(record.entity, record.id, record.sealed, unwrapped)
