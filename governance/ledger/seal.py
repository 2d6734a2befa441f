"""Sealed content: AES-256-GCM under a key of its own for each record, which a master key wraps.

A seal is its version, a nonce, a commitment to the key, and the ciphertext of compressed JSON. The
commitment is there because GCM alone lets whoever makes a ciphertext find two keys that open it to
two contents.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from core.ids import EntityId, RecordId
from governance.ledger.chain import canonical

_VERSION = b"\x01"
_NONCE, _COMMITMENT, _TAG = 12, 32, 16
_SHORTEST = len(_VERSION) + _NONCE + _COMMITMENT + _TAG
_FINGERPRINT = 8


class Unsealable(ValueError):
    """A seal that does not open: moved, changed, or under another key."""


def seal(entity: EntityId, record: RecordId, content: Mapping[str, Any], key: bytes) -> bytes:
    nonce, bound = os.urandom(_NONCE), _bound(entity, record)
    packed = zlib.compress(canonical(content).encode(), level=1)
    ciphertext = AESGCM(key).encrypt(nonce, packed, bound)
    return b"".join((_VERSION, nonce, _commitment(key, bound), ciphertext))


def opened(entity: EntityId, record: RecordId, sealed: bytes, key: bytes) -> dict[str, Any]:
    """The content. Raises `Unsealable`."""
    if not is_framed(sealed):
        raise Unsealable("it is no seal")
    nonce, rest = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    commitment, ciphertext = rest[:_COMMITMENT], rest[_COMMITMENT:]
    bound = _bound(entity, record)
    if not compare_digest(commitment, _commitment(key, bound)):
        raise Unsealable("it was sealed with another key, or for another record")
    try:
        packed = AESGCM(key).decrypt(nonce, ciphertext, bound)
        content: dict[str, Any] = json.loads(zlib.decompress(packed))
    except (InvalidTag, ValueError, zlib.error) as error:
        raise Unsealable("its content was changed") from error
    return content


def is_framed(sealed: bytes) -> bool:
    """Whether it has the form of a seal; tells nothing of its content."""
    return sealed[:1] == _VERSION and len(sealed) >= _SHORTEST


def wrap(master: bytes, key: bytes) -> bytes:
    """A record's key for storing (RFC 3394, which needs no nonce that could come twice), with which
    master key unwraps it."""
    return b"".join((_VERSION, fingerprint(master), aes_key_wrap(master, key)))


def unwrap(master: bytes, wrapped: bytes) -> bytes:
    """Raises `Unsealable`. Another record's key does not open this one's seal."""
    start = len(_VERSION) + _FINGERPRINT
    if wrapped[:start] != _VERSION + fingerprint(master):
        raise Unsealable("its key was wrapped by another master key")
    try:
        return aes_key_unwrap(master, wrapped[start:])
    except (InvalidUnwrap, ValueError) as error:
        raise Unsealable("its key was changed") from error


def fingerprint(key: bytes) -> bytes:
    """Names a secret without telling it."""
    return sha256(b"probant key\0" + key).digest()[:_FINGERPRINT]


def _bound(entity: EntityId, record: RecordId) -> bytes:
    """A seal opens in its own record only."""
    return f"probant seal {len(entity)}:{entity} {record}".encode()


def _commitment(key: bytes, bound: bytes) -> bytes:
    return sha256(b"probant seal commitment\0" + key + bound).digest()
