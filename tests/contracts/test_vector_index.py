"""One contract for every `VectorIndex`.

It runs on the embedded engine, on the client's local mode, and on a real server where
PROBANT_TEST_QDRANT_URL (and PROBANT_TEST_QDRANT_KEY, if it wants one) is set. Local mode exercises
our requests, filters and BM25 statistics, but has no payload index, graph, cluster, time-out or
disk: what depends on those is only shown on a server.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qdrant_client import AsyncQdrantClient

from adapters.qdrant.bm25 import question_weights
from adapters.qdrant.edge import EdgeIndex
from adapters.qdrant.server import ServerIndex
from core.documents import Validity
from core.errors import Unavailable
from core.ids import CollectionId, DocumentId, EntityId, ReadingId
from core.indexing import IndexPoint, Tags, VectorIndex
from core.principals import Classification, SearchFilter
from tests.contracts.points import (
    ALPHA,
    ALWAYS,
    DIMENSION,
    chunks,
    direction,
    inside,
    point,
    visible,
)

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning"),
]

SERVER = os.environ.get("PROBANT_TEST_QDRANT_URL", "")
KEY = os.environ.get("PROBANT_TEST_QDRANT_KEY", "")


def server_client() -> AsyncQdrantClient:
    return AsyncQdrantClient(url=SERVER, api_key=KEY or None)


@pytest_asyncio.fixture(params=["edge", "local", "server"])
async def index(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[VectorIndex]:
    name = f"contract-{uuid4()}"
    opened: VectorIndex
    if request.param == "edge":
        opened = EdgeIndex.open(tmp_path, DIMENSION, "test")
    elif request.param == "local":
        opened = ServerIndex(AsyncQdrantClient(":memory:"), DIMENSION, "test", name)
    elif SERVER:
        opened = ServerIndex(server_client(), DIMENSION, "test", name)
    else:
        pytest.skip("PROBANT_TEST_QDRANT_URL names no Qdrant server to run this on")
    yield opened
    await opened.close()
    if request.param == "server":
        await server_client().delete_collection(name)


# --- writing -----------------------------------------------------------------------------------


async def test_what_was_written_is_found_at_once(index: VectorIndex) -> None:
    stored = point(1, "Le loyer annuel est de 12 000 euros.")
    await index.upsert([stored])
    [dense] = await index.dense(stored.vector, inside(), 5)
    [sparse] = await index.sparse("loyer", inside(), 5)
    assert (dense.chunk, sparse.chunk) == (stored.chunk, stored.chunk)
    assert dense.score == pytest.approx(1.0, abs=1e-5)
    assert sparse.score > 0


async def test_nothing_to_write(index: VectorIndex) -> None:
    await index.upsert([])
    assert await index.count(inside()) == 0


async def test_writing_a_chunk_again_replaces_all_of_it(index: VectorIndex) -> None:
    first = point(1, "ancien bail")
    second = replace(
        first,
        text="nouveau contrat",
        vector=direction(99),
        tags=Tags(CollectionId("loans"), Classification.PUBLIC, ALWAYS, ALPHA),
    )
    await index.upsert([first])
    await index.upsert([second])
    assert await index.count(inside()) == 1
    assert await index.count(inside(collections=["leases"])) == 0
    assert await index.count(inside(clearance=Classification.PUBLIC)) == 1
    assert await index.sparse("ancien bail", inside(), 5) == []
    assert chunks(await index.sparse("contrat", inside(), 5)) == [second.chunk]
    [hit] = await index.dense(second.vector, inside(), 5)
    assert hit.score == pytest.approx(1.0, abs=1e-5)


async def test_a_chunk_that_loses_its_words_is_no_longer_found_by_them(index: VectorIndex) -> None:
    await index.upsert([point(1, "bail"), point(2, "bail")])
    await index.upsert([point(1, "")])
    assert chunks(await index.sparse("bail", inside(), 5)) == [point(2).chunk]
    assert await index.count(inside()) == 2


async def test_of_one_chunk_twice_in_a_call_the_last_is_kept(index: VectorIndex) -> None:
    await index.upsert([point(1, "avant"), point(2, "autre"), point(1, "après")])
    assert await index.count(inside()) == 2
    assert await index.sparse("avant", inside(), 5) == []


async def test_more_points_than_one_request_holds(index: VectorIndex) -> None:
    await index.upsert([point(number) for number in range(300)])
    assert await index.count(inside()) == 300


async def test_a_vector_of_another_length_or_without_a_value_is_refused(index: VectorIndex) -> None:
    short = np.ones(DIMENSION - 1, dtype=np.float32)
    holed = np.full(DIMENSION, np.nan, dtype=np.float32)
    for vector in (short, holed):
        with pytest.raises(ValueError, match="finite numbers"):
            await index.upsert([replace(point(1), vector=vector)])
        with pytest.raises(ValueError, match="finite numbers"):
            await index.dense(vector, inside(), 5)
    assert await index.count(inside()) == 0


# --- finding -----------------------------------------------------------------------------------


async def test_dense_hits_come_in_the_order_of_their_cosine(index: VectorIndex) -> None:
    stored = [point(number) for number in range(40)]
    await index.upsert(stored)
    question = direction(1000)
    cosines = {one.chunk: float(one.vector @ question) for one in stored}
    hits = await index.dense(question, inside(), 10)
    assert chunks(hits) == sorted(cosines, key=lambda chunk: -cosines[chunk])[:10]
    for hit in hits:
        assert hit.score == pytest.approx(cosines[hit.chunk], abs=1e-5)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Société Générale", 1),
        ("SOCIETE GENERALE", 1),
        ("chiffre d'affaires de 1577", 2),
        ("1 577", 2),
        ("1\u202f577", 2),
        ("12.5 %", 3),
        ("10-K", 4),
        ("l’assurance", 5),
        ("assurances", None),
        ("1578", None),
    ],
)
async def test_sparse_finds_exact_words_and_numbers(
    index: VectorIndex, question: str, expected: int | None
) -> None:
    texts = {
        1: "La Société générale est locataire.",
        2: "Revenue was 1,577 million.",
        3: "une hausse de 12,50 %",
        4: "The 10-K report",
        5: "Prime d'assurance",
    }
    await index.upsert([point(number, text) for number, text in texts.items()])
    found = chunks(await index.sparse(question, inside(), 1))
    assert found == ([] if expected is None else [point(expected).chunk])


async def test_a_rare_word_weighs_more_than_a_common_one(index: VectorIndex) -> None:
    await index.upsert([point(number, "bail commercial") for number in range(20)])
    await index.upsert([point(20, "bail emphytéotique")])
    hits = await index.sparse("commercial emphytéotique", inside(), 3)
    assert hits[0].chunk == point(20).chunk
    assert hits[0].score > 2 * hits[1].score


async def test_how_rare_a_word_is_is_counted_where_it_is_searched(index: VectorIndex) -> None:
    """The issuer's name is rare among all documents, and on every page of its own."""
    theirs = [point(number, "Le loyer est révisé", document="x") for number in range(20, 40)]
    ours = [point(number, "Northwind", document="ours") for number in range(9)]
    rent = point(9, "Le loyer", document="ours")
    await index.upsert([*theirs, *ours, rent])
    hits = await index.sparse("loyer de Northwind", inside(documents=("ours",)), 10)
    assert hits[0].chunk == rent.chunk
    everywhere = await index.sparse("loyer de Northwind", inside(), 40)
    assert everywhere[0].chunk in chunks(hits)[1:]


async def test_limits(index: VectorIndex) -> None:
    await index.upsert([point(number) for number in range(5)])
    for limit, expected in ((-1, 0), (0, 0), (1, 1), (5, 5), (1000, 5)):
        assert len(await index.dense(direction(0), inside(), limit)) == expected
        assert len(await index.sparse("loyer", inside(), limit)) == expected


async def test_an_empty_index_answers(index: VectorIndex) -> None:
    assert await index.dense(direction(0), inside(), 5) == []
    assert await index.sparse("loyer", inside(), 5) == []
    assert await index.count(inside()) == 0
    await index.delete_document(EntityId("alpha"), DocumentId("none"))
    await index.delete_reading(EntityId("alpha"), ReadingId("none"))


ODD = {
    "empty": "",
    "blank": " \n\t",
    "stop words": "le la les de l' the of",
    "emoji": "🏠🔑 👩‍👩‍👧",
    "signs": "'\"%_*?[](){}\\ -- ;",
    "nul": "a\x00b",
    "lone surrogate": "\ud800 bail",
    "long word": "x" * 100_000,
    "long question": "un bail de 1 577 € " * 5_300,
    "many words": " ".join(map(str, range(20_000))),
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
async def test_no_text_is_too_odd_to_store_or_to_ask(index: VectorIndex, text: str) -> None:
    await index.upsert([point(1, text), point(2, "loyer")])
    assert await index.count(inside()) == 2
    hits = await index.sparse(text, inside(), 5)
    assert chunks(hits) == ([point(1).chunk] if question_weights(text) else [])


# --- staying inside ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (inside(), {1, 2, 3, 4}),
        (inside("beta"), {5}),
        (inside("gamma"), set()),
        (inside(clearance=Classification.PUBLIC), {1}),
        (inside(clearance=Classification.INTERNAL), {1, 2}),
        (inside(clearance=Classification.CONFIDENTIAL), {1, 2, 3}),
        (inside(collections=["loans"]), {3, 4}),
        (inside(collections=["loans", "leases"]), {1, 2, 3, 4}),
        (inside(collections=["other"]), set()),
        (inside(collections=[]), set()),
        (inside(documents=["d1"]), {1, 3}),
        (inside(documents=["d1", "d2"]), {1, 2, 3, 4}),
        (inside(documents=["other"]), set()),
        (inside(documents=[]), set()),
        (inside(collections=["leases"], documents=["d2"]), {2}),
        (inside(clearance=Classification.PUBLIC, documents=["d2"]), set()),
    ],
)
async def test_every_field_of_the_filter(
    index: VectorIndex, where: SearchFilter, expected: set[int]
) -> None:
    stored = {
        1: point(1, classification=Classification.PUBLIC),
        2: point(2, document="d2"),
        3: point(3, collection="loans", classification=Classification.CONFIDENTIAL),
        4: point(4, collection="loans", document="d2", classification=Classification.RESTRICTED),
        5: point(5, entity="beta"),
    }
    await index.upsert(list(stored.values()))
    wanted = {stored[number].chunk for number in expected}
    assert set(chunks(await index.dense(direction(0), where, 10))) == wanted
    assert set(chunks(await index.sparse("loyer", where, 10))) == wanted
    assert await index.count(where) == len(wanted)


names = st.sampled_from(["a", "b", "c"])
some = st.none() | st.lists(names, max_size=3)
DAYS = [date.min, date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30), date.max]
days = st.none() | st.sampled_from(DAYS)
filters = st.builds(inside, names, st.sampled_from(Classification), some, some, days)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(where=filters, limit=st.integers(0, 20), seed=st.integers(0, 50))
async def test_no_search_leaves_its_filter(
    index: VectorIndex, where: SearchFilter, limit: int, seed: int
) -> None:
    stored = crowd(60)
    if not await index.count(inside("a")):
        await index.upsert(stored)
    expected = [one for one in stored if visible(one, where)]
    question = direction(seed)
    nearest = sorted(expected, key=lambda one: -float(one.vector @ question))
    assert chunks(await index.dense(question, where, limit)) == chunks(nearest[:limit])
    sparse = await index.sparse("commun", where, limit)
    assert set(chunks(sparse)) <= set(chunks(expected))
    assert len(sparse) == min(limit, len(expected))
    assert await index.count(where) == len(expected)


def crowd(size: int) -> list[IndexPoint]:
    draw = random.Random(7)
    return [
        point(
            number,
            f"commun propre{number}",
            entity=draw.choice("abc"),
            collection=draw.choice("abc"),
            document=draw.choice("abc"),
            classification=draw.choice(list(Classification)),
            validity=some_validity(draw),
        )
        for number in range(size)
    ]


def some_validity(draw: random.Random) -> Validity:
    first, last = sorted(draw.choices(DAYS, k=2))
    return Validity(draw.choice([first, None]), draw.choice([last, None]))


async def test_what_one_entity_uploads_moves_no_score_of_another(index: VectorIndex) -> None:
    await index.upsert([point(1, "covenant de levier"), point(2, "loyer annuel du bail")])
    before = await index.sparse("covenant loyer", inside(), 5)
    await index.upsert(
        [
            point(number, "covenant loyer levier", entity="beta", document=f"b{number}")
            for number in range(30)
        ]
    )
    assert await index.sparse("covenant loyer", inside(), 5) == before


async def test_what_a_caller_may_not_see_moves_none_of_its_scores(index: VectorIndex) -> None:
    await index.upsert([point(1, "covenant de levier"), point(2, "loyer annuel du bail")])
    narrow = inside(clearance=Classification.INTERNAL, collections=["leases"])
    before = await index.sparse("covenant loyer", narrow, 5)
    secret = Classification.RESTRICTED
    await index.upsert([point(n, "covenant", classification=secret) for n in range(10, 25)])
    await index.upsert([point(n, "covenant", collection="loans") for n in range(30, 45)])
    assert await index.sparse("covenant loyer", narrow, 5) == before


async def test_a_text_without_words_moves_no_score(index: VectorIndex) -> None:
    await index.upsert([point(1, "covenant"), point(2, "loyer")])
    before = await index.sparse("covenant", inside(), 5)
    await index.upsert([point(3, ""), point(4, "de la")])
    assert await index.sparse("covenant", inside(), 5) == before


# --- deleting ----------------------------------------------------------------------------------


async def test_deleting_a_document_touches_no_other_and_no_other_entity(index: VectorIndex) -> None:
    kept = [point(2, document="d2"), point(3, entity="beta")]
    secret = Classification.RESTRICTED
    await index.upsert([point(1), point(4, classification=secret, collection="loans"), *kept])
    await index.delete_document(EntityId("alpha"), DocumentId("d1"))
    assert chunks(await index.dense(direction(0), inside(), 5)) == [kept[0].chunk]
    assert chunks(await index.sparse("loyer", inside("beta"), 5)) == [kept[1].chunk]


async def test_deleting_a_reading_touches_no_other_and_no_other_entity(index: VectorIndex) -> None:
    kept = [point(2, reading="r2"), point(3, entity="beta")]
    await index.upsert([point(1), *kept])
    await index.delete_reading(EntityId("alpha"), ReadingId("r1"))
    assert chunks(await index.dense(direction(0), inside(), 5)) == [kept[0].chunk]
    assert chunks(await index.sparse("loyer", inside("beta"), 5)) == [kept[1].chunk]


async def test_what_is_deleted_no_longer_counts_in_scores(index: VectorIndex) -> None:
    await index.upsert([point(1, "covenant"), point(2, "loyer")])
    before = await index.sparse("covenant", inside(), 5)
    await index.upsert([point(n, "covenant", document="d2") for n in range(10, 30)])
    assert (await index.sparse("covenant", inside(), 50))[0].score != before[0].score
    await index.delete_document(EntityId("alpha"), DocumentId("d2"))
    assert await index.sparse("covenant", inside(), 5) == before


# --- tags, digests and going through all --------------------------------------------------------


async def test_a_document_outside_its_validity_is_not_found(index: VectorIndex) -> None:
    year = Validity(date(2025, 1, 1), date(2025, 12, 31))
    await index.upsert([point(1, document="old", validity=year), point(2)])
    for day, expected in (
        (date(2024, 12, 31), [2]),
        (date(2025, 1, 1), [1, 2]),
        (date(2025, 12, 31), [1, 2]),
        (date(2026, 1, 1), [2]),
        (None, [1, 2]),
    ):
        where = inside(day=day)
        wanted = {point(n, document="old" if n == 1 else "d1").chunk for n in expected}
        assert set(chunks(await index.dense(direction(1), where, 5))) == wanted
        assert set(chunks(await index.sparse("loyer", where, 5))) == wanted
        assert await index.count(where) == len(wanted)


async def test_what_is_not_valid_today_still_counts_in_the_scores(index: VectorIndex) -> None:
    """A search of another day must not weigh words otherwise: scores stay comparable."""
    ended = Validity(None, date(2020, 1, 1))
    await index.upsert([point(1, "covenant"), point(2, "covenant", validity=ended)])
    always = {hit.chunk: hit.score for hit in await index.sparse("covenant", inside(), 5)}
    [hit] = await index.sparse("covenant", inside(day=date(2025, 1, 1)), 5)
    assert hit.score == always[hit.chunk]


async def test_new_tags_move_a_document_with_all_its_chunks_and_nothing_else(
    index: VectorIndex,
) -> None:
    secret = Classification.RESTRICTED
    others = [point(3, document="d2"), point(4, entity="beta")]
    await index.upsert([point(1), point(2, classification=secret), *others])
    year = Validity(date(2025, 1, 1), None)
    tags = Tags(CollectionId("loans"), Classification.CONFIDENTIAL, year, ALPHA)
    await index.tag(EntityId("alpha"), DocumentId("d1"), tags)
    moved = inside(collections=["loans"], clearance=Classification.CONFIDENTIAL)
    assert set(chunks(await index.sparse("loyer", moved, 9))) == {point(1).chunk, point(2).chunk}
    assert await index.count(replace(moved, day=date(2024, 12, 31))) == 0
    assert chunks(await index.dense(direction(1), inside(collections=["leases"]), 9)) == [
        others[0].chunk
    ]
    assert await index.count(inside("beta", collections=["leases"])) == 1
    again = Tags(CollectionId("leases"), Classification.INTERNAL, ALWAYS, ALPHA)
    await index.tag(EntityId("alpha"), DocumentId("d1"), again)
    assert await index.count(inside(collections=["leases"], day=date(2024, 12, 31))) == 3


async def test_digests_of_what_is_there(index: VectorIndex) -> None:
    stored = [point(number) for number in range(1500)]
    await index.upsert(stored)
    absent = point(9999).chunk
    found = await index.digests([absent, *chunks(stored)])
    assert found == {one.chunk: one.digest for one in stored}
    await index.upsert([replace(stored[0], digest="another")])
    assert await index.digests([stored[0].chunk]) == {stored[0].chunk: "another"}
    assert await index.digests([]) == {}


async def test_every_point_of_every_entity_is_gone_through_once(index: VectorIndex) -> None:
    put = {one.chunk: one for one in crowd(1200)}
    await index.upsert(list(put.values()))
    found = [held async for batch in index.stored() for held in batch]
    assert len(found) == len(put)
    for held in found:
        one = put[held.chunk]
        assert (held.entity, held.document, held.reading, held.tags) == (
            one.entity,
            one.document,
            one.reading,
            one.tags,
        )


async def test_the_vectors_inside_a_filter(index: VectorIndex) -> None:
    stored = crowd(1200)
    await index.upsert(stored)
    where = inside("a", Classification.INTERNAL, documents=["a", "b"])
    found = {}
    async for names, vectors in index.vectors(where):
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(names), DIMENSION)
        found |= dict(zip(names, vectors, strict=True))
    expected = {one.chunk: one.vector for one in stored if visible(one, where)}
    assert found.keys() == expected.keys()
    for chunk, vector in found.items():
        assert vector == pytest.approx(expected[chunk], abs=1e-6)
    assert [part async for part in index.vectors(inside(documents=[]))] == []


async def test_deleting_chunks_touches_no_other_and_no_other_entity(index: VectorIndex) -> None:
    stored = [point(number) for number in range(1100)]
    foreign = point(1, entity="beta")
    await index.upsert([*stored, foreign])
    await index.delete_chunks(EntityId("alpha"), [foreign.chunk, *chunks(stored[:-2])])
    await index.delete_chunks(EntityId("alpha"), [])
    assert set(chunks(await index.dense(direction(0), inside(), 9))) == set(chunks(stored[-2:]))
    assert await index.count(inside("beta")) == 1


# --- together ----------------------------------------------------------------------------------


async def test_searching_while_writing(index: VectorIndex) -> None:
    await index.upsert([point(number) for number in range(20)])
    written = asyncio.Event()

    async def search(seed: int) -> int:
        rounds = 0
        while rounds == 0 or not written.is_set():
            hits = await index.dense(direction(seed), inside(), 5)
            hits += await index.sparse("loyer", inside(), 5)
            assert len(hits) == 10
            rounds += 1
            await asyncio.sleep(0)  # Local mode never waits, and would let no one else run.
        return rounds

    async def write() -> None:
        for start in range(100, 500, 100):
            await index.upsert([point(number) for number in range(start, start + 100)])
            await index.upsert([point(n, entity="beta") for n in range(start, start + 20)])
        written.set()

    results = await asyncio.gather(*(search(seed) for seed in range(8)), write())
    assert len(results) == 9
    assert await index.count(inside()) == 420
    assert await index.count(inside("beta")) == 80


async def test_writing_from_several_tasks_loses_nothing(index: VectorIndex) -> None:
    starts = range(0, 400, 50)
    await asyncio.gather(*(index.upsert([point(s + n) for n in range(50)]) for s in starts))
    assert await index.count(inside()) == 400


async def test_a_closed_index_says_so_and_closes_again(index: VectorIndex) -> None:
    await index.upsert([point(1)])
    await index.close()
    with pytest.raises(Unavailable, match="closed"):
        await index.count(inside())
    with pytest.raises(Unavailable, match="closed"):
        await index.upsert([point(2)])
    await index.close()
