"""Checks addresses before anything is sent to them."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from core.errors import Misconfigured

_LONGEST = 2000


def is_allowed(url: str) -> bool:
    """Whether it is an https address, or one of this machine. Nothing else can be trusted to be
    who it says."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:  # half an IPv6 address, a port out of range
        return False
    plain = len(url) <= _LONGEST and url.isascii() and url.isprintable() and " " not in url
    if not plain or not host or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked_issuer(url: str) -> str:
    """The issuer as its tokens name it. Raises `Misconfigured`."""
    if not is_allowed(url) or urlsplit(url).query:
        raise Misconfigured(
            "PROBANT_OIDC_ISSUER is not the address of a provider.",
            "Write it as the provider does, such as https://login.example/realms/group; http is "
            "for this machine alone.",
        )
    return url


def checked_public(url: str) -> str:
    """The address of this service, as browsers know it. Raises `Misconfigured`."""
    if not is_allowed(url) or urlsplit(url).path not in ("", "/") or urlsplit(url).query:
        raise Misconfigured(
            "PROBANT_PUBLIC_URL is not the address of a service.",
            "Write it as browsers do, without a path: https://probant.example; http is for this "
            "machine alone.",
        )
    return url.rstrip("/")


def discovery_of(issuer: str) -> str:
    """Where it describes itself (OpenID Connect Discovery 1.0, section 4)."""
    return issuer.rstrip("/") + "/.well-known/openid-configuration"
