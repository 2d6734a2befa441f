"""Where chunks are, without their text; on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.documents import Validity
from core.ids import ChunkId, DocumentId
from core.principals import Classification, SearchFilter
from core.stores import Database, Sighting
from tests.contracts.databases import (
    a_chunk,
    a_document,
    a_page,
    a_reading,
    add_live,
    chunks_of,
    found,
    record,
    scope,
)

pytestmark = pytest.mark.asyncio


async def test_a_sighting_tells_where_a_chunk_is(database: Database) -> None:
    document = a_document()
    reading = a_reading(document, a_page(), a_page("Durée : neuf ans", 2))
    chunks = await add_live(database, document, reading)
    asked = [chunks[1].id, ChunkId("none"), chunks[0].id, chunks[1].id]
    async with database.begin() as uow:
        sightings = await uow.readings.sightings(SearchFilter(scope()), asked)
    assert list(sightings) == [chunks[1].id, chunks[0].id]
    assert sightings[chunks[1].id] == Sighting(
        chunk=chunks[1].id,
        reading=reading.id,
        document=document.id,
        document_name="bail.pdf",
        ordinal=1,
        leaf=2,
        heading_path=("Bail", "Loyer"),
    )


async def test_a_sighting_has_the_weight_of_its_own_collection(database: Database) -> None:
    ours, other = a_document("ours"), a_document("other", collection="loans")
    south = a_document("theirs", "south")
    chunks = [(await add_live(database, d, a_reading(d)))[0].id for d in (ours, other, south)]
    async with database.begin() as uow:
        await uow.collections.set_dense_weight(ours.entity, ours.collection, 0.0)
        seen = await uow.readings.sightings(SearchFilter(scope()), chunks)
        seen |= await uow.readings.sightings(SearchFilter(scope("south")), chunks)
        assert [seen[chunk].dense_weight for chunk in chunks] == [0.0, None, None]
        await uow.collections.set_dense_weight(ours.entity, ours.collection, None)
        seen = await uow.readings.sightings(SearchFilter(scope()), chunks)
    assert seen[chunks[0]].dense_weight is None


async def test_sightings_are_of_the_chunks_that_are_passages(database: Database) -> None:
    """In any scope, and of what is live alone."""
    one, two = a_document("one"), a_document("two", collection="loans")
    three = a_document("three", classification=Classification.RESTRICTED)
    four = a_document("four", validity=Validity(last=date(2024, 12, 31)))
    five, six = a_document("five", "south"), a_document("six")
    chunks = [
        chunk
        for document in (one, two, three, four, five)
        for chunk in await add_live(database, document, a_reading(document))
    ]
    waiting = a_reading(six)
    async with database.begin() as uow:
        await uow.documents.add(six)
        await record(uow, waiting, chunks_of(six, waiting))
    chunks += chunks_of(six, waiting)
    many = tuple(DocumentId(str(number)) for number in range(40_000))
    for where, seen in (
        (SearchFilter(scope()), 4),
        (SearchFilter(scope(clearance=Classification.INTERNAL)), 3),
        (SearchFilter(scope(collections=("loans",))), 1),
        (SearchFilter(scope(collections=())), 0),
        (SearchFilter(scope(), day=date(2025, 1, 1)), 3),
        (SearchFilter(scope(), (*many, one.id, five.id, six.id)), 1),
        (SearchFilter(scope("south")), 1),
    ):
        ids = await found(database, where, chunks)
        leaves = [(one.id, 1) for one in (six, five, four, three, two, one)] * 2
        async with database.begin() as uow:
            sighted = await uow.readings.sightings(where, [chunk.id for chunk in chunks])
            on_leaves = await uow.readings.on_leaves(where, leaves)
        assert (list(sighted), len(ids)) == (ids, seen)
        assert on_leaves == sorted(sighted.values(), key=lambda one: one.document)


async def test_all_chunks_of_some_leaves(database: Database) -> None:
    document, other = a_document(), a_document("other")
    pages = [a_page("Loyer annuel hors charges", number) for number in range(1, 500)]
    reading = a_reading(document, *pages)
    # The later of a leaf first, to see them put in order.
    chunks = [
        replace(a_chunk(document, reading, rank, page), ordinal=2 * page.number + rank)
        for page in pages
        for rank in (1, 0)
    ]
    async with database.begin() as uow:
        await uow.documents.add(document)
        await record(uow, reading, chunks)
        await uow.readings.make_live(reading.id)
    await add_live(database, other, a_reading(other))
    asked = [(document.id, 1), (document.id, 3), (other.id, 2), (document.id, 3), (other.id, 1)]
    async with database.begin() as uow:
        seen = await uow.readings.on_leaves(SearchFilter(scope()), asked)
        rest = [(document.id, page.number) for page in pages]
        everything = await uow.readings.on_leaves(SearchFilter(scope()), rest)
        assert await uow.readings.on_leaves(SearchFilter(scope()), []) == []
    expected = [(document.id, 1, 2), (document.id, 1, 3), (document.id, 3, 6), (document.id, 3, 7)]
    assert [(one.document, one.leaf, one.ordinal) for one in seen] == sorted(
        [*expected, (other.id, 1, 0)]
    )
    assert [one.ordinal for one in everything] == list(range(2, 1_000))


async def test_what_stands_beside_some_chunks(database: Database) -> None:
    """On the same leaf or on the next, each once; of its own reading alone."""
    document, other = a_document(), a_document("other")
    pages = [a_page("Loyer annuel hors charges", number) for number in (1, 2, 3, 5)]
    reading = a_reading(document, *pages)
    chunks = [
        replace(a_chunk(document, reading, rank, page), ordinal=2 * at + rank)
        for at, page in enumerate(pages)
        for rank in (0, 1)
    ]
    async with database.begin() as uow:
        await uow.documents.add(document)
        await record(uow, reading, chunks)
        await uow.readings.make_live(reading.id)
    await add_live(database, other, a_reading(other))
    ids = [one.id for one in chunks]
    async with database.begin() as uow:
        for asked, expected in (
            ([0], [1]),
            ([1], [0, 2]),
            ([2, 4], [1, 3, 5]),
            ([5], [4]),  # what follows is two pages further
            ([], []),
        ):
            seen = await uow.readings.beside(SearchFilter(scope()), [ids[one] for one in asked])
            assert [one.ordinal for one in seen] == expected
        elsewhere = SearchFilter(scope(), (other.id,))
        assert await uow.readings.beside(elsewhere, ids) == []
        assert await uow.readings.beside(SearchFilter(scope("south")), ids) == []
