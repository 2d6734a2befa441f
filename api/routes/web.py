"""The page at `/` and the API's description at `/docs`, without a request to anywhere else."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse

from core.errors import NotFound

router = APIRouter(include_in_schema=False)

_STATIC = Path(__file__).parent.parent / "static"
_PAGE = _STATIC / "index.html"


def policy_of(page: str) -> str:
    """What a page may load and run: its own script and style, told by their hashes, and this
    server; nothing that is put into it later (Content Security Policy Level 3, section 2.3.1)."""
    script, style = (_hash(page, tag) for tag in ("script", "style"))
    return (
        f"default-src 'none'; script-src {script}; style-src {style}; img-src 'self' blob: data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _hash(page: str, tag: str) -> str:
    inside = page.split(f"<{tag}>", 1)[1].split(f"</{tag}>", 1)[0]
    return f"'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'"


@router.get("/")
def index() -> HTMLResponse:
    page = _PAGE.read_text("utf-8")
    headers = {"Content-Security-Policy": policy_of(page), "Referrer-Policy": "no-referrer"}
    return HTMLResponse(page, headers=headers)


_SWAGGER = Path(str(files("fastapi_offline"))) / "static"
_SWAGGER_FILES = {"swagger-ui-bundle.js", "swagger-ui.css", "favicon.png"}


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """The API's description, drawn by the copy of Swagger UI that a package ships."""
    return get_swagger_ui_html(
        openapi_url=str(request.app.openapi_url),
        title="Probant: API",
        swagger_js_url="/docs/swagger-ui-bundle.js",
        swagger_css_url="/docs/swagger-ui.css",
        swagger_favicon_url="/docs/favicon.png",
    )


@router.get("/docs/{name}")
async def swagger(name: str) -> FileResponse:
    if name not in _SWAGGER_FILES:
        raise NotFound("There is no such file.")
    return FileResponse(_SWAGGER / name)
