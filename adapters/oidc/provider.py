"""One OpenID Connect provider: verifies its tokens, and has people sign in there."""

from __future__ import annotations

import contextlib
import hmac
import logging
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus, urlencode

import jwt

from adapters.oidc.fetching import CodeRefused, Fetcher, FetchFailed
from adapters.oidc.known import Described, Known
from adapters.oidc.tokens import MOST_BYTES, TokenBad, check_head, check_kind, check_times
from core.errors import Unauthenticated, Unavailable
from core.login import Challenge, Claims

log = logging.getLogger(__name__)

_SCOPES = "openid profile"


@dataclass(frozen=True, slots=True)
class Client:
    """What the provider knows this service by."""

    id: str
    """Empty: tokens are verified, and nobody is sent to sign in."""
    secret: str
    """Empty: a public client, which PKCE alone protects."""
    audience: str
    redirect: str
    skew_s: float


class OidcProvider:
    """See `core.login.IdentityProvider`."""

    def __init__(
        self,
        issuer: str,
        client: Client,
        clock: Callable[[], datetime],
        fetcher: Fetcher | None = None,
    ) -> None:
        self._issuer, self._client, self._clock = issuer, client, clock
        self._fetcher = fetcher or Fetcher()
        self._known = Known(issuer, self._fetcher, clock)

    @property
    def issuer(self) -> str:
        return self._issuer

    async def claims(self, token: str) -> Claims:
        return await self._verified(token, self._client.audience)

    async def login_url(self, challenge: Challenge) -> str:
        endpoint = (await self._known.described()).authorization
        if not endpoint:
            raise _away("tells of no address to sign in at")
        digest = sha256(challenge.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._client.id,
            "redirect_uri": self._client.redirect,
            "scope": _SCOPES,
            "state": challenge.state,
            "nonce": challenge.nonce,
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    async def redeem(self, code: str, challenge: Challenge) -> Claims:
        answered = await self._exchanged(code, challenge.verifier)
        token = answered.get("id_token")
        if not isinstance(token, str):
            raise _refused("the provider gave no ID token for a code")
        claims = await self._verified(token, self._client.id)
        nonce, party = claims.get("nonce"), claims.get("azp", self._client.id)
        if not isinstance(nonce, str) or not hmac.compare_digest(
            nonce.encode(), challenge.nonce.encode()
        ):
            raise _refused("an ID token is of another attempt to sign in")
        if party != self._client.id:
            raise _refused("an ID token was issued to another client")
        return claims

    async def _exchanged(self, code: str, verifier: str) -> dict[str, Any]:
        described = await self._known.described()
        if not described.token:
            raise _away("tells of no address to redeem a code at")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect,
            "code_verifier": verifier,
        }
        authorization = self._authorize(form, described)
        try:
            return await self._fetcher.post(described.token, form, authorization)
        except CodeRefused as error:
            log.warning("%s", error)  # it may be us that the provider refuses
            raise _refused("a code was refused") from error
        except FetchFailed as error:
            log.warning("a code could not be redeemed: %s", error)
            raise _away("can't be asked who signs in") from error

    def _authorize(self, form: dict[str, str], described: Described) -> str | None:
        """The header that says who we are; or the form does."""
        if not self._client.secret or described.posts_secret:
            form["client_id"] = self._client.id
            if self._client.secret:
                form["client_secret"] = self._client.secret
            return None
        # Encoded as a form is, before they are joined (RFC 6749, section 2.3.1).
        pair = f"{quote_plus(self._client.id)}:{quote_plus(self._client.secret)}"
        return f"Basic {b64encode(pair.encode()).decode()}"

    async def _verified(self, token: str, audience: str) -> Claims:
        try:
            return await self._checked(token, audience)
        except (TokenBad, jwt.PyJWTError) as error:
            raise _refused(f"a token is not taken: {error}") from error

    async def _checked(self, token: str, audience: str) -> Claims:
        if len(token) > MOST_BYTES or not token.isascii():
            raise TokenBad("it is too long, or no token")
        algorithm, kid = check_head(jwt.get_unverified_header(token))
        keys = await self._known.keys(kid, algorithm)
        if not keys:
            raise TokenBad(f"no key is known for it (key {kid!r:.80}, algorithm {algorithm!r:.20})")
        for key in keys:
            with contextlib.suppress(jwt.InvalidSignatureError):
                return self._decoded(token, key.bound(algorithm), algorithm, audience)
        raise TokenBad("its signature is wrong")

    def _decoded(self, token: str, key: jwt.PyJWK, algorithm: str, audience: str) -> Claims:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=audience,
            issuer=self._issuer,
            options={
                "require": ["iss", "sub", "aud", "exp", "iat"],
                # By our clock below, which tests can move.
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
        check_kind(claims)
        check_times(claims, self._clock(), self._client.skew_s)
        return claims

    async def close(self) -> None:
        await self._fetcher.close()


def _refused(why: str) -> Unauthenticated:
    """The same words whatever was wrong: who guesses learns nothing. The log says it."""
    log.info("%s", why)
    return Unauthenticated("This token is not accepted.", "Sign in again.")


def _away(why: str) -> Unavailable:
    return Unavailable(f"The identity provider {why}.", "Try again in a moment.")
