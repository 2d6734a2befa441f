"""Checks the address and the key of a chat server before anything is sent."""

from __future__ import annotations

from urllib.parse import urlsplit

from core.errors import Misconfigured


def root(url: str) -> str:
    """The server's root, without `/v1`. Raises `Misconfigured`."""
    # Checked here because the client would take the vendor's own server for an empty address.
    bare = url.strip().rstrip("/").removesuffix("/v1")
    try:
        parts = urlsplit(bare)
        valid = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise Misconfigured(
            "PROBANT_CHAT_URL is not the address of a server.",
            "Write its root, such as https://api.mistral.ai or http://127.0.0.1:8000.",
        )
    return bare


def header_safe(key: str) -> str:
    """The key as a header can hold it. Raises `Misconfigured`."""
    # Checked here because the errors of what sends it quote the whole header.
    key = key.strip()
    if not (key.isascii() and (not key or key.isprintable())):
        raise Misconfigured("PROBANT_CHAT_KEY holds characters that no access key has.")
    return key
