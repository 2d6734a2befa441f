"""Readings and passages, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from core.errors import NotFound
from core.ids import ChunkId, DocumentId, ReadingId
from core.principals import SearchFilter
from core.readings import Leaf, LeafKind, Reading, Word, WordSpan
from core.stores import Database
from tests.contracts.databases import (
    a_chunk,
    a_document,
    a_page,
    a_reading,
    add,
    add_live,
    as_stored,
    chunks_of,
    found,
    leaves,
    record,
    scope,
)

pytestmark = pytest.mark.asyncio


async def test_a_reading_comes_back_as_it_was_stored(database: Database) -> None:
    document = a_document()
    cells = (Word(0, 5, None, "A1"), Word(6, 8, None, "B1"))
    sheet = Leaf(2, LeafKind.SHEET, "Loyer 12", cells, (), "Été")
    reading = a_reading(document, a_page(), sheet)
    chunks = await add_live(database, document, reading)
    async with database.begin() as uow:
        assert await uow.readings.leaf(reading.id, 1) == reading.leaves[0]
        assert await uow.readings.leaf_labelled(reading.id, "Été") == sheet
        assert await uow.readings.leaf(reading.id, 3) is None
        asked = [(reading.id, number) for number in (3, 2, 1)] + [(ReadingId("none"), 1)]
        assert await uow.readings.leaves(asked) == {
            (reading.id, leaf.number): leaf for leaf in reading.leaves
        }
        assert await uow.readings.leaf_labelled(reading.id, "Hiver") is None
        assert await uow.readings.chunks(reading.id) == chunks
        head = await uow.readings.find(scope(), reading.id)
        assert await uow.readings.of_document(document.id) == [head]
    assert head is not None
    assert (head.id, head.document, head.version) == (reading.id, document.id, document.version)
    assert (head.parser, head.live) == ("pdf/1", True)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(leaf=leaves())
async def test_any_leaf_survives(database: Database, leaf: Leaf) -> None:
    document = a_document()
    reading = a_reading(document, leaf)
    async with database.begin() as uow:
        await uow.documents.delete(document.id)
        await uow.documents.add(document)
        await record(uow, reading)
    async with database.begin() as uow:
        stored = await uow.readings.leaf(reading.id, 1)
    elements = tuple(
        replace(element, heading_path=tuple(as_stored(part) for part in element.heading_path))
        for element in leaf.elements
    )
    assert stored == replace(
        leaf, text=as_stored(leaf.text), label=as_stored(leaf.label), elements=elements
    )


async def test_text_no_database_takes_keeps_its_offsets(database: Database) -> None:
    document = a_document(name="a\0b\ud800.pdf", created_by="\0")
    reading = a_reading(document, a_page("Loyer\0 \ud83d\ude00 120 \udfff€ 🏠 fin"))
    chunks = await add_live(database, document, reading)
    async with database.begin() as uow:
        stored = await uow.readings.leaf(reading.id, 1)
        assert await uow.documents.named(scope(), document.name) == [
            replace(document, name="a\ufffdb\ufffd.pdf", created_by="\ufffd")
        ]
        assert await uow.documents.find(scope(), DocumentId("\0")) is None
        assert (await uow.readings.chunks(reading.id))[0].text == as_stored(chunks[0].text)
    assert stored is not None
    assert stored.quote(WordSpan(2, 3)) == "120"
    assert stored.quote(WordSpan(4, 6)) == "🏠 fin"


async def test_a_leaf_of_twenty_thousand_words(database: Database) -> None:
    document = a_document()
    reading = a_reading(document, a_page(" ".join(f"mot{n}" for n in range(20_000))))
    chunks = await add_live(database, document, reading)
    async with database.begin() as uow:
        passages = await uow.readings.passages(SearchFilter(scope()), [chunks[0].id])
    assert passages[chunks[0].id].leaf == reading.leaves[0]


async def test_a_reading_that_is_not_live_is_replaced(database: Database) -> None:
    document = a_document()
    first = a_reading(document, a_page("one"), a_page("two", 2))
    second = a_reading(document, a_page("three"))
    async with database.begin() as uow:
        await uow.documents.add(document)
        await record(uow, first, chunks_of(document, first))
    async with database.begin() as uow:
        await record(uow, second, chunks_of(document, second))
    async with database.begin() as uow:
        assert await uow.readings.leaf(first.id, 1) == second.leaves[0]
        assert await uow.readings.leaf(first.id, 2) is None
        assert await uow.readings.chunks(first.id) == chunks_of(document, second)


async def test_a_live_reading_is_left_alone(database: Database) -> None:
    document = a_document()
    reading = a_reading(document, a_page("one"))
    await add_live(database, document, reading)
    async with database.begin() as uow:
        await record(uow, a_reading(document, a_page("other")))
    async with database.begin() as uow:
        assert await uow.readings.leaf(reading.id, 1) == reading.leaves[0]
        assert [head.live for head in await uow.readings.of_document(document.id)] == [True]


async def test_a_new_live_reading_retires_the_old_one(database: Database) -> None:
    document = a_document()
    old, new = a_reading(document), a_reading(document, parser="pdf/2")
    old_chunks, new_chunks = await add_live(database, document, old), chunks_of(document, new)
    async with database.begin() as uow:
        await record(uow, new, new_chunks)
    assert await found(database, scope(), old_chunks + new_chunks) == [old_chunks[0].id]
    async with database.begin() as uow:
        assert await uow.readings.make_live(new.id) == [old.id]
        assert await uow.readings.make_live(new.id) == []
    assert await found(database, scope(), old_chunks + new_chunks) == [new_chunks[0].id]
    async with database.begin() as uow:
        retired = await uow.readings.find(scope(), old.id)
        assert await uow.readings.leaf(old.id, 1) == old.leaves[0]
    assert retired is not None
    assert not retired.live


async def test_readings_made_live_at_once_leave_one_live(database: Database) -> None:
    document = a_document()
    readings = [a_reading(document, parser=f"pdf/{n}") for n in range(6)]
    await add(database, document)

    async def store(reading: Reading) -> list[ReadingId]:
        async with database.begin() as uow:
            await record(uow, reading, chunks_of(document, reading))
            return await uow.readings.make_live(reading.id)

    retired = await asyncio.gather(*map(store, readings))
    async with database.begin() as uow:
        heads = await uow.readings.of_document(document.id)
    assert [head.live for head in heads].count(True) == 1
    assert sorted(id_ for ids in retired for id_ in ids) == sorted(
        head.id for head in heads if not head.live
    )


async def test_readings_of_what_is_not_there(database: Database) -> None:
    reading = a_reading(a_document())
    with pytest.raises(NotFound):
        async with database.begin() as uow:
            await record(uow, reading)
    with pytest.raises(NotFound):
        async with database.begin() as uow:
            await uow.readings.make_live(reading.id)


async def test_a_passage_carries_its_document_and_leaf(database: Database) -> None:
    document = a_document()
    reading = a_reading(document, a_page(), a_page("Durée : neuf ans", 2))
    chunks = await add_live(database, document, reading)
    async with database.begin() as uow:
        passages = await uow.readings.passages(
            SearchFilter(scope()), [chunks[1].id, ChunkId("none"), chunks[0].id, chunks[1].id]
        )
    assert list(passages) == [chunks[1].id, chunks[0].id]
    passage = passages[chunks[1].id]
    assert passage.chunk == chunks[1]
    assert passage.leaf == reading.leaves[1]
    assert (passage.document, passage.document_name) == (document.id, document.name)
    assert (passage.version, passage.collection) == (document.version, document.collection)
    assert passage.place.locator == chunks[1].locator


async def test_passages_of_some_documents_only(database: Database) -> None:
    one, two = a_document("one"), a_document("two")
    chunks = [
        *await add_live(database, one, a_reading(one)),
        *await add_live(database, two, a_reading(two)),
    ]
    many = tuple(DocumentId(str(number)) for number in range(40_000))
    for narrowed, ids in (
        (None, [chunks[0].id, chunks[1].id]),
        ((), []),
        ((two.id,), [chunks[1].id]),
        ((*many, one.id), [chunks[0].id]),
    ):
        assert await found(database, SearchFilter(scope(), narrowed), chunks) == ids
    assert await found(database, SearchFilter(scope("south"), (one.id,)), chunks) == []


async def test_more_chunks_than_a_statement_takes_parameters(database: Database) -> None:
    document = a_document()
    leaf = replace(a_page(" ".join(f"mot{n}" for n in range(1_000))), kind=LeafKind.TEXT)
    reading = a_reading(document, leaf)
    chunks = [a_chunk(document, reading, ordinal, leaf) for ordinal in range(1_000)]
    async with database.begin() as uow:
        await uow.documents.add(document)
        await record(uow, reading, chunks)
        await uow.readings.make_live(reading.id)
    strangers = [replace(chunks[0], id=ChunkId(str(number))) for number in range(40_000)]
    assert await found(database, scope(), strangers + chunks) == [chunk.id for chunk in chunks]
