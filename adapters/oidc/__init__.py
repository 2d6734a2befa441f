"""An OpenID Connect provider: its tokens verified, and people sent to it to sign in.

Importing this package loads neither the client nor the cryptography; `open_provider` does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from core.settings import Settings

if TYPE_CHECKING:
    from adapters.oidc.provider import OidcProvider


def open_provider(settings: Settings, clock: Callable[[], datetime]) -> OidcProvider:
    """The provider that the settings name; nothing is asked of it yet. Raises `Misconfigured`."""
    from adapters.oidc.address import checked_issuer, checked_public
    from adapters.oidc.provider import Client, OidcProvider

    client = Client(
        id=settings.oidc_client_id,
        secret=settings.oidc_client_secret.get_secret_value(),
        audience=settings.oidc_audience or settings.oidc_client_id,
        redirect=checked_public(settings.public_url) + CALLBACK if settings.public_url else "",
        skew_s=settings.oidc_skew_seconds,
    )
    return OidcProvider(checked_issuer(settings.oidc_issuer), client, clock)


CALLBACK = "/auth/callback"
"""Path to which the provider sends a browser back."""
