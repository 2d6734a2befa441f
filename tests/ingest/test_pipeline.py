"""The journey of a document: its stages in order, and what becomes of it when one fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from core.description import Field
from core.errors import Unavailable, Unreadable
from core.lexicon import index_terms
from core.outcomes import ErrorItem, Status
from ingest import pipeline
from ingest.pipeline import EMBED_BATCH, Ingested
from tests.ingest.stores import Shop, open_shop

LONG = " ".join(f"Phrase {number}." for number in range(180 * EMBED_BATCH))


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
    path = await shop.blobs.path(document.entity, document.version)
    return await pipeline.run(shop.tools, document, path, watched)


async def test_a_document_goes_through_every_stage_in_order(shop: Shop) -> None:
    watched = Watched()
    result = await run(shop, watched=watched)
    assert result.outcome.status is Status.INDEXED
    assert (result.outcome.pages, result.outcome.elements, result.outcome.chunks) == (1, 1, 1)
    stages = [stage for stage, _, total in watched.told if not total]
    assert stages == ["sniff", "parse", "describe", "chunk", "record", "index"]


async def test_progress_only_ever_grows_and_memory_stays_flat(shop: Shop) -> None:
    watched = Watched()
    result = await run(shop, LONG, watched=watched)
    steps = [(done, total) for stage, done, total in watched.told if stage == "embed"]
    assert steps == [(0, result.outcome.chunks), (EMBED_BATCH, result.outcome.chunks)]
    assert [len(batch) <= EMBED_BATCH for batch in shop.encoder.batches] == [True, True]
    assert len(shop.index.points) == result.outcome.chunks


async def test_nothing_is_live_before_it_is_published(shop: Shop) -> None:
    result = await run(shop, watched=Watched())
    assert result.reading
    [point] = shop.index.points.values()
    assert await shop.live(point.document) == []


async def test_a_point_carries_what_the_filters_need(shop: Shop) -> None:
    await run(shop, "Total\tdes loyers 12", watched=Watched())
    [point] = shop.index.points.values()
    assert (point.entity, point.collection, point.language) == ("here", "default", "fr")
    assert point.text == f"Titre\nTotal des loyers 12\n{index_terms('Total des loyers 12')}"


async def test_the_encoder_alone_reads_what_users_say_of_a_document(shop: Shop) -> None:
    said = {Field.ISSUER: ("Ville de Brumes",), Field.KIND: ("rent_roll",), Field.PERIOD: ("2022",)}
    document = replace(await shop.document(), corrections=said)
    path = await shop.blobs.path(document.entity, document.version)
    await pipeline.run(shop.tools, document, path, Watched())
    [[embedded]] = shop.encoder.batches
    assert embedded.startswith("Ville de Brumes, rent roll, 2022\nTitre\n")
    [point] = shop.index.points.values()
    assert "Brumes" not in point.text


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


async def test_a_later_stage_that_refuses_says_its_own_name(shop: Shop) -> None:
    shop.index.failure = Unreadable("no")
    outcome = (await run(shop, watched=Watched())).outcome
    assert [error.component for error in outcome.errors] == ["index"]


async def test_an_outage_is_not_the_document_s_fault(shop: Shop) -> None:
    shop.index.failure = Unavailable("The index does not answer.")
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


async def test_running_twice_writes_the_same_points(shop: Shop) -> None:
    document = await shop.document()
    path = await shop.blobs.path(document.entity, document.version)
    first = await pipeline.run(shop.tools, document, path, Watched())
    points = set(shop.index.points)
    assert await pipeline.run(shop.tools, document, path, Watched()) == first
    assert set(shop.index.points) == points
