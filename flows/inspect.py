"""What an installation is made of: for `probant doctor`."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urlsplit

from core.errors import ProbantError
from core.settings import Settings
from flows.bootstrap import (
    build_direct_queue,
    encoder_device,
    encoder_host,
    open_installation,
    open_wakers,
)
from ingest.bootstrap import network_is_cut

_SHOWN = (
    "probant", "torch", "sentence-transformers", "liteparse", "unstructured", "python-calamine",
    "qdrant-edge-py", "qdrant-client", "mistralai", "fastapi", "arq", "sqlalchemy",
)  # fmt: skip


async def report(settings: Settings) -> dict[str, Any]:
    """Versions, device, model, stores, paths, and every host the configuration would contact.

    `ok` is false where a store does not answer; `problems` says which and what to do.
    """
    problems, encoder = await _stores(settings)
    return {
        "ok": not problems,
        "problems": problems,
        "versions": {"python": platform.python_version(), **_versions()},
        "device": await asyncio.to_thread(encoder_device, settings),
        "cores": os.cpu_count(),
        "encoder": encoder,
        "chat": settings.chat_model or "none: extractive answers",
        "stores": stores(settings),
        "paths": {"data": str(settings.data), "models": str(settings.models), "python": sys.prefix},
        "parsers_cut_from_network": await network_is_cut(),
        "outside_hosts": outside_hosts(settings),
    }


async def _stores(settings: Settings) -> tuple[list[str], str | None]:
    try:
        async with open_installation(settings, build_direct_queue()) as parts:
            await parts.check()
            if settings.queue_url:  # the embedded queue lives in `probant serve` alone
                async with open_wakers(settings) as wakers:
                    await wakers.queue.check()
            return [], f"{settings.encoder} ({parts.encoder.fingerprint})"
    except ProbantError as error:
        return [str(error)], None


def stores(settings: Settings) -> dict[str, str]:
    """Each store: `embedded`, or the host of its URL, never its password."""
    return {
        "database": _named(settings.database_url, "embedded SQLite"),
        "index": _named(settings.index_url, "embedded Qdrant engine"),
        "queue": _named(settings.queue_url, "embedded Valkey"),
        "blobs": str(settings.data / "blobs"),
    }


def _named(url: str, embedded: str) -> str:
    return f"{urlsplit(url).scheme} at {host_of(url)}" if host_of(url) else embedded


def outside_hosts(settings: Settings) -> list[str]:
    """Hosts that this configuration would contact, this machine apart."""
    urls = (settings.database_url, settings.index_url, settings.queue_url, settings.chat_url)
    hosts = {host_of(url) for url in urls} | {encoder_host(settings) or ""}
    return sorted(host for host in hosts if host and host not in _LOCAL)


_LOCAL = {"localhost", "127.0.0.1", "::1"}


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def _versions() -> dict[str, str]:
    found = {}
    for name in _SHOWN:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found
