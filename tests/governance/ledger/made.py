"""Chains to look through, and secrets that are kept in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from core.ids import EntityId
from core.ledger import Entry, Record, RecordKind, genesis
from governance.ledger.examine import Examination, Finding
from governance.ledger.heads import SignedHead, Signer
from governance.ledger.notary import Sealing

NORTH, SOUTH = EntityId("north"), EntityId("south")


@dataclass
class Remembered:
    """Secrets in memory; the same seed gives the same."""

    seed: str = ""
    made: set[str] = field(default_factory=set)

    def secret(self, name: str) -> bytes:
        self.made.add(name)
        return sha256(f"{self.seed} {name}".encode()).digest()

    def known(self, name: str) -> bytes | None:
        return self.secret(name) if name in self.made else None


SECRETS = Remembered()
NOTARY, SIGNER = Sealing(SECRETS), Signer(SECRETS)
PUBLIC = SIGNER.public_key() or (SECRETS.secret("signing") and SIGNER.public_key())


def flipped(data: bytes) -> bytes:
    """With another last byte, whatever it was."""
    return data[:-1] + bytes([data[-1] ^ 1])


def an_entry(number: int = 0, who: str | None = "claire", entity: EntityId = NORTH) -> Entry:
    kind = RecordKind.SEARCHED if who else RecordKind.LIVE
    personal = {"question": f"loyer {number} ?"} if who else {}
    return Entry(entity, kind, {"number": number, "unit": "m²"}, who, personal)


def a_chain(count: int) -> list[Record]:
    """Every third record is the service's own."""
    drafts = [NOTARY.draft(an_entry(n, "claire" if n % 3 else None)) for n in range(count)]
    return NOTARY.chained(genesis(NORTH), drafts)


def examined(records: Sequence[Record], anchored: Sequence[SignedHead] = ()) -> list[Finding]:
    examination = Examination(NORTH)
    examination.anchor(anchored, PUBLIC)
    for record in records:
        examination.take(record)
    examination.end()
    return examination.findings
