"""Which documents go by a name, and what they are; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, text
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.sql import open_database
from adapters.sql.address import parse_address
from adapters.sql.called import MOST_KEYS, calling
from adapters.sql.description_tables import naming
from adapters.sql.descriptions import renew
from adapters.sql.document_rows import document_to_row
from adapters.sql.readers import let_in
from adapters.sql.tables import documents
from adapters.sql.transaction import Transaction
from core.description import Corrections, Description, Fact, Field
from core.documents import Document, Validity
from core.generations import GenerationState
from core.ids import DocumentId
from core.jobs import Lane
from core.naming import keys_of
from core.principals import AccessScope, Classification, SearchFilter
from core.stores import Called, Database
from tests.contracts.databases import (
    a_document,
    a_generation,
    a_reading,
    add,
    add_live,
    execute,
    record,
    scope,
)

pytestmark = pytest.mark.asyncio

NORD, SUD = "Foncière du Nord SA", "Compagnie Foncière du Sud"


def says(*said: tuple[Field, str], leaf: int | None = None) -> Description:
    return Description(tuple(Fact(field, value, leaf=leaf) for field, value in said))


def issuer(name: str) -> Description:
    return says((Field.ISSUER, name))


async def called(
    database: Database, *keys: str, where: SearchFilter | None = None, limit: int = 99
) -> list[Called]:
    async with database.begin() as uow:
        return await uow.documents.called(where or SearchFilter(scope()), keys, limit)


async def who(database: Database, key: str) -> list[tuple[DocumentId, str]]:
    return [(one.document, one.value) for one in await called(database, key)]


# Any descriptions, any scope


_VALUES = st.sampled_from(
    [
        *(NORD, SUD, "3M Company", "BNP Paribas", "JPMorgan Chase & Co", "RCS 552 081 317"),
        *("12, rue de la Paix, Lyon", "12, rue de la Paix, Paris", "Bail commercial"),
        *("\ud800 \0 \ufffd", "x" * 9_000, "", "été " * 40),
    ]
)
_FACTS = st.builds(Fact, st.sampled_from(Field), _VALUES, leaf=st.none() | st.integers(1, 3))
_DAYS = st.sampled_from([None, date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)])


@st.composite
def any_document(draw: st.DrawFn, number: int) -> Document:
    days = sorted([draw(_DAYS), draw(_DAYS)], key=lambda day: day or date.min)
    return a_document(
        str(number),
        draw(st.sampled_from(["north", "south"])),
        collection=draw(st.sampled_from(["leases", "loans"])),
        classification=draw(st.sampled_from(Classification)),
        validity=Validity(*days) if all(days) else Validity(days[1], None),
        found=Description(tuple(draw(st.lists(_FACTS, max_size=4)))),
        corrections=draw(_CORRECTIONS),
    )


_CORRECTIONS = st.dictionaries(
    st.sampled_from(Field), st.lists(_VALUES, max_size=2).map(tuple), max_size=2
)
_STORES = st.integers(0, 5).flatmap(lambda n: st.tuples(*(any_document(rank) for rank in range(n))))
_SCOPES = st.builds(
    scope,
    st.sampled_from(["north", "south"]),
    st.sampled_from(Classification),
    st.sampled_from([None, (), ("leases",), ("leases", "loans")]),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(store=_STORES, access=_SCOPES, day=_DAYS, data=st.data())
async def test_called_are_those_in_scope_whose_description_says_so(
    database: Database,
    store: tuple[Document, ...],
    access: AccessScope,
    day: date | None,
    data: st.DataObject,
) -> None:
    async with database.begin() as uow:
        async for earlier in uow.documents.everything():
            await uow.documents.delete(earlier.id)
        for document in store:
            await uow.documents.add(document)
    keys = sorted({key for one in _going_by(store) for key in [one.key]} | {"nobody"})
    asked = data.draw(st.lists(st.sampled_from(keys), max_size=9))
    ids = st.lists(st.sampled_from([DocumentId("none"), *(one.id for one in store)]))
    where = SearchFilter(access, data.draw(st.none() | ids.map(tuple)), day)
    inside = [one for one in store if _is_inside(one, where)]
    expected = [one for one in _going_by(inside) if one.key in asked]
    assert await called(database, *asked, where=where) == expected


def _going_by(store: Sequence[Document]) -> list[Called]:
    told = {
        Called(document.id, fact.field, fact.value, key)
        for document in store
        for fact in document.description.facts
        for key in keys_of(fact.field, fact.value)
        if len(key) < 100
    }
    return sorted(told, key=lambda one: (one.document, one.key, one.field, one.value))


def _is_inside(document: Document, where: SearchFilter) -> bool:
    access = where.scope
    return (
        document.entity == access.entity
        and document.classification <= access.clearance
        and (access.collections is None or document.collection in access.collections)
        and (where.documents is None or document.id in where.documents)
        and (where.day is None or document.validity.holds_on(where.day))
    )


# They follow whatever changes a description


async def test_a_correction_counts_at_once(database: Database) -> None:
    document = a_document(found=issuer(NORD))
    await add(database, document)
    assert await who(database, "fonciere nord") == [(document.id, NORD)]
    for said, before, after in (
        ({Field.ISSUER: (SUD,)}, [], [(document.id, SUD)]),
        ({Field.ISSUER: ()}, [], []),
        ({}, [(document.id, NORD)], []),
    ):
        async with database.begin() as uow:
            await uow.documents.correct(document.id, said)
        assert await who(database, "fonciere nord") == before
        assert await who(database, "compagnie fonciere sud") == after
    async with database.begin() as uow:
        await uow.documents.correct(DocumentId("none"), {Field.ISSUER: (SUD,)})


async def test_a_document_goes_by_what_its_live_reading_says(database: Database) -> None:
    corrections: Corrections = {Field.TITLE: ("Bail commercial",)}
    document = replace(a_document(found=issuer(NORD)), corrections=corrections)
    await add_live(database, document, a_reading(document))
    other = a_reading(document, parser="pdf/2")
    async with database.begin() as uow:
        await record(uow, other, found=issuer(SUD))
    assert await who(database, "fonciere nord") == [(document.id, NORD)]
    async with database.begin() as uow:
        await uow.readings.make_live(other.id)
    assert await who(database, "fonciere nord") == []
    assert await who(database, "compagnie fonciere sud") == [(document.id, SUD)]
    assert await who(database, "bail commercial") == [(document.id, "Bail commercial")]
    async with database.begin() as uow:
        await uow.documents.delete(document.id)
        await uow.documents.add(replace(document, found=Description(), corrections={}))
    assert await who(database, "compagnie fonciere sud") == []


async def test_a_generation_that_goes_live_brings_its_descriptions(database: Database) -> None:
    document = a_document(found=issuer(NORD))
    await add_live(database, document, a_reading(document))
    again = a_reading(document, parser="pdf/2")
    built = a_generation(GenerationState.BUILDING, rereads=True)
    async with database.begin() as uow:
        await uow.generations.add(built)
        await record(uow, again, found=issuer(SUD))
        await uow.generations.cover(built.id, document.id, again.id)
    assert await who(database, "fonciere nord") == [(document.id, NORD)]
    async with database.begin() as uow:
        await uow.generations.switch(built.id)
    assert await who(database, "fonciere nord") == []
    assert await who(database, "compagnie fonciere sud") == [(document.id, SUD)]


async def test_new_rules_of_naming_hold_for_what_is_stored(database: Database, url: str) -> None:
    document = a_document(found=issuer(NORD))
    await add(database, document)
    await execute(url, "UPDATE names SET key = key || ' before'")
    assert await who(database, "fonciere nord") == []
    await execute(url, "UPDATE naming SET version = '0'")

    async def wake(lane: Lane) -> None: ...

    later = await open_database(url, wake)
    assert await who(later, "fonciere nord") == [(document.id, NORD)]
    assert await who(later, "fonciere nord before") == []
    await later.close()


# However many there are


async def test_a_name_of_all_leaves_room_for_a_name_of_one(database: Database) -> None:
    group = [a_document(str(rank), found=issuer(NORD)) for rank in range(30)]
    last = max(one.id for one in group)
    corrections: Corrections = {Field.REFERENCE: ("RCS 552081317",)}
    async with database.begin() as uow:
        for one in group:
            await uow.documents.add(one)
        await uow.documents.correct(last, corrections)
    found = await called(database, "fonciere nord", "rcs 552081317", limit=4)
    first = sorted(one.id for one in group)[:4]
    assert [one.document for one in found] == [*first, last]
    assert found[-1].field is Field.REFERENCE


async def test_of_a_pasted_list_the_longest_names_are_looked_up(database: Database) -> None:
    names = [f"Alpha{n} Beta" for n in range(70)]
    await add(database, *(replace(a_document(name), found=issuer(name)) for name in names))
    keys = [key for n in range(70) for key in (f"alpha{n}", f"alpha{n} beta")]
    found = await called(database, *keys)
    assert len({one.key for one in found}) == MOST_KEYS
    assert all(" " in one.key for one in found)


async def test_more_keys_and_documents_than_a_statement_takes_parameters(
    database: Database,
) -> None:
    group = [a_document(str(rank), found=issuer(f"Lot {rank} Nord")) for rank in range(60)]
    await add(database, *group)
    keys = [f"lot {rank} nord" for rank in range(40_000)]
    found = await called(database, *keys, limit=12)
    assert [one.document for one in found] == sorted(one.id for one in group)
    found = await called(database, *keys, limit=2)
    assert {one.key for one in found} == set(keys[:20])
    many = tuple(DocumentId(str(rank)) for rank in range(40_000))
    where = SearchFilter(scope(), (*many, *(one.id for one in group[:3])))
    found = await called(database, *keys[:5], where=where, limit=2)
    assert [one.document for one in found] == sorted(one.id for one in group[:3])


async def test_names_are_looked_up_by_key(database: Database, url: str) -> None:
    """What many documents go by is read in id order, so that a limit ends it."""
    address = parse_address(url)
    engine = create_async_engine(address.url)
    async with engine.connect() as connection:
        transaction = Transaction(connection, date(2026, 1, 1), has_begun=True)
        await _fill(transaction, 2_000)
        for where in (SearchFilter(scope()), SearchFilter(scope(), (DocumentId("d1"),))):
            asked = calling(transaction, where, "northwind", 50)
            compiled = str(asked.compile(engine, compile_kwargs={"literal_binds": True}))
            how = "EXPLAIN QUERY PLAN" if address.is_sqlite else "EXPLAIN"
            rows = (await connection.exec_driver_sql(f"{how} {compiled}")).all()
            plan = "\n".join(str(row[-1]) for row in rows)
            if address.is_sqlite:
                assert plan.count("SEARCH names USING PRIMARY KEY (entity=? AND key=?") == 1, plan
                assert "SCAN documents" not in plan, plan
                assert "TEMP B-TREE" not in plan, plan
            else:
                # Of one document, the names are looked through.
                index = "ix_names_document_id_rank" if where.documents else "pk_names"
                assert plan.count(f"using {index} on names") == 1, plan
                assert where.documents or "Sort" not in plan, plan
                assert "Seq Scan on names" not in plan, plan
    await engine.dispose()


async def _fill(transaction: Transaction, many: int) -> None:
    """Documents that are all called `northwind`, each `lot` and its number."""
    group = [
        a_document(str(rank), found=says((Field.ISSUER, "Northwind"), (Field.TITLE, f"Lot {rank}")))
        for rank in range(many)
    ]
    await transaction.write(delete(naming))
    await transaction.write(insert(documents), [document_to_row(one) for one in group])
    for one in group:
        await let_in(transaction, one.id)
    await renew(transaction)
    await transaction.write(text("ANALYZE"))
