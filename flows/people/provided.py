"""What the settings say of people: a provider and a mapping; at the start where it can't be so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import Misconfigured
from core.identity import Identity
from core.login import IdentityProvider
from core.settings import Settings
from governance.identity.mapping import Declared, parse_mapping

_SEE = "See docs/identity.md."


@dataclass(frozen=True, slots=True)
class Provided:
    provider: IdentityProvider
    declared: Declared


def declared_in(settings: Settings) -> Declared | None:
    """The mapping, where a provider is named. Raises `Misconfigured` where settings do not fit."""
    if not settings.oidc_issuer:
        for field in ("oidc_client_id", "oidc_audience", "identity_mapping"):
            if getattr(settings, field):
                raise Misconfigured(
                    f"PROBANT_{field.upper()} is set, and no provider is.",
                    f"Set PROBANT_OIDC_ISSUER, or unset it. {_SEE}",
                )
        return None
    _check_complete(settings)
    return _read(Path(settings.identity_mapping).expanduser())


def _check_complete(settings: Settings) -> None:
    """Raises `Misconfigured`."""
    if settings.identity is Identity.LOCAL:
        raise Misconfigured(
            "PROBANT_OIDC_ISSUER is set, and nobody is asked who they are.",
            "Set PROBANT_IDENTITY=required.",
        )
    if not settings.identity_mapping:
        raise Misconfigured(
            "PROBANT_OIDC_ISSUER is set, and no rights are declared for anybody.",
            f"Set PROBANT_IDENTITY_MAPPING to a file. {_SEE}",
        )
    if not settings.oidc_client_id and not settings.oidc_audience:
        raise Misconfigured(
            "PROBANT_OIDC_ISSUER is set, and not for whom its tokens must be.",
            "Set PROBANT_OIDC_CLIENT_ID for people to sign in, or PROBANT_OIDC_AUDIENCE.",
        )
    if settings.oidc_client_id and not settings.public_url:
        raise Misconfigured(
            "PROBANT_OIDC_CLIENT_ID is set, and not where the provider sends browsers back to.",
            "Set PROBANT_PUBLIC_URL, or PROBANT_OIDC_AUDIENCE in the place of the client id.",
        )


def _read(path: Path) -> Declared:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Misconfigured(
            f"PROBANT_IDENTITY_MAPPING: {path} can't be read ({error.strerror}).",
            "Name a file that can.",
        ) from error
    return parse_mapping(raw, str(path))
