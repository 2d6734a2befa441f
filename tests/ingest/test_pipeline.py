"""The journey of a document: its stages in order, and what becomes of it when one fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from core.errors import Unavailable, Unreadable
from core.outcomes import ErrorItem, Status
from ingest import pipeline
from ingest.pipeline import Ingested, Tools
from tests.ingest.stores import SCOPE, Shop, open_shop


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


class Watched:
    """What a user who watches sees."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int, int]] = []

    def __call__(self, stage: str, done: int, total: int) -> None:
        self.told.append((stage, done, total))


async def run(
    shop: Shop, text: str = "Le loyer est de douze euros.", *, watched: Watched
) -> Ingested:
    document = await shop.document(text)
    path = await shop.blobs.path(SCOPE, document.entity, document.version)
    return await pipeline.run(Tools(shop.parser, shop.spaces), document, path, watched)


async def test_a_document_goes_through_every_stage_in_order(shop: Shop) -> None:
    watched = Watched()
    result = await run(shop, watched=watched)
    assert result.outcome.status is Status.INDEXED
    assert (result.outcome.pages, result.outcome.elements, result.outcome.chunks) == (1, 1, 1)
    stages = [stage for stage, _, total in watched.told if not total]
    assert stages == ["sniff", "parse", "describe", "chunk"]


async def test_nothing_is_stored_and_nothing_embedded(shop: Shop) -> None:
    result = await run(shop, watched=Watched())
    assert result.reading
    assert len(result.chunks) == 1
    assert shop.encoder.batches == []
    async with shop.database.begin() as unit:
        assert await unit.readings.of_document(result.reading.document) == []


@pytest.mark.parametrize(
    ("text", "component", "category"),
    [("\0\1\2\3" * 50, "sniff", "unsupported"), ("   ", "sniff", "empty")],
)
async def test_bytes_that_are_no_document_fail_where_they_are_looked_at(
    shop: Shop, text: str, component: str, category: str
) -> None:
    outcome = (await run(shop, text, watched=Watched())).outcome
    assert outcome.status is Status.FAILED
    assert [(e.component, e.category) for e in outcome.errors] == [(component, category)]


@pytest.mark.parametrize("category", ["encrypted", "malformed", "timeout", "memory", "crash"])
async def test_a_parser_s_refusal_is_the_document_s_outcome(shop: Shop, category: str) -> None:
    shop.parser.failure = Unreadable("It can't be read.", category, "Save it again.")
    result = await run(shop, watched=Watched())
    assert result.reading is None
    assert result.outcome.status is Status.FAILED
    item = ErrorItem("parse", category, "It can't be read. Save it again.")
    assert result.outcome.errors == (item,)


async def test_an_outage_is_not_the_document_s_fault(shop: Shop) -> None:
    shop.parser.failure = Unavailable("The parser does not answer.")
    with pytest.raises(Unavailable):
        await run(shop, watched=Watched())


async def test_what_could_be_read_is_kept_beside_what_could_not(shop: Shop) -> None:
    error = ErrorItem("pdf", "malformed", "The page can't be read.", 3)
    shop.parser.errors = (error,)
    result = await run(shop, watched=Watched())
    assert result.outcome.status is Status.PARTIAL
    assert result.outcome.errors == (error,)
    assert result.outcome.chunks == 1
    assert result.reading


async def test_an_image_without_a_text_layer_waits_and_is_not_lost(shop: Shop) -> None:
    error = ErrorItem("pdf", "no_text_layer", "The page is an image.", 1)
    shop.parser.errors, shop.parser.is_blank = (error,), True
    result = await run(shop, watched=Watched())
    assert result.outcome.status is Status.PARTIAL
    assert (result.outcome.chunks, result.outcome.errors) == (0, (error,))
    assert result.reading


async def test_a_document_without_a_word_fails_and_says_so(shop: Shop) -> None:
    shop.parser.is_blank = True
    outcome = (await run(shop, watched=Watched())).outcome
    assert outcome.status is Status.FAILED
    assert [(error.component, error.category) for error in outcome.errors] == [("parse", "empty")]


async def test_a_document_without_a_word_fails_with_the_reason_where_there_is_one(
    shop: Shop,
) -> None:
    error = ErrorItem("sheets", "too_large", "sheet “x” was cut")
    shop.parser.errors, shop.parser.is_blank = (error,), True
    outcome = (await run(shop, watched=Watched())).outcome
    assert (outcome.status, outcome.errors) == (Status.FAILED, (error,))


async def test_running_twice_reads_the_same(shop: Shop) -> None:
    first = await run(shop, watched=Watched())
    async with shop.database.begin() as unit:
        [document] = await unit.documents.page(SCOPE, 10)
    path = await shop.blobs.path(SCOPE, document.entity, document.version)
    tools = Tools(shop.parser, shop.spaces)
    assert await pipeline.run(tools, document, path, Watched()) == first
