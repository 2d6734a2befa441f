"""What is embedded, in what batches, and what the index then holds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest_asyncio

from core.description import Field
from core.documents import DocumentVersion
from core.errors import Unavailable, Unreadable
from core.generations import GenerationState, Space
from core.ids import JobId
from core.indexing import IndexPoint
from core.jobs import JobKind, JobState, Lane, Priority
from core.lexicon import index_terms
from core.outcomes import ErrorItem, Status
from ingest.slabs import LARGEST, SLAB_S, SMALLEST, Size
from tests.ingest.fakes import FakeEncoder, FakeIndex, generation_of
from tests.ingest.stores import HERE, Shop, open_shop

LONG = " ".join(f"Phrase {number}." for number in range(180 * SMALLEST))


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def ingest(shop: Shop, text: str) -> JobId:
    job = await shop.job(await shop.document(text))
    await shop.worker().until_idle()
    return job


async def build(shop: Shop, *, rereads: bool = False) -> Space:
    """A generation that is being built with another encoder."""
    encoder = FakeEncoder("fake/2")
    generation = generation_of(encoder, GenerationState.BUILDING, rereads=rereads)
    space = Space(generation, encoder, FakeIndex())
    async with shop.database.begin() as unit:
        await unit.generations.add(generation)
    shop.spaces.spaces.append(space)
    return space


def points_of(space: Space) -> Sequence[IndexPoint]:
    index = space.index
    assert isinstance(index, FakeIndex)
    return list(index.points.values())


async def test_a_long_document_is_embedded_in_slabs(shop: Shop) -> None:
    job = await ingest(shop, LONG)
    sizes = [len(batch) for batch in shop.encoder.batches]
    assert sizes[0] == SMALLEST
    assert all(after <= 2 * before for before, after in pairwise(sizes))
    assert sum(sizes) == len(shop.index.points) == (await shop.row(job)).total


async def test_a_point_carries_what_the_filters_need(shop: Shop) -> None:
    await ingest(shop, "Total\tdes loyers 12")
    [point] = shop.index.points.values()
    assert (point.entity, point.tags.collection, point.language) == ("here", "default", "fr")
    assert point.text == f"Titre\nTotal des loyers 12\n{index_terms('Total des loyers 12')}"


async def test_the_encoder_alone_reads_what_users_say_of_a_document(shop: Shop) -> None:
    said = {Field.ISSUER: ("Ville de Brumes",), Field.KIND: ("rent_roll",), Field.PERIOD: ("2022",)}
    document = await shop.document()
    async with shop.database.begin() as unit:
        await unit.documents.correct(document.id, said)
    await shop.job(document)
    await shop.worker().until_idle()
    [[embedded]] = shop.encoder.batches
    assert embedded.startswith("Ville de Brumes, rent roll, 2022\nTitre\n")
    [point] = shop.index.points.values()
    assert "Brumes" not in point.text


async def test_read_again_a_document_is_embedded_with_what_was_said_since(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await shop.worker().until_idle()
    async with shop.database.begin() as unit:
        await unit.documents.correct(document.id, {Field.ISSUER: ("Ville de Brumes",)})
    shop.encoder.batches.clear()
    await shop.job(document)
    await shop.worker().until_idle()
    [[embedded]] = shop.encoder.batches
    assert embedded.startswith("Ville de Brumes")
    assert len(shop.index.points) == 1


async def test_nothing_is_live_before_its_vectors_are_in(shop: Shop) -> None:
    live: list[list[str]] = []
    document = await shop.document()

    async def look() -> None:
        live.append(await shop.live(document.id))

    shop.index.before_write = look
    await shop.job(document)
    await shop.worker().until_idle()
    assert live == [[]]
    assert await shop.live(document.id) == ["fake/1"]


async def test_an_image_that_awaits_its_text_is_published_without_a_passage(shop: Shop) -> None:
    error = ErrorItem("pdf", "no_text_layer", "The page is an image.", 1)
    shop.parser.errors, shop.parser.is_blank = (error,), True
    document = await shop.document()
    await shop.job(document)
    await shop.worker().until_idle()
    assert (await shop.stored(document.id)).outcome.status is Status.PARTIAL
    assert await shop.live(document.id) == ["fake/1"]


async def test_after_half_of_it_was_written_only_the_rest_is_embedded(shop: Shop) -> None:
    document = await shop.document(LONG)
    job = await shop.job(document)

    async def once() -> None:
        shop.index.before_write = fail

    async def fail() -> None:
        raise Unavailable("The index does not answer.")

    shop.index.before_write = once
    await shop.worker().until_idle()
    written = len(shop.index.points)
    assert 0 < written < (await shop.row(job)).total
    shop.encoder.batches.clear()
    shop.index.before_write = None
    await shop.worker().until_idle()
    embedded = sum(len(batch) for batch in shop.encoder.batches)
    assert written + embedded == (await shop.row(job)).total == len(shop.index.points)
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED


async def test_the_next_version_goes_live_as_its_vectors_are_in(shop: Shop) -> None:
    document = await shop.document("Le loyer est de 12 euros.")
    await shop.job(document)
    await shop.worker().until_idle()
    later = await next_version(shop, "Le loyer est de 13 euros.", document.version)
    names: list[str] = []

    async def look() -> None:
        names.append((await shop.stored(document.id)).name)

    shop.index.before_write = look
    await shop.job(document, version=later)
    await shop.worker().until_idle()
    stored = await shop.stored(document.id)
    assert names == ["file.txt"]
    assert (stored.version, stored.name) == (later, "next.txt")
    [point] = shop.index.points.values()  # the one of before is gone
    assert "13" in point.text


async def next_version(shop: Shop, text: str, *first: str) -> str:
    path = shop.folder / "next.txt"
    path.write_text(text, "utf-8")
    version = await shop.blobs.put(HERE, path)
    async with shop.database.begin() as unit:
        [document] = [d async for d in unit.documents.everything() if d.version in first]
        await unit.documents.add_version(
            DocumentVersion(
                document.id,
                0,
                version,
                "next.txt",
                "text/plain",
                len(text),
                document.created_at,
                "user",
            )
        )
    return version


async def test_a_version_that_fails_leaves_the_one_before(shop: Shop) -> None:
    document = await shop.document("Le loyer est de 12 euros.")
    await shop.job(document)
    await shop.worker().until_idle()
    later = await next_version(shop, "Le loyer est de 13 euros.", document.version)
    shop.parser.failure = Unreadable("It broke.")
    job = await shop.job(document, version=later)
    await shop.worker().until_idle()
    assert (await shop.stored(document.id)).version == document.version
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED
    outcome = (await shop.row(job)).outcome
    assert outcome
    assert outcome.status is Status.FAILED


async def test_what_comes_while_a_generation_is_built_goes_into_both(shop: Shop) -> None:
    building = await build(shop)
    await ingest(shop, "Le loyer.")
    [document] = {point.document for point in shop.index.points.values()}
    assert [point.document for point in points_of(building)] == [document]
    async with shop.database.begin() as unit:
        for space in shop.spaces.spaces:
            assert await unit.generations.covered(space.generation.id, document)


async def test_a_live_reading_is_embedded_for_the_generation_alone(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await shop.worker().until_idle()
    building = await build(shop)
    shop.encoder.batches.clear()
    shop.queue.woken.clear()
    await shop.job(
        document,
        JobKind.REEMBED,
        priority=Priority.BACKGROUND,
        generation=building.generation.id,
    )
    await shop.worker().until_idle()
    assert shop.encoder.batches == []
    assert len(points_of(building)) == 1
    assert await shop.live(document.id) == ["fake/1"]


async def test_what_is_reread_waits_for_its_generation(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await shop.worker().until_idle()
    building = await build(shop, rereads=True)
    shop.parser.revision = 2
    await shop.job(document, JobKind.REREAD, generation=building.generation.id)
    await shop.worker().until_idle()
    assert await shop.live(document.id) == ["fake/1"]
    async with shop.database.begin() as unit:
        await unit.generations.switch(building.generation.id)
    assert await shop.live(document.id) == ["fake/2"]
    assert len(points_of(building)) == 1


async def test_what_can_t_be_reread_keeps_its_reading_in_the_new_generation(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await shop.worker().until_idle()
    building = await build(shop, rereads=True)
    shop.parser.failure = Unreadable("It broke.")
    await shop.job(document, JobKind.REREAD, generation=building.generation.id)
    await shop.worker().until_idle()
    [point] = points_of(building)
    assert {point.reading} == {one.reading for one in shop.index.points.values()}
    assert await shop.live(document.id) == ["fake/1"]


async def test_a_generation_given_up_meanwhile_ends_its_jobs(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await shop.worker().until_idle()
    job = await shop.job(document, JobKind.REEMBED, generation=generation_of(shop.encoder).id)
    await shop.worker().until_idle()
    assert (await shop.row(job)).state is JobState.DONE


async def test_a_switch_while_it_is_written_publishes_into_no_index_of_before(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    late: list[Space] = []

    async def switch() -> None:
        shop.index.before_write = None
        late.append(await build(shop))
        async with shop.database.begin() as unit:
            await unit.generations.switch(late[0].generation.id)
        shop.spaces.spaces.reverse()

    shop.index.before_write = switch
    worker = shop.worker()
    await worker.work(Lane.READ)
    assert not await worker.work(Lane.EMBED)
    assert await shop.live(document.id) == []
    await shop.worker().until_idle()
    assert await shop.live(document.id) == ["fake/1"]
    assert len(points_of(late[0])) == 1


async def test_each_job_of_a_generation_that_ends_says_so(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await shop.worker().until_idle()
    building = await build(shop)
    told: list[str] = []

    async def advance(generation: str) -> None:
        told.append(generation)

    worker = shop.worker()
    worker.advance = advance
    await shop.job(document, JobKind.REEMBED, generation=building.generation.id)
    await worker.until_idle()
    assert told == [building.generation.id]


def test_slabs_grow_where_embedding_is_fast_and_shrink_where_it_is_slow() -> None:
    size = Size()
    for _ in range(20):
        size.learn(size.passages, 0.001)
    assert size.passages == LARGEST
    size.learn(7, 100)  # one that was not full says nothing
    assert size.passages == LARGEST
    for _ in range(20):
        size.learn(size.passages, 100 * SLAB_S)
    assert size.passages == SMALLEST
