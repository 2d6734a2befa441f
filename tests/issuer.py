"""A tiny OpenID Connect issuer on loopback, which can be made to behave badly, and a clock."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

AUDIENCE = "probant"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def private_key(name: str, algorithm: str = "ES256") -> Any:
    """The same for the same name, as long as the tests run."""
    return _made(name, algorithm)


@cache
def _made(name: str, algorithm: str) -> Any:
    if algorithm.startswith(("RS", "PS")):
        return rsa.generate_private_key(65537, 2048)
    if algorithm == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    curve = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}[algorithm]
    return ec.generate_private_key(curve)


def jwk(name: str, algorithm: str = "ES256", **more: Any) -> dict[str, Any]:
    """The public half, as a set holds it."""
    kind = jwt.get_algorithm_by_name(algorithm)
    public: dict[str, Any] = json.loads(kind.to_jwk(private_key(name, algorithm).public_key()))
    public.pop("key_ops", None)
    return public | {"kid": name, "use": "sig"} | more


Reply = tuple[int, Mapping[str, str], bytes | Iterable[bytes]]


def as_json(data: Any, status: int = 200) -> Reply:
    return status, {"Content-Type": "application/json"}, json.dumps(data).encode()


@dataclass(slots=True)
class Issuer:
    """What it says is in its fields, and may be changed while it serves."""

    clock: Clock
    url: str = ""
    keys: list[dict[str, Any]] = field(default_factory=lambda: [jwk("one")])
    described: dict[str, Any] = field(default_factory=dict)
    """Put over what it says of itself."""
    instead: dict[str, Callable[[], Reply]] = field(default_factory=dict)
    """By path, what is answered in the place of what would be."""
    asked: list[str] = field(default_factory=list)
    posted: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """(authorization, form) of each request for a token."""
    answer: dict[str, Any] = field(default_factory=dict)
    """What it gives for a code."""

    def reply(self, path: str) -> Reply:
        self.asked.append(path)
        if path in self.instead:
            return self.instead[path]()
        if path == "/.well-known/openid-configuration":
            return as_json(self.metadata())
        if path == "/keys":
            return as_json({"keys": self.keys})
        return as_json(self.answer) if path == "/token" else as_json({}, 404)

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "PS256", "ES256", "ES384", "EdDSA"],
        } | self.described

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Of a good token; None takes a claim away."""
        now = int(self.clock().timestamp())
        good = {
            "iss": self.url,
            "sub": "claire",
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + 300,
        }
        return {name: value for name, value in (good | changes).items() if value is not None}

    def token(
        self,
        key: str = "one",
        algorithm: str = "ES256",
        head: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> str:
        headers = {"kid": key} | dict(head or {})
        kept = {name: value for name, value in headers.items() if value is not None}
        return jwt.encode(
            self.claims(**changes), private_key(key, algorithm), algorithm, headers=kept
        )


@contextmanager
def serving(clock: Clock | None = None) -> Iterator[Issuer]:
    issuer = Issuer(clock or Clock())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(issuer.reply(self.path.split("?")[0]))

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            said = {name: values[0] for name, values in form.items()}
            issuer.posted.append((self.headers.get("Authorization", ""), said))
            self._send(issuer.reply(self.path))

        def _send(self, reply: Reply) -> None:
            status, headers, body = reply
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            pieces = [body] if isinstance(body, bytes) else body
            self.end_headers()  # the connection's end is that of the body
            with contextlib.suppress(OSError):  # who asked has gone
                for piece in pieces:
                    self.wfile.write(piece)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
