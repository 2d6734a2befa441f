"""What a signed token must be, once its signature is right: times, audience, kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

MOST_BYTES = 16_000
OLDEST_S = 86_400.0
"""Of a token, whatever its own end: who is sent away today is not let in for a year."""
_TYPES = {"jwt", "at+jwt", "application/at+jwt", "application/jwt"}
_OTHER_USES = {"refresh", "offline", "logout"}
"""What Keycloak's `typ` claim says of tokens that open nothing here."""
_LATEST = 2**40
"""Seconds since 1970 that a clock can tell."""


class TokenBad(Exception):
    """Why a token is not taken; for the log."""


def check_head(head: Mapping[str, Any]) -> tuple[str, str | None]:
    """(algorithm, key id or None). Raises `TokenBad` on a kind that we know nothing of."""
    algorithm, kid, kind = head.get("alg"), head.get("kid"), head.get("typ", "JWT")
    if not isinstance(algorithm, str) or not isinstance(kid, str | None):
        raise TokenBad("its head names no algorithm, or a key in no way")
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise TokenBad(f"its type is {kind!r:.80}")
    if "crit" in head or "b64" in head:
        raise TokenBad("its head asks for what is not known here")
    return algorithm, kid


def check_kind(claims: Mapping[str, Any]) -> None:
    """Raises `TokenBad` on a token that is meant for something else than to identify."""
    use = claims.get("typ")
    if isinstance(use, str) and use.lower() in _OTHER_USES:
        raise TokenBad(f"it is a {use!r:.40} token")
    if "events" in claims:
        raise TokenBad("it tells of events")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise TokenBad("it has no subject, or one of no use")


def check_times(claims: Mapping[str, Any], now: datetime, skew_s: float) -> None:
    """Raises `TokenBad` where it is not of now, give or take `skew_s` of the clocks."""
    moment = now.timestamp()
    ends, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
    if ends is None or issued is None:
        raise TokenBad("it does not say when it was issued and when it ends")
    if moment >= ends + skew_s:
        raise TokenBad("it has expired")
    if issued > moment + skew_s:
        raise TokenBad("it is issued in the future")
    if moment - issued > OLDEST_S + skew_s:
        raise TokenBad("it is too old, whenever it ends")
    begins = _seconds(claims, "nbf")
    if begins is not None and begins > moment + skew_s:
        raise TokenBad("it is not valid yet")


def _seconds(claims: Mapping[str, Any], name: str) -> float | None:
    """Raises `TokenBad` on what is there and no time."""
    value = claims.get(name)
    if value is None and name not in claims:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _LATEST:
        raise TokenBad(f"its {name} is no time")
    return value
