"""The one user of a service that asks nobody who they are, and where that is allowed."""

from __future__ import annotations

from ipaddress import ip_address

from core.errors import Misconfigured
from core.identity import Identity
from core.ids import EntityId
from core.principals import Classification, Principal, Role

LOCAL = "local"
"""Id of the local user, whatever their entity."""


def local_user(entity: EntityId) -> Principal:
    """Whoever sits at this machine, and holds the stores: everything of an entity is theirs."""
    return Principal(LOCAL, entity, Classification.RESTRICTED, frozenset(Role))


def check_listening(host: str, identity: Identity) -> None:
    """Raises `Misconfigured` where a service beyond loopback would ask nobody who they are."""
    if identity is Identity.LOCAL and not _is_loopback(host):
        raise Misconfigured(
            f"Refusing to listen on {host} and ask nobody who they are.",
            "Set PROBANT_IDENTITY=required and make a key with `probant keys create`, "
            "or listen on 127.0.0.1.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
