"""Who may come in, and by what: access keys, people, and the port that reads their tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from core.ids import EntityId, KeyId
from core.principals import Classification, Principal, Role


class Identity(StrEnum):
    """Whether whoever asks has to say who they are."""

    LOCAL = "local"
    """Nobody has to: there is one user, on this machine."""
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class AccessKey:
    """What a program shows to be let in, and what it may then do. The secret itself is not kept."""

    id: KeyId
    name: str
    """For people: whose it is, and what for."""
    entity: EntityId
    roles: frozenset[Role]
    groups: frozenset[str]
    clearance: Classification
    digest: str = field(repr=False)
    """SHA-256 of the secret, in hexadecimal."""
    created_at: datetime
    created_by: str
    expires_at: datetime | None = None
    """From this moment on it opens nothing; None: it does not expire."""
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    last_used_at: datetime | None = None
    """To the minute."""
    held_by: str = ""
    """`Principal.held_by` of whoever shows it; empty where the operator gave it."""

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    @property
    def principal(self) -> Principal:
        """Whoever shows it."""
        return Principal(
            principal_of(self.id),
            self.entity,
            self.clearance,
            self.roles,
            self.groups,
            held_by=self.held_by,
        )

    def to_json(self) -> dict[str, Any]:
        """Without anything of the secret."""
        return {
            "id": self.id,
            "name": self.name,
            **rights_to_json(self.principal),
            "created_at": self.created_at.isoformat(),
            "created_by": self.created_by,
            "expires_at": _told(self.expires_at),
            "revoked_at": _told(self.revoked_at),
            "revoked_by": self.revoked_by,
            "last_used_at": _told(self.last_used_at),
        }


@dataclass(frozen=True, slots=True)
class Seen:
    """A person as they came last."""

    principal: Principal
    seen_at: datetime


class TokenReader(Protocol):
    """Reads tokens that are no access keys."""

    async def read(self, token: str) -> Principal:
        """The person behind a token, `user:…`, without `sharers`.

        Raises `Unauthenticated` for a token that proves nothing, `Refused` for a person to whom
        no rights are given, `Unavailable`.
        """
        ...


_KEY = "key:"


def principal_of(key: KeyId) -> str:
    """Id of the principal who shows this key."""
    return f"{_KEY}{key}"


def key_of(principal: str) -> KeyId | None:
    """The key that this principal shows; None where it shows none."""
    return KeyId(principal.removeprefix(_KEY)) if principal.startswith(_KEY) else None


def rights_to_json(principal: Principal) -> dict[str, Any]:
    """What someone has, without who it is."""
    return {
        "entity": principal.entity,
        "roles": [role.value for role in Role if role in principal.roles],
        "groups": sorted(principal.groups),
        "clearance": principal.clearance.name.lower(),
    }


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
