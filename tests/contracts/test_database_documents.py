"""Documents, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.errors import Conflict
from core.ids import DocumentId
from core.outcomes import ErrorItem, Outcome, Status
from core.principals import AccessScope, Classification
from core.stores import Database
from tests.contracts.databases import (
    a_document,
    a_reading,
    add,
    add_live,
    found,
    scope,
)

pytestmark = pytest.mark.asyncio


async def test_a_document_comes_back_as_it_was_stored(database: Database) -> None:
    document = a_document(
        name="Bail été – 東京 🏠.pdf",
        size_bytes=5_000_000_000,
        classification=Classification.CONFIDENTIAL,
        outcome=Outcome(
            Status.PARTIAL, 3, 20, 7, (ErrorItem("pdf", "no_text_layer", "Page vide", 2),)
        ),
    )
    await add(database, document)
    async with database.begin() as uow:
        assert await uow.documents.find(scope(), document.id) == document


async def test_an_outcome_replaces_the_former_one(database: Database) -> None:
    document = a_document()
    await add(database, document)
    outcome = Outcome(Status.FAILED, errors=(ErrorItem("parse", "crash", "killed"),))
    async with database.begin() as uow:
        await uow.documents.set_outcome(document.id, outcome)
    async with database.begin() as uow:
        assert await uow.documents.find(scope(), document.id) == replace(document, outcome=outcome)


async def test_of_two_that_add_the_same_document_one_wins(database: Database) -> None:
    answers = await asyncio.gather(
        *(add(database, a_document()) for _ in range(4)), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict"] * 3 + ["NoneType"]
    assert all(isinstance(answer, Conflict) for answer in answers if answer)


async def test_pages_follow_each_other_in_id_order(database: Database) -> None:
    documents = [a_document(f"lease {number}") for number in range(7)]
    await add(database, *documents)
    ids: list[DocumentId] = []
    async with database.begin() as uow:
        while page := await uow.documents.page(scope(), 3, ids[-1] if ids else None):
            ids += [document.id for document in page]
            assert len(page) <= 3
    assert ids == sorted(document.id for document in documents)


@pytest.mark.parametrize(
    "where",
    [
        scope("south"),
        scope(clearance=Classification.INTERNAL),
        scope(collections=("audits",)),
        scope(collections=()),
    ],
    ids=["entity", "classification", "collection", "no collection"],
)
async def test_what_is_out_of_scope_does_not_exist(database: Database, where: AccessScope) -> None:
    document = a_document(classification=Classification.CONFIDENTIAL)
    reading = a_reading(document)
    chunks = await add_live(database, document, reading)
    async with database.begin() as uow:
        assert await uow.documents.find(where, document.id) is None
        assert await uow.documents.named(where, document.name) == []
        assert await uow.documents.page(where, 10) == []
        assert await uow.documents.count(where) == 0
        assert await uow.collections.all(where) == []
        assert await uow.readings.find(where, reading.id) is None
    assert await found(database, where, chunks) == []
    assert await found(database, scope(collections=("leases", "x")), chunks) == [chunks[0].id]


async def test_two_entities_with_the_same_bytes_see_nothing_of_each_other(
    database: Database,
) -> None:
    north, south = a_document(entity="north"), a_document(entity="south")
    assert north.version == south.version
    chunks = {
        document.entity: await add_live(database, document, a_reading(document))
        for document in (north, south)
    }
    for mine, other in ((north, south), (south, north)):
        where = scope(mine.entity)
        async with database.begin() as uow:
            assert await uow.documents.page(where, 10) == [mine]
            assert await uow.documents.named(where, mine.name) == [mine]
            assert await uow.documents.count(where) == 1
            assert await uow.documents.find(where, other.id) is None
            assert await uow.readings.find(where, a_reading(other).id) is None
            named = [a_reading(one).id for one in (other, mine, mine)]
            assert list(await uow.readings.heads(where, named)) == [a_reading(mine).id]
            assert await uow.readings.heads(where, []) == {}
        both = chunks[north.entity] + chunks[south.entity]
        assert await found(database, where, both) == [chunks[mine.entity][0].id]


async def test_a_blob_is_shared_within_its_entity_only(database: Database) -> None:
    first, second = a_document(collection="one"), a_document(collection="two")
    await add(database, first, second, a_document(entity="south"))
    for document, shared in ((first, True), (second, False)):
        async with database.begin() as uow:
            await uow.documents.delete(document.id)
            assert await uow.documents.shares_blob(document.entity, document.version) is shared


async def test_a_name_of_any_length(database: Database) -> None:
    names = ["".join(chr(0x4E00 + (n * k) % 20_000) for n in range(20_000)) for k in (1, 7)]
    documents = [a_document(name[0] + name[5], name=name) for name in names]
    await add(database, *documents)
    async with database.begin() as uow:
        assert await uow.documents.named(scope(), names[1]) == [documents[1]]
