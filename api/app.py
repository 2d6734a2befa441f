"""The HTTP application. It holds no business rule and imports neither a model nor a parser."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from api import problems
from api.cookies import session_cookie
from api.description import PROBLEMS, Described
from api.identity import IdentityGate
from api.limits import BodyLimit
from api.origin import LocalOnly, OwnPageOnly
from api.routes import (
    auth,
    batches,
    chat,
    citations,
    collections,
    documents,
    events,
    grids,
    health,
    jobs,
    keys,
    ledger,
    models,
    pages,
    people,
    quotas,
    reviews,
    search,
    shares,
    sources,
    usage,
    use_cases,
    web,
)
from api.streams import Streams
from api.uploads import UploadGate
from core.identity import Identity
from flows.bootstrap import Installation

_ROUTES = (
    chat,
    models,
    documents,
    collections,
    shares,
    pages,
    citations,
    sources,
    batches,
    events,
    grids,
    jobs,
    ledger,
    reviews,
    use_cases,
    quotas,
    usage,
    search,
    keys,
    people,
    auth,
    health,
    web,
)


def create_app(installation: Installation, look_every_s: float = 0.5) -> FastAPI:
    """The application over assembled parts, which the caller opens and closes.

    Event streams look for progress every `look_every_s`.
    """
    app = Described(
        title="Probant",
        version=version("probant"),
        summary="Answers from evidence: every sentence with its document, page, box and quote.",
        docs_url=None,
        redoc_url=None,
    )
    app.wants_keys = installation.settings.identity is Identity.REQUIRED
    app.state.installation = installation
    app.state.streams = Streams()
    app.state.look_every_s = look_every_s
    problems.install(app)
    _guard(app, installation)
    for routes in _ROUTES:
        app.include_router(routes.router, responses=PROBLEMS)
    return app


def _guard(app: FastAPI, parts: Installation) -> None:
    """What happens before a route is looked for; the last one added is the first one asked."""
    app.add_middleware(UploadGate)
    app.add_middleware(IdentityGate, identifier=parts.identifier, signing_in=parts.signing_in)
    if parts.signing_in:
        cookie = session_cookie(parts.signing_in.over_https)
        app.add_middleware(OwnPageOnly, cookie=cookie, origin=parts.settings.public_url)
    if parts.settings.identity is Identity.LOCAL:
        app.add_middleware(LocalOnly)
    app.add_middleware(BodyLimit, most_upload_bytes=parts.settings.max_upload_mb * 1_000_000)
