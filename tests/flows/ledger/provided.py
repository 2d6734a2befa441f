"""People who sign in, vouched for by a provider that says what it is told to."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from core.login import Challenge, Claims
from core.principals import Principal
from core.stores import Database
from flows.identify import utc_now
from flows.people.signing_in import SigningIn
from governance.identity.mapping import parse_mapping, person_id
from tests.parts import HERE

ISSUER = "https://login.example"
CLAIRE = person_id(ISSUER, "claire")
_MAPPING = parse_mapping(
    f"""
rules:
  - when: {{}}
    give: {{entity: {HERE}, roles: [reader], groups: [credit], clearance: internal}}
""".encode(),
    "mapping.yaml",
)


@dataclass
class Vouching:
    """An identity provider."""

    issuer: str = ISSUER
    said: Claims = field(default_factory=lambda: {"sub": "claire", "name": "Claire Petit"})

    async def claims(self, token: str) -> Claims:
        return self.said

    async def login_url(self, challenge: Challenge) -> str:
        return f"{self.issuer}/authorize?{urlencode({'state': challenge.state})}"

    async def redeem(self, code: str, challenge: Challenge) -> Claims:
        return self.said

    async def close(self) -> None: ...


def desk(database: Database) -> SigningIn:
    return SigningIn(database, Vouching(), _MAPPING, utc_now, over_https=True)


async def signed_in(database: Database) -> str:
    """The token of a session of Claire's."""
    signing_in = desk(database)
    begun = await signing_in.begin("/")
    [state] = parse_qs(urlsplit(begun.url).query)["state"]
    return (await signing_in.finish(state, "code", begun.browser)).token


async def claire(database: Database) -> Principal:
    """As she came last."""
    async with database.begin() as unit:
        seen = await unit.people.find(CLAIRE)
    assert seen is not None
    return seen.principal
