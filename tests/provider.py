"""A real OpenID Connect provider, in a process of its own on loopback."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

_ATTEMPTS, _PAUSE_S = 200, 0.1


@dataclass(frozen=True)
class Provider:
    url: str

    def has(self, subject: str, **claims: Any) -> None:
        """Somebody of whom it says this."""
        httpx.put(f"{self.url}/users/{quote(subject)}", json=claims).raise_for_status()

    def signs_in(self, url: str, subject: str) -> str:
        """Where a browser that was sent to `url` is sent once its person has signed in."""
        page = httpx.get(url)
        page.raise_for_status()
        assert re.search(r"<form[^>]*method=\"?post", unescape(page.text), re.IGNORECASE)
        answer = httpx.post(url, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def refuses(self, url: str) -> str:
        """The same where the person does not want to."""
        return httpx.post(url, data={"action": "deny"}).headers["location"]


@contextmanager
def provider(folder: Path) -> Iterator[Provider]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--require-nonce", "--port", str(port)]
    with (folder / "provider.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    found = Provider(f"http://127.0.0.1:{port}")
    try:
        _wait(found, process)
        yield found
    finally:
        process.terminate()
        process.wait(20)


def _wait(found: Provider, process: subprocess.Popen[bytes]) -> None:
    for _ in range(_ATTEMPTS):
        assert process.poll() is None, "the provider ended"
        try:
            if httpx.get(f"{found.url}/.well-known/openid-configuration").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(_PAUSE_S)  # it does not listen yet
    raise AssertionError("the provider was not ready in time")
