"""The evidence behind a citation is the same from this process and by a server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cli.backend import Backend
from core.errors import InvalidRequest, NotFound
from flows.bootstrap import Installation
from governance.identity import local_user
from tests.api.test_citations import RENT, cited, is_framed, lease
from tests.flows.uncaged import open_uncaged
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, added

USER = local_user(HERE)


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_uncaged(tmp_path / "data", FakeEncoder()) as parts:
        yield parts


async def test_a_citation_is_shown_with_its_page(
    backend: Backend, parts: Installation, tmp_path: Path
) -> None:
    document = await added(parts, lease(tmp_path, "bail.pdf", RENT, "Signed in May."), USER)
    citation = (await cited(parts, document, RENT)).id
    assert await backend.citation(citation) == (await parts.pages.cited(USER, citation)).to_json()
    assert is_framed(await backend.page_image(citation))
    with pytest.raises(NotFound):
        await backend.citation("../documents")


async def test_what_has_no_pages_is_not_drawn_and_any_name_of_a_sheet_is_found(
    backend: Backend, parts: Installation, tmp_path: Path
) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Lots & 50 %"
    for row in (["Lot", "Loyer annuel"], ["A1", 12_000], ["A2", 14_500]):
        book.active.append(row)
    book.save(tmp_path / "lots.xlsx")
    document = await added(parts, tmp_path / "lots.xlsx", USER)
    citation = (await cited(parts, document, "A2")).id
    shown = await backend.citation(citation)
    assert (shown["page_start"], shown["links"]["page_image"]) == (None, None)
    assert "A1\t12000" in shown["before"]
    with pytest.raises(InvalidRequest, match="of no page"):
        await backend.page_image(citation)
