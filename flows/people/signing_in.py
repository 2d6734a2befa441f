"""Signing in at the page: to the provider and back, once, and a session from then on."""

from __future__ import annotations

import hmac
import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from core.errors import Unauthenticated, Unavailable
from core.login import Challenge, Claims, IdentityProvider, LoginAttempt, Session
from core.principals import Principal
from core.stores import Database
from flows.people.recorded import signed_in, signed_out
from flows.permissions.identified import with_sharers
from governance.identity.mapping import Declared, name_of, principal_of

log = logging.getLogger(__name__)

ATTEMPT = timedelta(minutes=10)
"""How long somebody may take to sign in at the provider."""
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
"""Of a session, whatever is done in it: after that the provider is asked again."""
NOTED_EVERY = timedelta(minutes=1)
MOST_ATTEMPTS = 10_000
MOST_SESSIONS = 20
"""Of one person."""
_LANDING = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1999}")
"""A path of this service, not the address of another one."""
_FORM = re.compile(r"[A-Za-z0-9_-]{43}")
"""Of what is drawn here: 256 bits."""


@dataclass(frozen=True, slots=True)
class Begun:
    url: str
    """Where the browser goes to sign in."""
    browser: str
    """What it keeps meanwhile."""


@dataclass(frozen=True, slots=True)
class Started:
    token: str
    """What the browser shows from now on."""
    landing: str


@dataclass(frozen=True, slots=True)
class Known:
    """Who is behind a session."""

    principal: Principal
    name: str


@dataclass(frozen=True, slots=True)
class SigningIn:
    database: Database
    provider: IdentityProvider
    declared: Declared
    clock: Callable[[], datetime]
    over_https: bool
    """Whether browsers know this service by https."""

    async def begin(self, landing: str) -> Begun:
        """Raises `Unavailable` where the provider can't be asked."""
        challenge, browser = Challenge(_drawn(), _drawn(), _drawn()), _drawn()
        url = await self.provider.login_url(challenge)
        attempt = LoginAttempt(
            state_hash=_hashed(challenge.state),
            browser_hash=_hashed(browser),
            nonce=challenge.nonce,
            verifier=challenge.verifier,
            landing=landing_of(landing),
            ends_at=self.clock() + ATTEMPT,
        )
        async with self.database.begin() as unit:
            await unit.logins.begin(attempt, MOST_ATTEMPTS)
        return Begun(url, browser)

    async def finish(self, state: str, code: str, browser: str | None) -> Started:
        """The session of who came back with a code, in the browser that was sent.

        Raises `Unauthenticated`, in the same words whatever was wrong; `Refused` for a person to
        whom no rights are given; `Unavailable`. What failed can't be tried again.
        """
        attempt = await self._taken(state, browser)
        if not code:
            raise _failed("the provider sent no code: the person did not want to, or may not")
        challenge = Challenge(state, attempt.nonce, attempt.verifier)
        try:
            claims = await self.provider.redeem(code, challenge)
        except Unauthenticated as error:
            raise _failed("the provider, or what it says, is not as it must be") from error
        return Started(await self._start(claims), attempt.landing)

    async def _taken(self, state: str, browser: str | None) -> LoginAttempt:
        async with self.database.begin() as unit:
            attempt = await unit.logins.take(_hashed(state))
        if attempt is None:
            raise _failed("nobody, or somebody before, was sent with this state")
        if attempt.ends_at <= self.clock():
            raise _failed("it took too long")
        if not hmac.compare_digest(_hashed(browser or ""), attempt.browser_hash):
            raise _failed("it began in another browser")
        return attempt

    async def _start(self, claims: Claims) -> str:
        person = principal_of(self.declared, self.provider.issuer, claims)
        token, now = _drawn(), self.clock()
        session = Session(
            token_hash=_hashed(token),
            person=person.id,
            name=name_of(claims),
            started_at=now,
            seen_at=now,
            ends_at=now + LONGEST,
        )
        async with self.database.begin() as unit:
            await unit.people.remember(person, now)
            await unit.logins.start(session, MOST_SESSIONS)
            unit.ledger.append(signed_in(person, session))
        return token

    async def known(self, token: str) -> Known:
        """Who is behind a session, with what they came with last. Raises `Unauthenticated`."""
        now = self.clock()
        async with self.database.begin() as unit:
            session = await unit.logins.session(_hashed(token)) if _FORM.fullmatch(token) else None
            seen = await unit.people.find(session.person) if session else None
            if session is None or seen is None or not _is_open(session, now):
                raise Unauthenticated("You are not signed in, or no longer.", "Sign in again.")
            principal = await with_sharers(unit, seen.principal)
        await self._note(session, now)
        return Known(principal, session.name)

    async def _note(self, session: Session, now: datetime) -> None:
        if now - session.seen_at < NOTED_EVERY:
            return
        try:
            async with self.database.begin() as unit:
                await unit.logins.seen(session.token_hash, now)
        except Unavailable as error:
            log.warning("it is not noted that a session is used: %s", error)

    async def end(self, token: str) -> None:
        """Does nothing where there is no such session."""
        async with self.database.begin() as unit:
            session = await unit.logins.session(_hashed(token))
            if session is None or not await unit.logins.end(session.token_hash):
                return
            if seen := await unit.people.find(session.person):
                unit.ledger.append(signed_out(seen.principal, session))


def _is_open(session: Session, now: datetime) -> bool:
    return now < session.ends_at and now - session.seen_at < IDLE


async def forget_spent(database: Database, now: datetime) -> int:
    """Delete attempts and sessions that are over; how many there were."""
    async with database.begin() as unit:
        return await unit.logins.forget(now, now - IDLE)


def landing_of(wanted: str) -> str:
    """The path that somebody wanted, where it is one of this service; else the page."""
    return wanted if _LANDING.fullmatch(wanted) else "/"


def _drawn() -> str:
    return secrets.token_urlsafe(32)


def _hashed(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _failed(why: str) -> Unauthenticated:
    """The same words whatever was wrong; the log says it."""
    log.info("somebody could not be signed in: %s", why)
    return Unauthenticated("You could not be signed in.", "Try again.")
