"""What documents are, in a few lines; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.description import Description, Fact, Field
from core.ids import DocumentId
from core.principals import Classification, SearchFilter
from core.stores import Database
from tests.contracts.databases import a_document, add, scope

pytestmark = pytest.mark.asyncio


async def test_a_card_tells_what_a_document_is(database: Database) -> None:
    facts = (
        Fact(Field.STATEMENT, "cash_flow", leaf=9),
        Fact(Field.ISSUER, "3M Company", leaf=1),
        Fact(Field.ISSUER, "3M Company", leaf=2),
        Fact(Field.ISSUER, "3M"),
        Fact(Field.CURRENCY, "USD"),
        Fact(Field.STATEMENT, "balance_sheet", leaf=7),
        Fact(Field.STATEMENT, "balance_sheet", leaf=8),
        Fact(Field.STATEMENT, "equity"),
        Fact(Field.PERIOD, "2017"),
    )
    document = a_document(
        name="a.pdf", found=Description(facts), corrections={Field.PERIOD: ("2018",)}
    )
    bare = a_document("bare")
    await add(database, document, bare)
    async with database.begin() as uow:
        cards = await uow.documents.cards(SearchFilter(scope()), 2)
    assert cards is not None
    assert [card.document for card in cards] == sorted([document.id, bare.id])
    told, empty = sorted(cards, key=lambda card: not card.facts)
    assert (told.document, told.name, empty.facts, empty.statements) == (
        *(document.id, "a.pdf"),
        *((), ()),
    )
    assert told.facts == (
        (Field.PERIOD, "2018"),
        (Field.ISSUER, "3M Company"),
        (Field.ISSUER, "3M"),
    )
    assert told.statements == ((7, "balance_sheet"), (8, "balance_sheet"), (9, "cash_flow"))


async def test_cards_within_a_filter_and_a_limit(database: Database) -> None:
    store = [a_document(str(rank)) for rank in range(4)]
    secret = a_document("s", classification=Classification.RESTRICTED)
    stranger = a_document("x", "south")
    await add(database, *store, secret, stranger)
    ids = sorted(one.id for one in store)
    public = scope(clearance=Classification.INTERNAL)
    everyone = [secret.id, stranger.id, DocumentId("none"), *ids]

    async def cards(
        limit: int, narrowed: Sequence[DocumentId] | None, wanted: Sequence[DocumentId] | None
    ) -> list[DocumentId] | None:
        where = SearchFilter(public, None if narrowed is None else tuple(narrowed))
        async with database.begin() as uow:
            found = await uow.documents.cards(where, limit, wanted)
        return None if found is None else [card.document for card in found]

    assert await cards(4, None, None) == ids
    assert await cards(3, None, None) is None
    assert await cards(4, everyone, None) == ids
    assert await cards(2, ids[1:], ids[:3]) == ids[1:3]
    assert await cards(1, ids[1:], ids[:3]) is None
    assert await cards(9, None, everyone * 5_000) == ids
    assert await cards(9, None, []) == []
    assert await cards(0, None, []) == []
