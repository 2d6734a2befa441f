"""`GET /v1/citations/{id}`: evidence that stays, with its version, its place and its page."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from core.documents import Document
from core.evidence import Citation
from flows.bootstrap import Installation
from retrieval.cite import cite
from retrieval.units import units_of
from tests.api.clients import client_of
from tests.flows.lives import sent
from tests.flows.uncaged import open_uncaged
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, a_person, added
from tests.retrieval.stored import passages_of

pytestmark = pytest.mark.asyncio

RENT = "The annual rent is 12,000 euros."
FRAME = (214, 51, 132)


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_uncaged(tmp_path / "data", FakeEncoder()) as parts:
        yield parts


@pytest_asyncio.fixture
async def client(parts: Installation) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(parts) as client:
        yield client


def lease(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    canvas = Canvas(str(path), pagesize=(400, 300))
    for row, line in enumerate(lines):
        canvas.drawString(40, 250 - 30 * row, line)
    canvas.save()
    return path


async def cited(parts: Installation, document: Document, quote: str) -> Citation:
    """The citation of a unit of the document's live reading."""
    for passage in await passages_of(parts, document):
        for unit in units_of(passage):
            if quote in unit.quote:
                return cite(passage, unit.words, 0.5)
    raise AssertionError(f"{document.name} does not say {quote!r}")


def is_framed(png: bytes) -> bool:
    colours = Image.open(io.BytesIO(png)).convert("RGB").getcolors(1 << 24) or []
    return FRAME in {colour for _, colour in colours}


async def test_evidence_is_shown_with_what_stands_around_it(
    parts: Installation, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    path = tmp_path / "bail.md"
    path.write_text(f"# Lease\n\n## Rent\n\nIt begins in May. {RENT} It is due in June.\n", "utf-8")
    document = await added(parts, path)
    citation = await cited(parts, document, RENT)
    shown = (await client.get(f"/v1/citations/{citation.id}")).json()
    assert shown["quote"] == RENT
    assert shown["before"].endswith("It begins in May. ")
    assert shown["after"].startswith(" It is due in June.")
    assert shown["headings"] == ["Lease", "Rent"]
    assert (shown["document"], shown["version_number"]) == ("bail.md", 1)
    assert (shown["is_current"], shown["superseded_by"]) == (True, None)
    assert shown["links"] == {"self": citation.to_json()["links"]["self"], "page_image": None}
    assert (await client.get(shown["links"]["self"])).json() == shown


async def test_facts_tell_which_document_it_is(
    parts: Installation, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    path = tmp_path / "bail.txt"
    path.write_text(RENT, "utf-8")
    document = await added(parts, path)
    said = {"issuer": ["NORTHWIND PLC"], "kind": ["lease"], "period": ["2022"]}
    await client.patch(f"/v1/documents/{document.id}/description", json=said)
    citation = await cited(parts, document, RENT)
    facts = (await client.get(f"/v1/citations/{citation.id}")).json()["facts"]
    assert {name: facts[name] for name in said} == {name: value for name, [value] in said.items()}
    assert facts["date"] is None


async def test_a_superseded_version_stays_resolvable_and_drawn_and_says_what_took_its_place(
    parts: Installation, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    document = await added(parts, lease(tmp_path, "bail-2023.pdf", RENT, "Signed in May."))
    citation = await cited(parts, document, RENT)
    before = (await client.get(citation.to_json()["links"]["page_image"])).content
    newer = lease(tmp_path, "bail-2024.pdf", "Nothing is due.")
    await sent(parts, newer, supersedes=document.id)
    await parts.worker.until_idle()
    shown = (await client.get(f"/v1/citations/{citation.id}")).json()
    assert (shown["quote"], shown["document"]) == (RENT, "bail-2023.pdf")
    assert (shown["is_current"], shown["version_number"]) == (False, 1)
    newest = shown["superseded_by"]
    assert (newest["number"], newest["name"]) == (2, "bail-2024.pdf")
    assert set(shown["facts"].values()) == {None}  # the live version's are not this one's
    framed = await client.get(shown["links"]["page_image"])
    assert framed.content == before
    assert is_framed(framed.content)
    plain = await client.get(f"/v1/documents/{document.id}/pages/1.png")
    assert not is_framed(plain.content)


async def test_a_picture_has_a_page_image_too(
    parts: Installation, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    path = tmp_path / "scan.png"
    Image.new("RGB", (60, 40), "white").save(path)
    document = await added(parts, path)
    image = await client.get(f"/v1/documents/{document.id}/pages/1.png")
    assert (image.status_code, image.headers["content-type"]) == (200, "image/png")


async def test_what_is_deleted_is_gone_and_what_is_another_s_is_not_there(
    parts: Installation, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    theirs = await added(parts, lease(tmp_path, "autre.pdf", RENT), a_person("user", "there"))
    ours = await added(parts, lease(tmp_path, "bail.pdf", RENT, "Signed in May."))
    citation = await cited(parts, ours, RENT)
    links = citation.to_json()["links"]
    async with parts.database.begin() as unit:
        [head] = await unit.readings.of_document(theirs.id)
    other = citation.id.replace(citation.reading_id, head.id)
    assert (await client.get(f"/v1/citations/{other}")).status_code == 404
    await parts.documents.delete(USER, ours.id)
    assert (await client.get(links["self"])).status_code == 410
    assert (await client.get(links["page_image"])).status_code == 410
