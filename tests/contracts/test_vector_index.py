"""One contract for every `VectorIndex`, and what only one implementation promises.

It runs on the embedded engine, on the client's local mode, and on a real server where
PROBANT_TEST_QDRANT_URL (and PROBANT_TEST_QDRANT_KEY, if it wants one) is set. Local mode exercises
our requests, filters and BM25 statistics, but has no payload index, graph, cluster, time-out or
disk: what depends on those is only shown on a server.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx
import numpy as np
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qdrant_client import AsyncQdrantClient

from adapters.qdrant import index_for
from adapters.qdrant.bm25 import QUESTION_WORDS, document_weights, question_weights
from adapters.qdrant.collection import check_version
from adapters.qdrant.edge import EdgeIndex
from adapters.qdrant.server import ServerIndex
from core.errors import Misconfigured, ProbantError, StoreLocked, Unavailable, UpstreamFailed
from core.ids import CollectionId, DocumentId, EntityId, Locator, ReadingId, chunk_id
from core.indexing import IndexPoint, ScoredChunk, VectorIndex
from core.principals import AccessScope, Classification, SearchFilter
from core.words import words

if TYPE_CHECKING:
    from core.indexing import Vector

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning"),
]

ROOT = Path(__file__).parents[2]
DIMENSION = 8
SERVER = os.environ.get("PROBANT_TEST_QDRANT_URL", "")
KEY = os.environ.get("PROBANT_TEST_QDRANT_KEY", "")

# --- what the tests put in and ask -------------------------------------------------------------


def direction(seed: int) -> Vector:
    drawn = np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
    return drawn / np.linalg.norm(drawn)


def point(
    number: int,
    text: str = "loyer annuel",
    *,
    entity: str = "alpha",
    collection: str = "leases",
    document: str = "d1",
    reading: str = "r1",
    classification: Classification = Classification.INTERNAL,
) -> IndexPoint:
    ids = EntityId(entity), DocumentId(document), ReadingId(reading)
    return IndexPoint(
        chunk=chunk_id(*ids, Locator(f"char:{number}-{number + 1}")),
        vector=direction(number),
        text=text,
        entity=ids[0],
        collection=CollectionId(collection),
        classification=classification,
        document=ids[1],
        reading=ids[2],
        language="fr",
    )


def inside(
    entity: str = "alpha",
    clearance: Classification = Classification.RESTRICTED,
    collections: Iterable[str] | None = None,
    documents: Iterable[str] | None = None,
) -> SearchFilter:
    scope = AccessScope(
        entity=EntityId(entity),
        clearance=clearance,
        collections=None if collections is None else tuple(map(CollectionId, collections)),
    )
    return SearchFilter(scope, None if documents is None else tuple(map(DocumentId, documents)))


def visible(stored: IndexPoint, where: SearchFilter) -> bool:
    """The oracle: what a filter lets through, in plain Python."""
    scope = where.scope
    return (
        stored.entity == scope.entity
        and stored.classification <= scope.clearance
        and (scope.collections is None or stored.collection in scope.collections)
        and (where.documents is None or stored.document in where.documents)
    )


def chunks(found: Iterable[ScoredChunk | IndexPoint]) -> list[str]:
    return [one.chunk for one in found]


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
        collection=CollectionId("loans"),
        classification=Classification.PUBLIC,
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
filters = st.builds(inside, names, st.sampled_from(Classification), some, some)


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
        )
        for number in range(size)
    ]


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


async def test_narrowing_to_a_document_keeps_the_scores_of_the_scope(index: VectorIndex) -> None:
    await index.upsert([point(1, "covenant de levier"), point(2, "covenant", document="d2")])
    wide = {hit.chunk: hit.score for hit in await index.sparse("covenant", inside(), 5)}
    [hit] = await index.sparse("covenant", inside(documents=["d2"]), 5)
    assert hit.score == wide[hit.chunk]


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
    assert await index.sparse("covenant", inside(documents=["d1"]), 5) != before
    await index.delete_document(EntityId("alpha"), DocumentId("d2"))
    assert await index.sparse("covenant", inside(), 5) == before


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


# --- the embedded engine only ------------------------------------------------------------------


def own(folder: str) -> None:
    """What the other process runs: own `folder`, store a chunk, say so, wait to be ended."""
    owner = EdgeIndex.open(Path(folder), DIMENSION, "test", ADDRESS)
    asyncio.run(owner.upsert([point(n, "bail durable") for n in range(50)]))
    asyncio.run(owner.delete_document(EntityId("alpha"), DocumentId("none")))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()


ADDRESS = "http://127.0.0.1:8440"


def start_owner(folder: Path) -> subprocess.Popen[str]:
    code = f"from tests.contracts.test_vector_index import own; own({str(folder)!r})"
    owner = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == "ready\n"
    return owner


def kill(owner: subprocess.Popen[str]) -> None:
    owner.kill()
    owner.communicate()


async def test_a_second_process_is_told_who_owns_the_folder(tmp_path: Path) -> None:
    owner = start_owner(tmp_path)
    try:
        with pytest.raises(StoreLocked) as refused:
            index_for("", "", tmp_path, DIMENSION, "test", "")
    finally:
        kill(owner)
    assert f"process {owner.pid} (" in refused.value.detail
    assert "since 20" in refused.value.detail
    assert f"--server {ADDRESS}" in refused.value.remedy


async def test_what_was_written_outlives_a_killed_process(tmp_path: Path) -> None:
    kill(start_owner(tmp_path))
    reopened = EdgeIndex.open(tmp_path, DIMENSION, "test")
    assert await reopened.count(inside()) == 50
    assert len(await reopened.sparse("durable", inside(), 100)) == 50
    await reopened.close()


async def test_a_folder_opens_once_in_a_process_and_again_after_closing(tmp_path: Path) -> None:
    first = EdgeIndex.open(tmp_path, DIMENSION, "test")
    with pytest.raises(StoreLocked, match=str(os.getpid())):
        EdgeIndex.open(tmp_path, DIMENSION, "test")
    await first.upsert([point(1)])
    await first.close()
    again = EdgeIndex.open(tmp_path, DIMENSION, "test")
    assert await again.count(inside()) == 1
    await again.close()


async def test_the_lock_names_no_option_of_the_command(tmp_path: Path) -> None:
    opened = EdgeIndex.open(tmp_path, DIMENSION, "test")
    owner = json.loads((tmp_path / "lock").read_text())
    assert owner["pid"] == os.getpid()
    assert " -" not in owner["command"]
    await opened.close()


@pytest.mark.parametrize(
    ("dimension", "fingerprint"), [(DIMENSION + 1, "test"), (DIMENSION, "other")]
)
async def test_vectors_of_another_encoder_are_refused(
    tmp_path: Path, dimension: int, fingerprint: str
) -> None:
    await EdgeIndex.open(tmp_path, DIMENSION, "test").close()
    with pytest.raises(Misconfigured, match=r"built with encoder 'test' \(8 dimensions") as refused:
        EdgeIndex.open(tmp_path, dimension, fingerprint)
    assert "index the documents again" in refused.value.remedy
    # A refusal lets go of the folder.
    await EdgeIndex.open(tmp_path, DIMENSION, "test").close()


async def test_a_start_killed_halfway_is_started_afresh(tmp_path: Path) -> None:
    (tmp_path / "shard.new").mkdir()
    (tmp_path / "shard.new" / "edge_config.json").write_text("{")
    (tmp_path / "stamp.json").write_text("{")
    opened = EdgeIndex.open(tmp_path, DIMENSION, "test")
    await opened.upsert([point(1)])
    assert await opened.count(inside()) == 1
    await opened.close()


async def test_a_damaged_folder_is_said_to_be(tmp_path: Path) -> None:
    await EdgeIndex.open(tmp_path, DIMENSION, "test").close()
    (tmp_path / "shard" / "edge_config.json").write_text("{")
    with pytest.raises(Unavailable, match="can't be opened") as refused:
        EdgeIndex.open(tmp_path, DIMENSION, "test")
    assert "backup" in refused.value.remedy


async def test_space_is_reclaimed_on_closing(tmp_path: Path) -> None:
    opened = EdgeIndex.open(tmp_path, DIMENSION, "test")
    await opened.upsert([point(n, document="d2" if n % 2 else "d1") for n in range(3000)])
    await opened.delete_document(EntityId("alpha"), DocumentId("d2"))
    await opened.close()
    again = EdgeIndex.open(tmp_path, DIMENSION, "test")
    assert await again.count(inside()) == 1500
    assert len(await again.sparse("loyer", inside(), 2000)) == 1500
    await again.close()


# --- servers only ------------------------------------------------------------------------------


class LateClient(AsyncQdrantClient):
    """Says once that a collection is absent which another process is just making."""

    late = True

    async def collection_exists(self, collection_name: str, **rest: object) -> bool:
        if self.late:
            self.late = False
            return False
        return await super().collection_exists(collection_name)


async def test_two_processes_may_make_the_collection_at_once() -> None:
    client = LateClient(":memory:")
    for _ in range(2):
        client.late = True
        await ServerIndex(client, DIMENSION, "test").upsert([point(1)])
    assert await ServerIndex(client, DIMENSION, "test").count(inside()) == 1


async def test_a_collection_of_another_encoder_is_refused() -> None:
    client = AsyncQdrantClient(":memory:")
    await ServerIndex(client, DIMENSION, "test").upsert([point(1)])
    for other in (ServerIndex(client, DIMENSION, "other"), ServerIndex(client, 9, "test")):
        with pytest.raises(Misconfigured, match="built with encoder 'test'"):
            await other.count(inside())


async def test_a_server_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    # Port 1 of this machine: nothing listens there, and nothing leaves the machine.
    absent = index_for("http://127.0.0.1:1", "", tmp_path, DIMENSION, "test", "")
    for _ in range(2):
        with pytest.raises(Unavailable, match="does not answer"):
            await absent.upsert([point(1)])
    await absent.close()


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (401, {}, Misconfigured),
        (403, {}, Misconfigured),
        (404, {}, UpstreamFailed),
        (429, {}, Unavailable),
        (429, {"Retry-After": "3"}, Unavailable),
        (500, {}, Unavailable),
        (503, {}, Unavailable),
    ],
)
async def test_what_a_server_says_becomes_an_error_of_ours(
    status: int, headers: dict[str, str], expected: type[ProbantError]
) -> None:
    wire = httpx.MockTransport(lambda _: httpx.Response(status, headers=headers, text="{}"))
    client = AsyncQdrantClient(url="http://qdrant", check_compatibility=False, transport=wire)
    index = ServerIndex(client, DIMENSION, "test")
    with pytest.raises(expected):
        await index.count(inside())
    await index.close()


@pytest.mark.parametrize("version", ["1.19.0", "1.20.3-dev", "2.0.0"])
async def test_servers_that_are_new_enough(version: str) -> None:
    check_version(version)


@pytest.mark.parametrize("version", ["1.18.4", "1.9.0", "0.11.1", "unknown"])
async def test_servers_that_would_mix_the_statistics_of_entities(version: str) -> None:
    with pytest.raises(Misconfigured, match=r"1\.19"):
        check_version(version)


# --- BM25 weights ------------------------------------------------------------------------------


@given(st.text(max_size=200))
async def test_any_text_has_weights(text: str) -> None:
    stored, asked = document_weights(text), question_weights(text)
    assert stored.indices == asked.indices == sorted(set(stored.indices))
    assert all(0 < value < 2.2 for value in stored.values)
    assert bool(words(text)) == bool(stored) == bool(asked)


async def test_a_long_question_costs_no_more_than_its_first_words() -> None:
    pasted = " ".join(f"mot{number}" for number in range(5000))
    assert len(question_weights(pasted).indices) == QUESTION_WORDS
    first = " ".join(f"mot{number}" for number in range(QUESTION_WORDS))
    assert question_weights(pasted) == question_weights(first)


async def test_weights_are_the_same_on_every_machine() -> None:
    weights = document_weights("bail bail loyer")
    assert weights.indices == [67393065, 155565086]
    assert sum(weights.values) > 2
