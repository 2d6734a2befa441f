"""The HTTP application. It holds no business rule and imports neither a model nor a parser."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from api import problems
from api.limits import BodyLimit
from api.origin import LocalOnly
from api.routes import (
    batches,
    chat,
    citations,
    collections,
    documents,
    events,
    grids,
    health,
    jobs,
    models,
    pages,
    search,
    shares,
    sources,
    web,
)
from api.streams import Streams
from api.uploads import UploadGate
from core.settings import Settings
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
    search,
    health,
    web,
)


def create_app(installation: Installation, look_every_s: float = 0.5) -> FastAPI:
    """The application over assembled parts, which the caller opens and closes.

    Event streams look for progress every `look_every_s`.
    """
    app = FastAPI(
        title="Probant",
        version=version("probant"),
        summary="Answers from evidence: every sentence with its document, page, box and quote.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.installation = installation
    app.state.streams = Streams()
    app.state.look_every_s = look_every_s
    problems.install(app)
    _guard(app, installation.settings)
    for routes in _ROUTES:
        app.include_router(routes.router)
    return app


def _guard(app: FastAPI, settings: Settings) -> None:
    """What happens before a route is looked for; the last one added is the first one asked."""
    app.add_middleware(UploadGate, settings=settings)
    if not settings.keys:
        app.add_middleware(LocalOnly)
    app.add_middleware(BodyLimit, most_upload_bytes=settings.max_upload_mb * 1_000_000)
