"""Signed heads: what the chain of an entity ended with at a moment, so that a cut tail shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.ids import EntityId
from core.ledger import Head, Secrets

SIGNING = "signing"
"""Name of the secret that heads are signed with."""


@dataclass(frozen=True, slots=True)
class SignedHead:
    head: Head
    at: str
    key: str
    """Of the public key, the first 16 digits of its SHA-256."""
    signature: bytes

    def to_json(self) -> dict[str, Any]:
        return {
            "entity": self.head.entity,
            "sequence": self.head.sequence,
            "hash": self.head.hash.hex(),
            "at": self.at,
            "key": self.key,
            "signature": self.signature.hex(),
        }

    def line(self) -> str:
        return json.dumps(self.to_json())


def parsed(line: str) -> SignedHead:
    """Raises ValueError for what is no signed head."""
    return head_from_json(json.loads(line))


def head_from_json(data: Any) -> SignedHead:
    """Raises ValueError for what is no signed head."""
    try:
        sequence = data["sequence"]
        if not isinstance(sequence, int) or isinstance(sequence, bool) or sequence < 1:
            raise ValueError("the sequence is no number from 1")
        head = Head(EntityId(str(data["entity"])), sequence, bytes.fromhex(data["hash"]))
        signature = bytes.fromhex(data["signature"])
        return SignedHead(head, str(data["at"]), str(data["key"]), signature)
    except (KeyError, TypeError) as error:
        raise ValueError("it is no signed head") from error


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs heads with the installation's key."""

    secrets: Secrets

    def signed(self, heads: Sequence[Head]) -> list[SignedHead]:
        private = Ed25519PrivateKey.from_private_bytes(self.secrets.secret(SIGNING))
        key, at = _name(private.public_key()), datetime.now(UTC).isoformat()
        return [SignedHead(one, at, key, private.sign(_message(one, at))) for one in heads]

    def public_key(self) -> str | None:
        """In hexadecimal; None where nothing was signed yet."""
        secret = self.secrets.known(SIGNING)
        if secret is None:
            return None
        return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw().hex()


def is_genuine(signed: SignedHead, public_key: str | None) -> bool:
    """Whether the owner of this public key signed it."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key or ""))
        public.verify(signed.signature, _message(signed.head, signed.at))
    except (InvalidSignature, ValueError):
        return False
    return True


def _message(head: Head, at: str) -> bytes:
    entity, moment = head.entity.encode(), at.encode()
    lengths = f"{len(entity)} {len(moment)} {head.sequence} ".encode()
    return b"".join((b"probant ledger head 1\0", lengths, entity, moment, head.hash))


def _name(public: Ed25519PublicKey) -> str:
    return sha256(public.public_bytes_raw()).hexdigest()[:16]
