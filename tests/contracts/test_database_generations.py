"""Generations of the index: one live, one being built, one switch; on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.documents import Document
from core.errors import Conflict, NotFound
from core.generations import Generation, GenerationState
from core.ids import GenerationId, ReadingId
from core.principals import SearchFilter
from core.stores import Database
from tests.contracts.databases import (
    MINUTE,
    NOON,
    READ,
    a_document,
    a_generation,
    a_reading,
    add_live,
    chunks_of,
    record,
    scope,
)

pytestmark = pytest.mark.asyncio

BUILDING, LIVE, RETIRED = GenerationState.BUILDING, GenerationState.LIVE, GenerationState.RETIRED


async def open_both(database: Database, rereads: bool = False) -> tuple[Generation, Generation]:
    live = a_generation()
    building = a_generation(BUILDING, rereads=rereads, created_at=NOON + MINUTE)
    async with database.begin() as uow:
        await uow.generations.add(live)
        await uow.generations.add(building)
    return live, building


async def stage(database: Database, generation: Generation, document: Document) -> ReadingId:
    """Another reading of the document, recorded and held by the generation."""
    reading = a_reading(document, parser="pdf/2")
    async with database.begin() as uow:
        await record(uow, reading, chunks_of(document, reading))
        await uow.generations.cover(generation.id, document.id, reading.id)
    return reading.id


@pytest.mark.parametrize("state", [LIVE, BUILDING])
async def test_one_is_live_and_one_is_built(database: Database, state: GenerationState) -> None:
    live, building = await open_both(database)
    async with database.begin() as uow:
        assert await uow.generations.all() == [live, building]
        assert await uow.generations.live() == live
    with pytest.raises(Conflict):
        async with database.begin() as uow:
            await uow.generations.add(a_generation(state))
    async with database.begin() as uow:
        assert await uow.generations.give_up(building.id)
        assert not await uow.generations.give_up(building.id)
        assert not await uow.generations.give_up(live.id)
        await uow.generations.add(a_generation(BUILDING))
        await uow.generations.delete(building.id)
        assert len(await uow.generations.all()) == 2


async def test_of_two_that_make_the_first_one_wins(database: Database) -> None:
    async def make() -> None:
        async with database.begin() as uow:
            await uow.generations.add(a_generation())

    made = await asyncio.gather(*(make() for _ in range(4)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in made) == ["Conflict"] * 3 + ["NoneType"]


async def test_what_a_generation_lacks(database: Database) -> None:
    live, building = await open_both(database)
    documents = sorted((a_document(str(n)) for n in range(3)), key=lambda one: one.id)
    for document in documents:
        await add_live(database, document, a_reading(document))
    held, stale, _ = documents
    async with database.begin() as uow:
        await uow.generations.cover(building.id, held.id, a_reading(held).id)
    await stage(database, building, stale)
    async with database.begin() as uow:
        generations = uow.generations
        assert await generations.missing(building.id, 9) == documents[1:]
        assert await generations.missing(building.id, 1) == [stale]
        assert await generations.missing(live.id, 9) == documents
        assert await generations.counts(building.id) == (1, 3)
        assert await generations.covered(building.id, held.id) == a_reading(held).id
        assert await generations.covered(live.id, held.id) is None
        await generations.cover(building.id, stale.id, a_reading(stale).id)
        assert await generations.missing(building.id, 9) == documents[2:]
        await uow.documents.delete(held.id)
        assert await generations.covered(building.id, held.id) is None
        assert await generations.counts(building.id) == (1, 2)


async def test_one_that_rereads_holds_readings_of_its_own(database: Database) -> None:
    _, building = await open_both(database, rereads=True)
    one, other = a_document("one"), a_document("other")
    for document in (one, other):
        await add_live(database, document, a_reading(document))
    await stage(database, building, one)
    async with database.begin() as uow:
        assert await uow.generations.missing(building.id, 9) == [other]
        assert await uow.generations.counts(building.id) == (1, 2)


async def test_a_switch_makes_its_readings_live(database: Database) -> None:
    live, building = await open_both(database, rereads=True)
    reread, kept = a_document("reread"), a_document("kept")
    for document in (reread, kept):
        await add_live(database, document, a_reading(document))
    new = await stage(database, building, reread)
    async with database.begin() as uow:
        await uow.generations.cover(building.id, kept.id, a_reading(kept).id)
        assert await uow.generations.switch(building.id) == live.id
        with pytest.raises(NotFound):
            await uow.generations.switch(building.id)
    async with database.begin() as uow:
        assert await uow.generations.all() == [
            replace(live, state=RETIRED),
            replace(building, state=LIVE),
        ]
        heads = {head.id: head.live for head in await uow.readings.of_document(reread.id)}
        assert heads == {a_reading(reread).id: False, new: True}
        assert [head.live for head in await uow.readings.of_document(kept.id)] == [True]
        assert await uow.documents.find(scope(), reread.id) == replace(reread, outcome=READ)
        assert await uow.documents.find(scope(), kept.id) == kept


async def test_a_switch_to_what_is_not_there_changes_nothing(database: Database) -> None:
    live, _ = await open_both(database)
    with pytest.raises(NotFound):
        async with database.begin() as uow:
            await uow.generations.switch(GenerationId("none"))
    async with database.begin() as uow:
        assert await uow.generations.live() == live


async def test_readers_see_all_of_a_switch_or_nothing(database: Database) -> None:
    """Each reader's one statement says which readings are live."""
    _, building = await open_both(database, rereads=True)
    documents = [a_document(str(number)) for number in range(30)]
    chunks = []
    for document in documents:
        chunks += await add_live(database, document, a_reading(document))
        await stage(database, building, document)
    new = [chunk for d in documents for chunk in chunks_of(d, a_reading(d, parser="pdf/2"))]
    asked = [chunk.id for chunk in (*chunks, *new)]
    old_ids, new_ids = {chunk.id for chunk in chunks}, {chunk.id for chunk in new}
    seen: list[bool] = []
    started = asyncio.Event()

    async def read() -> None:
        is_new = False
        while not is_new:
            async with database.begin() as uow:
                passages = set(await uow.readings.passages(SearchFilter(scope()), asked))
            assert passages in (old_ids, new_ids)
            is_new = passages == new_ids
            seen.append(is_new)
            started.set()

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(read())
        await started.wait()
        async with database.begin() as uow:
            await uow.generations.switch(building.id)
    assert (seen[0], seen[-1]) == (False, True)
