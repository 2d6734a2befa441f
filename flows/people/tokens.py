"""Reads the tokens that people's programs show."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import Unauthenticated
from core.login import IdentityProvider
from core.principals import Principal
from governance.identity.keys import unauthenticated
from governance.identity.mapping import Declared, principal_of


@dataclass(frozen=True, slots=True)
class ProvidedTokens:
    """See `core.identity.TokenReader`."""

    provider: IdentityProvider
    declared: Declared

    async def read(self, token: str) -> Principal:
        try:
            claims = await self.provider.claims(token)
        except Unauthenticated as error:
            raise unauthenticated() from error  # in the words that a key has
        return principal_of(self.declared, self.provider.issuer, claims)
