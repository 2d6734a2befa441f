"""What an installation is made of: for `probant doctor`."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from core.errors import ProbantError
from core.settings import Settings
from flows.bootstrap import (
    bare_encoder,
    encoder_device,
    encoder_host,
    is_database_created,
    is_index_created,
    open_wakers,
)
from ingest.bootstrap import network_is_cut
from retrieval.bootstrap import build_reranking

_SHOWN = (
    "probant", "torch", "sentence-transformers", "liteparse", "unstructured", "python-calamine",
    "qdrant-edge-py", "qdrant-client", "mistralai", "fastapi", "arq", "sqlalchemy",
)  # fmt: skip


async def report(settings: Settings) -> dict[str, Any]:
    """Versions, device, model, stores, paths, and every host the configuration would contact.

    `ok` is false where a store does not answer; `problems` says which and what to do. It looks:
    no store is created or migrated.
    """
    look = _Look(settings)
    await look.at_all()
    return {
        "ok": not look.problems,
        "problems": look.problems,
        "versions": {"python": platform.python_version(), **_versions()},
        "device": await asyncio.to_thread(encoder_device, settings),
        "cores": os.cpu_count(),
        "encoder": look.encoder,
        "reranker": look.reranker,
        "identity": settings.identity.value,
        "uses": settings.askable.value,
        "chat": settings.chat_model or "none: extractive answers",
        "stores": {
            name: f"{shown} (not created yet)" if name in look.missing else shown
            for name, shown in stores(settings).items()
        },
        "paths": {"data": str(settings.data), "models": str(settings.models), "python": sys.prefix},
        "parsers_cut_from_network": await network_is_cut(),
        "outside_hosts": outside_hosts(settings),
    }


@dataclass(slots=True)
class _Look:
    """What was seen: each store is looked at, whatever the others say."""

    settings: Settings
    problems: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    encoder: str | None = None
    reranker: str = "none"

    async def at_all(self) -> None:
        looks = (self._at_database, self._at_index, self._at_queue, self._at_reranker)
        for look in looks:
            try:
                await look()
            except ProbantError as error:
                self.problems.append(str(error))

    async def _at_database(self) -> None:
        if not await is_database_created(self.settings):
            self.missing.add("database")

    async def _at_index(self) -> None:
        encoder = bare_encoder(self.settings)
        self.encoder = f"{self.settings.encoder} ({encoder.fingerprint})"
        if not await is_index_created(self.settings):
            self.missing.add("index")

    async def _at_queue(self) -> None:
        if self.settings.queue_url:  # the embedded queue lives in `probant serve` alone
            async with open_wakers(self.settings) as wakers:
                await wakers.queue.check()

    async def _at_reranker(self) -> None:
        if reranking := build_reranking(self.settings):
            self.reranker = f"{self.settings.reranker} ({reranking.reranker.fingerprint})"


def stores(settings: Settings) -> dict[str, str]:
    """Each store: `embedded`, or where its URL says it is, never its password."""
    return {
        "database": _named(settings.database_url, "embedded SQLite"),
        "index": _named(settings.index_url, "embedded Qdrant engine"),
        "queue": _named(settings.queue_url, "embedded Valkey"),
        "blobs": str(settings.data / "blobs"),
    }


def _named(url: str, embedded: str) -> str:
    if not url:
        return embedded
    parts = urlsplit(url)
    if parts.scheme.startswith("sqlite"):
        where = unquote(parts.path.removeprefix("/"))  # what follows three slashes is the path
    elif parts.scheme == "unix":
        where = unquote(parts.path)
    else:
        where = ", ".join(hosts_of(url)) or "this machine"
    return f"{parts.scheme} at {where}"


def outside_hosts(settings: Settings) -> list[str]:
    """Hosts that this configuration would contact, this machine apart."""
    urls = (
        *(settings.database_url, settings.index_url, settings.queue_url, settings.chat_url),
        settings.oidc_issuer,
    )
    hosts = {host for url in urls for host in hosts_of(url)} | {encoder_host(settings) or ""}
    return sorted(host for host in hosts if host and not _is_here(host))


def _is_here(host: str) -> bool:
    """Whether it is this machine, or the folder of a socket on it."""
    return host in ("localhost", "127.0.0.1", "::1") or host.startswith("/")


def hosts_of(url: str) -> list[str]:
    """The hosts that a URL names: before its path, or as PostgreSQL's may, in its query."""
    parts = urlsplit(url)
    if parts.scheme in ("", "unix") or parts.scheme.startswith("sqlite"):
        return []
    lists = parse_qs(parts.query).get("host", []) if parts.scheme.startswith("postgres") else []
    named = [_without_port(host) for hosts in lists for host in hosts.split(",")]
    return [host for host in (parts.hostname, *named) if host]


def _without_port(host: str) -> str:
    return host if host.startswith("/") else urlsplit(f"//{host}").hostname or ""


def _versions() -> dict[str, str]:
    found = {}
    for name in _SHOWN:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found
