"""What an access key may be asked for, and what one may give to others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import InvalidRequest, Refused
from core.ids import EntityId
from core.principals import Classification, Principal, Role
from governance.identity.local import LOCAL

MOST_LIVE = 1_000
"""Keys of an entity that open something."""
MOST_GROUPS = 200
LONGEST_NAME = 100
"""Of a key or a group, in characters."""
_LONGEST_LIFE = timedelta(days=3653)
_RULE = "no more than one has"
_ENTITY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class WantedKey:
    name: str
    roles: frozenset[Role]
    groups: frozenset[str] = frozenset()
    clearance: Classification = Classification.INTERNAL
    expires_at: datetime | None = None
    entity: EntityId | None = None
    """None: that of whoever gives it."""


def check_wanted(wanted: WantedKey, now: datetime) -> None:
    """Raises `InvalidRequest` for what no key can be."""
    _check_name("name of a key", wanted.name)
    if not wanted.roles:
        raise InvalidRequest("A key without a role opens nothing.", "Give it one.")
    if len(wanted.groups) > MOST_GROUPS:
        raise InvalidRequest(f"A key is in {MOST_GROUPS} groups at most.")
    for group in wanted.groups:
        _check_name("name of a group", group)
    if wanted.entity is not None and not _ENTITY.fullmatch(wanted.entity):
        raise InvalidRequest("The name of an entity is 1 to 40 of a-z, 0-9 and -.")
    _check_expiry(wanted.expires_at, now)


def _check_name(what: str, name: str) -> None:
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise InvalidRequest(
            f"The {what} is 1 to {LONGEST_NAME} printable characters, without spaces around."
        )


def _check_expiry(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is None:
        return
    if expires_at.tzinfo is None:
        raise InvalidRequest("The moment of expiry has no time zone.", "Write it as in ISO 8601.")
    if not timedelta(0) < expires_at - now <= _LONGEST_LIFE:
        raise InvalidRequest("A key expires between now and ten years from now, or never.")


def held_by(giver: Principal) -> str:
    """Who answers for what a key uses that somebody gives: they, or who gave them theirs. Empty,
    and so the key itself, where the operator of the installation gives it: people come in so."""
    return "" if giver.id == LOCAL else giver.holder


def check_gift(wanted: WantedKey, giver: Principal, until: datetime | None) -> None:
    """Raises `Refused` where somebody would give more than they have.

    `until` is when the giver's own key expires, if it does. Roles and groups are theirs to give,
    as they are within the entity.
    """
    if wanted.entity not in (None, giver.entity):
        raise Refused(
            "You give keys of your own entity only.", "Ask an administrator of theirs.", rule=_RULE
        )
    if wanted.clearance > giver.clearance:
        raise Refused(
            f"You may give a clearance up to {giver.clearance.name.lower()}, your own.",
            "Ask for a lower one.",
            rule=_RULE,
        )
    if until is not None and (wanted.expires_at is None or wanted.expires_at > until):
        raise Refused(
            f"Your own key expires at {until.isoformat()}, and may give none that lasts longer.",
            "Say when the new one expires.",
            rule=_RULE,
        )
