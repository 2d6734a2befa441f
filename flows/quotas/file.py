"""Reads the quotas that the settings name, at the start."""

from __future__ import annotations

from pathlib import Path

from core.errors import Misconfigured
from core.settings import Settings
from governance.mistakes import Mistaken
from governance.quotas.declared import InstallationQuotas, parse_quotas


def quotas_in(settings: Settings) -> InstallationQuotas:
    """None at all where no file is named. Raises `Misconfigured` with all its mistakes."""
    if not settings.quotas:
        return InstallationQuotas()
    path = Path(settings.quotas).expanduser()
    try:
        return parse_quotas(path.read_bytes(), str(path))
    except OSError as error:
        raise Misconfigured(
            f"PROBANT_QUOTAS: {path} can't be read ({error.strerror}).", "Name a file that can."
        ) from error
    except Mistaken as error:
        raise Misconfigured(error.detail) from error
