"""Words and ports of people who sign in: who vouches for them, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

Claims = Mapping[str, Any]
"""What a provider says of a person, verified."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What is sent along to the provider, and must come back: each is made for one attempt."""

    state: str
    nonce: str
    verifier: str
    """Of PKCE (RFC 7636). The provider is told its SHA-256 first, and itself with the code."""


class IdentityProvider(Protocol):
    """The OpenID Connect provider of an installation."""

    @property
    def issuer(self) -> str: ...

    async def claims(self, token: str) -> Claims:
        """What a signed token says, once it is known to be this provider's, for this service and of
        now. Raises `Unauthenticated`, and `Unavailable` where none of its keys is known."""
        ...

    async def login_url(self, challenge: Challenge) -> str:
        """Where a browser is sent to sign in. Raises `Unavailable`."""
        ...

    async def redeem(self, code: str, challenge: Challenge) -> Claims:
        """What the provider says of who came back with this code. Raises `Unauthenticated`,
        `Unavailable`."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """A browser that was sent to the provider and has not come back."""

    state_hash: str
    """SHA-256 of the state, in hexadecimal."""
    browser_hash: str
    """SHA-256 of what the browser keeps in a cookie: another one can't end what it began."""
    nonce: str
    verifier: str
    landing: str
    """Path of the page that the person wanted."""
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A person who has signed in at the page. Their rights are those they came with last."""

    token_hash: str
    """SHA-256 of the token in the browser's cookie, in hexadecimal."""
    person: str
    """The principal's id."""
    name: str
    """To be shown to the person; kept as long as the session and nowhere else."""
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    """Whatever is done in it."""


class Logins(Protocol):
    """Attempts to sign in, and sessions."""

    async def begin(self, attempt: LoginAttempt, most: int) -> None:
        """Where there would be more than `most`, the oldest are forgotten."""
        ...

    async def take(self, state_hash: str) -> LoginAttempt | None:
        """An attempt, once: whoever asks again gets None."""
        ...

    async def start(self, session: Session, most: int) -> None:
        """Where the person would have more than `most` sessions, the oldest end."""
        ...

    async def session(self, token_hash: str) -> Session | None: ...

    async def of_person(self, person: str, limit: int) -> list[Session]:
        """Newest first."""
        ...

    async def seen(self, token_hash: str, now: datetime) -> None: ...

    async def end(self, token_hash: str) -> bool:
        """Whether there was such a session."""
        ...

    async def end_all(self, person: str) -> int:
        """End every session of a person; how many there were."""
        ...

    async def forget(self, now: datetime, idle_since: datetime) -> int:
        """Delete attempts and sessions that have ended, and sessions not seen since; how many."""
        ...
