from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from adapters.oidc.provider import Client, OidcProvider
from tests.issuer import AUDIENCE, Clock, Issuer, serving

CLIENT = Client(AUDIENCE, "secret", AUDIENCE, "https://probant.example/auth/callback", 60)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def issuer(clock: Clock) -> Iterator[Issuer]:
    with serving(clock) as issuer:
        yield issuer


@pytest_asyncio.fixture
async def provider(issuer: Issuer, clock: Clock) -> AsyncIterator[OidcProvider]:
    provider = OidcProvider(issuer.url, CLIENT, clock)
    yield provider
    await provider.close()
