"""The public keys in a provider's set that a token may be signed with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import jwt

_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_BY_TYPE = {
    ("RSA", None): _RSA,
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("EC", "P-521"): ("ES512",),
    ("OKP", "Ed25519"): ("EdDSA",),
}
"""Algorithms by key type and curve. None with a shared secret, and not `none`."""
ALLOWED = frozenset(name for names in _BY_TYPE.values() for name in names)
_MOST_KEYS = 100
_RSA_BITS = range(2048, 8193)
_DEFAULT = "RS256"
"""What every provider can do (OpenID Connect Core 1.0, section 15.1)."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    id: str | None
    algorithms: tuple[str, ...]
    jwk: dict[str, Any]

    def bound(self, algorithm: str) -> jwt.PyJWK:
        """The key for one algorithm and no other."""
        return jwt.PyJWK(self.jwk, algorithm)


def algorithms_of(declared: object) -> frozenset[str]:
    """Those that we take among those that a provider declares."""
    names = declared if isinstance(declared, list) else [_DEFAULT]
    return ALLOWED.intersection(name for name in names if isinstance(name, str))


def keys_in(data: dict[str, Any], algorithms: frozenset[str]) -> tuple[SigningKey, ...]:
    """The keys of a set (RFC 7517) that verify signatures by one of these algorithms.

    Passed over: secrets, private keys, keys to encrypt with, short keys and what is malformed.
    """
    listed = data.get("keys")
    found = (
        _key(one, algorithms) for one in (listed if isinstance(listed, list) else [])[:_MOST_KEYS]
    )
    return tuple(key for key in found if key)


def _key(data: object, algorithms: frozenset[str]) -> SigningKey | None:
    if not isinstance(data, dict) or not _verifies(data):
        return None
    kind, curve = data.get("kty"), data.get("crv")
    if not isinstance(kind, str) or not isinstance(curve, str | None):
        return None
    fitting = _BY_TYPE.get((kind, None if kind == "RSA" else curve), ())
    said = data.get("alg")
    usable = tuple(n for n in fitting if n in algorithms and said in (None, n))
    if not usable or not _is_sound(data, usable[0]):
        return None
    return SigningKey(data.get("kid"), usable, data)


def _verifies(data: dict[str, Any]) -> bool:
    use, operations, kid = data.get("use", "sig"), data.get("key_ops"), data.get("kid")
    is_public = not {"d", "k", "p", "q"} & data.keys()
    may = operations is None or (isinstance(operations, list) and "verify" in operations)
    return is_public and use == "sig" and may and isinstance(kid, str | None)


def _is_sound(data: dict[str, Any], algorithm: str) -> bool:
    try:
        key = jwt.PyJWK(data, algorithm).key
    # What a set holds is the provider's; the library raises more than it says on what is malformed.
    except Exception:
        return False
    return data["kty"] != "RSA" or key.key_size in _RSA_BITS


def fitting(keys: Iterable[SigningKey], kid: str | None, algorithm: str) -> Sequence[SigningKey]:
    """Keys that a token may be signed with: of its id, or the only one where it names none."""
    usable = [key for key in keys if algorithm in key.algorithms]
    if kid is not None:
        return [key for key in usable if key.id == kid]
    return usable if len(usable) == 1 else []
