"""How a reply can end."""

from __future__ import annotations


class ReplyCut(Exception):
    """The stream ended, and the model had not said that its reply ends."""
