"""Settings of Probant that a suite may have otherwise than the installation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from core.errors import InvalidRequest
from core.settings import Settings

SETTINGS = frozenset({"abstain_below", "chat_model", "chat_seconds", "chat_url", "dense_weight"})
"""Those that take effect when a question is asked; what reads documents is set once for all."""


def check(file: str, settings: Mapping[str, Any]) -> None:
    """Raises `InvalidRequest`, naming the file and the setting."""
    for name in settings:
        if name not in SETTINGS:
            known = ", ".join(sorted(SETTINGS))
            raise InvalidRequest(f"{file}: settings.{name} can't differ.", f"Can: {known}.")
    try:
        Settings(**settings, _env_file=None)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidRequest(f"{file}: settings.{first['loc'][0]}: {first['msg']}.") from error
