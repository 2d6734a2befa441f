"""The page at `/` and the API's description at `/docs`, without a request to anywhere else."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse

from core.errors import NotFound

router = APIRouter(include_in_schema=False)

_STATIC = Path(__file__).parent.parent / "static"
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


@router.get("/")
async def index() -> FileResponse:
    headers = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}
    return FileResponse(_STATIC / "index.html", headers=headers)


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
