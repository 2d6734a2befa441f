"""What is kept of a request while it is answered."""

from __future__ import annotations

from starlette.types import Scope

from core.principals import Principal

PRINCIPAL = "principal"
"""Where in a request's state who asks is kept."""


def caller_of(scope: Scope) -> Principal:
    """Who asks, as found by `api.identity`."""
    principal = scope.get("state", {}).get(PRINCIPAL)
    if not isinstance(principal, Principal):
        raise TypeError("nobody has found out who asks")
    return principal
