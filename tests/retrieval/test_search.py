"""A search finds what is there, inside what may be read, and finds it again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.documents import Document
from core.generations import Space
from core.ids import CollectionId, DocumentId, EntityId
from core.principals import AccessScope, Classification, SearchFilter
from core.scoping import Wanted
from flows.bootstrap import Installation
from retrieval.search import Found, Query
from tests.flows.two_encoders import open_two
from tests.parts import HERE, USER, a_person

ELSEWHERE = EntityId("elsewhere")
THEM = a_person("them", ELSEWHERE)
TEXTS = {
    "n20": "Northwind. The rent is 100 a year. Guarantee of the bank. Article 12. Total assets 5.",
    "n21": "Northwind. The rent is 120 a year. Cash flow of the year. Total assets 6.",
    "h21": "Blue Harbor. The rent is 300 a year. Depreciation and capital expenditure 7.",
    "memo": "A memo on rents: what is due is due in advance, and the bank waits.",
}
FACTS: dict[str, dict[str, list[str] | None]] = {
    "n20": {"issuer": ["Northwind plc"], "kind": ["annual_report"], "period": ["2020"]},
    "n21": {"issuer": ["Northwind plc"], "kind": ["annual_report"], "period": ["2021"]},
    "h21": {"issuer": ["Blue Harbor plc"], "kind": ["annual_report"], "period": ["2021"]},
    "memo": {"kind": ["guide"]},
}
COLLECTIONS = ("even", "odd")


class Store:
    def __init__(self, parts: Installation, space: Space, documents: dict[str, Document]) -> None:
        self.parts, self.space, self.documents = parts, space, documents

    async def find(self, question: str, where: SearchFilter, limit: int = 10) -> Found:
        return await self.parts.asker.retriever.search(self.space, Query(question, where), limit)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_two(tmp_path / "data") as two:
        documents: dict[str, Document] = {}
        for number, (name, text) in enumerate(TEXTS.items()):
            path = tmp_path / f"{name}.txt"
            path.write_text(text, "utf-8")
            collection = CollectionId(COLLECTIONS[number % 2])
            who = THEM if name == "memo" else USER
            accepted = await two.parts.documents.add(who, path, path.name, collection)
            documents[name] = accepted.document
        await two.parts.worker.until_idle()
        for name, document in documents.items():
            who = THEM if name == "memo" else USER
            await two.parts.describer.correct(who, document.id, FACTS[name])
        yield Store(two.parts, await two.parts.spaces.live(), documents)


def names(found: Found) -> set[str]:
    return {hit.passage.document_name.removesuffix(".txt") for hit in found.hits}


ALL = SearchFilter(AccessScope.whole(HERE))


async def test_the_question_says_where_to_look(store: Store) -> None:
    assert names(await store.find("What is the rent of Northwind in FY2021?", ALL)) == {"n21"}
    assert names(await store.find("What is the rent of Blue Harbor?", ALL)) == {"h21"}
    assert names(await store.find("What is the rent?", ALL)) == {"n20", "n21", "h21"}
    compared = await store.find("Is the rent of Northwind above Blue Harbor's, FY2021?", ALL, 2)
    assert names(compared) == {"n21", "h21"}


async def test_it_says_what_spoke_for_what_it_shows(store: Store) -> None:
    found = await store.find("What is the rent of Northwind in FY2021?", ALL)
    first = found.explanation.candidates[0]
    assert found.scope.label == "Northwind plc, 2021"
    assert first.chunk == found.hits[0].passage.chunk.id
    assert first.fate == "shown"
    assert {"dense", "bm25", "period"} <= first.parts.keys()
    assert found.explanation.reasons


WORDS = st.sampled_from(
    ["rent", "Northwind", "Blue", "Harbor", "FY2020", "2021", "bank", "article 12", "memo", "over"]
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
async def test_it_never_leaves_its_scope_and_finds_the_same_again(
    store: Store, data: st.DataObject
) -> None:
    question = " ".join(data.draw(st.lists(WORDS, min_size=1, max_size=6)))
    collections = data.draw(st.none() | st.sets(st.sampled_from(COLLECTIONS)))
    chosen = data.draw(st.none() | st.sets(st.sampled_from(sorted(TEXTS))))
    where = SearchFilter(
        AccessScope(
            data.draw(st.sampled_from([HERE, ELSEWHERE])),
            data.draw(st.sampled_from(Classification)),
            None,
            None if collections is None else tuple(CollectionId(c) for c in sorted(collections)),
        ),
        None if chosen is None else tuple(store.documents[name].id for name in sorted(chosen)),
    )
    limit = data.draw(st.integers(1, 5))
    found = await store.find(question, where, limit)
    readable = {one.id for one in store.documents.values() if _may_be_read(one, where)}
    assert {hit.passage.document for hit in found.hits} <= readable
    assert {one.document for one in found.explanation.candidates} <= readable
    assert {option.document for option in found.scope.options} <= readable
    assert len(found.hits) <= limit
    again = await store.find(question, where, limit)
    assert [(h.passage.chunk.id, h.score) for h in again.hits] == [
        (h.passage.chunk.id, h.score) for h in found.hits
    ]


def _may_be_read(document: Document, where: SearchFilter) -> bool:
    inside: tuple[DocumentId, ...] | None = where.documents
    scope = where.scope
    return (
        document.entity == scope.entity
        and document.classification <= scope.clearance
        and (scope.collections is None or document.collection in scope.collections)
        and (inside is None or document.id in inside)
    )


async def test_a_correction_counts_more_than_the_question(store: Store) -> None:
    query = Query("What is the rent of Northwind?", ALL, Wanted(issuer="Blue Harbor"))
    found = await store.parts.asker.retriever.search(store.space, query, 5)
    assert names(found) == {"h21"}


@pytest.mark.parametrize(
    "question",
    [
        "Is the rent of Northwind above Blue Harbor's, FY2021?",
        "Is the rent of Blue Harbor above Northwind's, FY2021?",
    ],
)
async def test_what_is_compared_is_told_in_one_ranking(store: Store, question: str) -> None:
    told = (await store.find(question, ALL)).explanation.candidates
    by_rank = sorted((one.ranks["dense"], one.parts.get("dense", 0.0)) for one in told)
    assert [rank for rank, _ in by_rank] == list(range(1, len(told) + 1))
    assert [part for _, part in by_rank] == sorted((part for _, part in by_rank), reverse=True)
