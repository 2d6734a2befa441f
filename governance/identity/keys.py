"""Access keys: their form, what proves one, and what may be given with one."""

from __future__ import annotations

import re
from base64 import b32encode
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from secrets import token_bytes

from core.errors import Unauthenticated
from core.identity import AccessKey
from core.ids import KeyId

PREFIX = "pbk_"
"""What every key begins with, for people and scanners of leaked secrets to know one."""
_SECRET_BYTES = 32
_FORM = re.compile(rf"{PREFIX}([a-z2-7]{{12}})_([a-z2-7]{{52}})", re.ASCII)
_NOBODY = "0" * 64
"""In the place of a digest where there is none: no SHA-256 anyone knows a text for."""


@dataclass(frozen=True, slots=True)
class GivenKey:
    """A key as a request carries it."""

    id: KeyId
    secret: str = field(repr=False)

    @property
    def digest(self) -> str:
        # One round is enough: nobody guesses 256 bits that a machine drew.
        return sha256(self.secret.encode()).hexdigest()

    @property
    def text(self) -> str:
        return f"{PREFIX}{self.id}_{self.secret}"


def drawn() -> GivenKey:
    """A new one, from the system's source of randomness."""
    secret = b32encode(token_bytes(_SECRET_BYTES)).decode().rstrip("=").lower()
    return GivenKey(KeyId(b32encode(token_bytes(8)).decode()[:12].lower()), secret)


def is_key(bearer: str) -> bool:
    """Whether it is meant as a key, well-formed or not."""
    return bearer.startswith(PREFIX)


def given_key(bearer: str) -> GivenKey:
    """Raises `Unauthenticated` for what no key looks like."""
    found = _FORM.fullmatch(bearer)
    if found is None:
        raise unauthenticated()
    return GivenKey(KeyId(found[1]), found[2])


def proves(given: GivenKey, known: AccessKey | None) -> bool:
    """Whether the secret is that of the key; as long about it where there is no such key."""
    return compare_digest(given.digest, known.digest if known else _NOBODY)


def unauthenticated() -> Unauthenticated:
    """In the same words whatever is wrong: they tell nobody which keys there are, or were."""
    return Unauthenticated(
        "This service needs a valid access key.", "Send it as `Authorization: Bearer KEY`."
    )
