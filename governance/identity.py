"""From what a request carries to a principal."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from ipaddress import ip_address

from core.errors import Misconfigured, Unauthenticated
from core.ids import EntityId
from core.principals import Classification, Principal, Role


def identify(bearer: str | None, keys: Mapping[str, EntityId], local_entity: EntityId) -> Principal:
    """The principal behind an access key; the local user where no keys are configured.

    Raises `Unauthenticated` where keys are configured and none of them was given.
    """
    if not keys:
        return local_user(local_entity)
    given = (bearer or "").encode()
    # Every key is compared, in constant time: how long it takes tells nothing about them.
    matches = [entity for key, entity in keys.items() if hmac.compare_digest(key.encode(), given)]
    if not matches:
        raise Unauthenticated(
            "This service needs an access key.", "Send it as `Authorization: Bearer KEY`."
        )
    return _trusted(f"key:{matches[0]}", matches[0])


def local_user(entity: EntityId) -> Principal:
    return _trusted("local", entity)


def _trusted(id_: str, entity: EntityId) -> Principal:
    return Principal(id_, entity, Classification.RESTRICTED, frozenset(Role))


def check_listening(host: str, keys: Mapping[str, EntityId]) -> None:
    """Raises `Misconfigured` where the service would listen beyond loopback without access keys."""
    if not keys and not _is_loopback(host):
        raise Misconfigured(
            f"Refusing to listen on {host} without an access key.",
            "Set PROBANT_ACCESS_KEYS, or listen on 127.0.0.1.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
