"""What is known of the provider: its endpoints and keys, looked up again as they grow old."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.oidc.address import discovery_of, is_allowed
from adapters.oidc.fetching import Fetcher, FetchFailed
from adapters.oidc.keys import SigningKey, algorithms_of, fitting, keys_in
from core.errors import Unavailable

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 10.0
"""Shortest time between two looks, whatever tokens ask for."""
FRESH_S = 300.0
"""After which a withdrawn key may still be taken for good."""
LONGEST_KEPT_S = 86_400.0
"""How long keys stay known while the provider can't be asked."""


@dataclass(frozen=True, slots=True)
class Described:
    """What the provider says of itself."""

    algorithms: frozenset[str]
    keys: tuple[SigningKey, ...]
    authorization: str
    """Endpoints; empty where there is none that can be used."""
    token: str
    posts_secret: bool
    """Whether it takes the client's secret in the form alone."""


class Known:
    """A cache of `Described`. A look that fails leaves what is known as it is."""

    def __init__(self, issuer: str, fetcher: Fetcher, clock: Callable[[], datetime]) -> None:
        self._issuer, self._fetcher, self._clock = issuer, fetcher, clock
        self._described: Described | None = None
        self._described_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._looking = asyncio.Lock()

    async def described(self) -> Described:
        """Raises `Unavailable` where nothing is known."""
        is_old = not self._within(self._described_at, FRESH_S)
        # While another one looks, what is known is good enough.
        if self._current() is None or (is_old and not self._looking.locked()):
            await self._look()
        found = self._current()
        if found is None:
            raise Unavailable(
                "The identity provider can't be asked for its keys.",
                "Try again in a moment. The log of this service says why.",
            )
        return found

    async def keys(self, kid: str | None, algorithm: str) -> Sequence[SigningKey]:
        """Those that a token of this head may be signed with. Raises `Unavailable`."""
        found = await self.described()
        fit = fitting(found.keys, kid, algorithm)
        if fit or algorithm not in found.algorithms:
            return fit
        await self._look()  # keys rotate: it may be a new one
        return fitting((await self.described()).keys, kid, algorithm)

    async def _look(self) -> None:
        """Unless somebody has looked a moment ago."""
        async with self._looking:
            if self._within(self._tried_at, LOOK_AGAIN_S):
                return
            self._tried_at = self._clock()
            try:
                self._described = await self._fetched()
                self._described_at = self._tried_at
            except FetchFailed as error:
                log.warning("the identity provider can't be looked up: %s", error)

    async def _fetched(self) -> Described:
        data = await self._fetcher.get(discovery_of(self._issuer))
        if data.get("issuer") != self._issuer:
            raise FetchFailed(f"it calls itself {data.get('issuer')!r:.200}, not {self._issuer!r}")
        algorithms = algorithms_of(data.get("id_token_signing_alg_values_supported"))
        keys = keys_in(await self._fetcher.get(_text(data, "jwks_uri")), algorithms)
        if not keys:
            raise FetchFailed("it has no key that could be used")
        methods = data.get("token_endpoint_auth_methods_supported")
        methods = methods if isinstance(methods, list) else ["client_secret_basic"]
        return Described(
            algorithms=algorithms,
            keys=keys,
            authorization=_endpoint(data, "authorization_endpoint"),
            token=_endpoint(data, "token_endpoint"),
            posts_secret="client_secret_basic" not in methods and "client_secret_post" in methods,
        )

    def _current(self) -> Described | None:
        return self._described if self._within(self._described_at, LONGEST_KEPT_S) else None

    def _within(self, moment: datetime | None, seconds: float) -> bool:
        """Of now; not where the clock was put back behind it."""
        if moment is None:
            return False
        return 0 <= (self._clock() - moment).total_seconds() < seconds


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _endpoint(data: dict[str, Any], name: str) -> str:
    value = _text(data, name)
    return value if is_allowed(value) else ""
