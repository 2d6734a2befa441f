"""What was told to somebody, and a hash of it that tells nothing once its salt is destroyed."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from governance.ledger.chain import canonical

FIELDS = ("state", "answer", "citations", "sentences", "contradictions", "reason")
"""Of an answer's JSON, those that the hash is of; the others tell how it was found."""


def told_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answer[name] for name in FIELDS if name in answer}


def salted_hash(salt: bytes, told: Mapping[str, Any]) -> str:
    """SHA-256 over the salt and the canonical JSON. Without the salt, which is sealed with the
    answer, nobody can find out a short answer by trying."""
    return sha256(salt + canonical(told).encode()).hexdigest()
