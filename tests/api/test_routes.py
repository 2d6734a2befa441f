"""What single routes answer."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from adapters.queue.arq_queue import ArqQueue
from adapters.queue.connection import settings_at
from flows.bootstrap import Installation
from tests.api.clients import client_of
from tests.parts import added

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/search", "POST"),
        ("/v1/documents", "GET, POST"),  # each has a route of its own
        ("/v1/documents/some", "GET, PATCH, DELETE"),
    ],
)
async def test_a_method_that_is_not_allowed_is_told_which_are(
    parts: Installation, path: str, allowed: str
) -> None:
    async with client_of(parts) as client:
        response = await client.put(path)
    assert response.status_code == 405
    assert response.headers["allow"] == allowed
    assert response.headers["content-type"] == "application/problem+json"


async def test_ready_only_while_the_queue_answers(parts: Installation, tmp_path: Path) -> None:
    async with client_of(parts) as client:
        assert (await client.get("/readyz")).json() == {"status": "ready"}
    dead = ArqQueue(settings_at(f"unix://{tmp_path}/nobody.sock"))
    async with client_of(replace(parts, queue=dead)) as client:
        response = await client.get("/readyz")
    assert response.status_code == 503
    assert "nobody.sock" not in response.text  # the log says what is away, and where


@pytest.mark.parametrize(("side", "expected"), [(200, 2.0), (8000, (20e6 / 8000**2) ** 0.5)])
async def test_a_page_image_tells_its_scale(
    parts: Installation, tmp_path: Path, side: int, expected: float
) -> None:
    path = tmp_path / "page.pdf"
    canvas = Canvas(str(path), pagesize=(side, side))
    canvas.drawString(20, 20, "The annual rent is 12,000 euros.")
    canvas.save()
    document = await added(parts, path)
    async with client_of(parts) as client:
        response = await client.get(f"/v1/documents/{document.id}/pages/1.png")
    scale = float(response.headers["x-probant-pixels-per-point"])
    assert scale == pytest.approx(expected)
    assert Image.open(io.BytesIO(response.content)).width == pytest.approx(side * scale, abs=1)
