"""What only one engine promises: the folder, its owner, the server; generations; BM25 weights."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import httpx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qdrant_client import AsyncQdrantClient

from adapters.qdrant import indexes_for
from adapters.qdrant.bm25 import QUESTION_WORDS, document_weights, question_weights
from adapters.qdrant.collection import check_version
from adapters.qdrant.edge import EdgeIndex
from adapters.qdrant.generations import EdgeIndexes, Indexes, ServerIndexes
from adapters.qdrant.server import ServerIndex
from core.errors import Misconfigured, ProbantError, StoreLocked, Unavailable, UpstreamFailed
from core.generations import EncoderSpec, Generation, GenerationState
from core.ids import DocumentId, EntityId, GenerationId
from core.indexing import IndexPoint
from core.words import words
from tests.contracts.points import DIMENSION, inside, point

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning"),
]

ROOT = Path(__file__).parents[2]

# --- the embedded engine only ------------------------------------------------------------------


def generation(
    number: int = 1, dimension: int = DIMENSION, fingerprint: str = "test"
) -> Generation:
    return Generation(
        GenerationId(f"{number:032x}"),
        EncoderSpec("test", "", ""),
        fingerprint,
        dimension,
        GenerationState.LIVE,
    )


def own(folder: str) -> None:
    """What the other process runs: own `folder`, store a chunk, say so, wait to be ended."""
    indexes = indexes_for("", "", Path(folder), ADDRESS)
    asyncio.run(_own(indexes))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    del indexes  # held until here


async def _own(indexes: Indexes) -> None:
    index = await indexes.open(generation())
    await index.upsert([point(n, "bail durable") for n in range(50)])
    await index.delete_document(EntityId("alpha"), DocumentId("none"))


ADDRESS = "http://127.0.0.1:8440"


def start_owner(folder: Path) -> subprocess.Popen[str]:
    code = f"from tests.contracts.test_vector_index_engines import own; own({str(folder)!r})"
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
            await EdgeIndexes(tmp_path, "").open(generation())
    finally:
        kill(owner)
    assert f"process {owner.pid} (" in refused.value.detail
    assert "since 20" in refused.value.detail
    assert f"--server {ADDRESS}" in refused.value.remedy


async def test_what_was_written_outlives_a_killed_process(tmp_path: Path) -> None:
    kill(start_owner(tmp_path))
    indexes = EdgeIndexes(tmp_path, "")
    reopened = await indexes.open(generation())
    assert await reopened.count(inside()) == 50
    assert len(await reopened.sparse("durable", inside(), 100)) == 50
    await indexes.close()


async def test_a_folder_opens_once_in_a_process_and_again_after_closing(tmp_path: Path) -> None:
    first = EdgeIndexes(tmp_path, "")
    await (await first.open(generation())).upsert([point(1)])
    assert await first.open(generation()) is await first.open(generation())
    second = EdgeIndexes(tmp_path, "")
    for _ in range(2):  # whatever it wants of the folder
        with pytest.raises(StoreLocked, match=str(os.getpid())):
            await second.open(generation(2))
        with pytest.raises(StoreLocked, match=str(os.getpid())):
            await second.drop(generation().id)
    await first.close()
    assert await (await second.open(generation())).count(inside()) == 1
    await second.close()


async def test_the_lock_names_no_option_of_the_command(tmp_path: Path) -> None:
    opened = EdgeIndexes(tmp_path, "")
    await opened.open(generation())
    owner = json.loads((tmp_path / "lock").read_text())
    assert owner["pid"] == os.getpid()
    assert " -" not in owner["command"]
    await opened.close()


async def test_looking_owns_nothing_and_makes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    assert await EdgeIndexes(folder, "").kept() == []
    assert not folder.exists()
    owner = EdgeIndexes(folder, "")
    await owner.open(generation())
    assert await EdgeIndexes(folder, "").kept() == [generation().id]
    await owner.close()


async def test_the_index_of_before_generations_is_removed(tmp_path: Path) -> None:
    await EdgeIndex.open(tmp_path, DIMENSION, "test").close()
    opened = EdgeIndexes(tmp_path, "")
    await opened.open(generation())
    assert sorted(os.listdir(tmp_path)) == [generation().id, "lock"]  # noqa: PTH208
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
    assert "probant reindex" in refused.value.remedy
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


def _at(client: AsyncQdrantClient, dimension: int, fingerprint: str) -> ServerIndex:
    return ServerIndex(client, dimension, fingerprint, "probant-test")


async def test_two_processes_may_make_the_collection_at_once() -> None:
    client = LateClient(":memory:")
    for _ in range(2):
        client.late = True
        await _at(client, DIMENSION, "test").upsert([point(1)])
    assert await _at(client, DIMENSION, "test").count(inside()) == 1


async def test_a_collection_of_another_encoder_is_refused() -> None:
    client = AsyncQdrantClient(":memory:")
    await _at(client, DIMENSION, "test").upsert([point(1)])
    for other in (_at(client, DIMENSION, "other"), _at(client, 9, "test")):
        with pytest.raises(Misconfigured, match="built with encoder 'test'"):
            await other.count(inside())


async def test_a_server_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    # Port 1 of this machine: nothing listens there, and nothing leaves the machine.
    absent = indexes_for("http://127.0.0.1:1", "", tmp_path, "")
    for _ in range(2):
        index = await absent.open(generation())
        with pytest.raises(Unavailable, match="does not answer"):
            await index.upsert([point(1)])
        with pytest.raises(Unavailable, match="does not answer"):
            await absent.drop(generation().id)
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
    index = _at(client, DIMENSION, "test")
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


# --- generations on both -----------------------------------------------------------------------


@pytest.fixture(params=["edge", "local"])
def indexes(request: pytest.FixtureRequest, tmp_path: Path) -> Indexes:
    if request.param == "edge":
        return EdgeIndexes(tmp_path, "")
    return ServerIndexes(AsyncQdrantClient(":memory:"))


async def test_generations_hold_vectors_of_their_own_lengths_apart(indexes: Indexes) -> None:
    old, new = await indexes.open(generation(1)), await indexes.open(generation(2, 3, "other"))
    await old.upsert([point(1)])
    await new.upsert([replace(point(1), vector=np.ones(3, np.float32)), *made_for_three(20)])
    assert await old.count(inside()) == 1
    assert await new.count(inside()) == 21
    assert len(await new.dense(np.ones(3, np.float32), inside(), 50)) == 21
    assert await indexes.kept() == [generation(1).id, generation(2).id]
    await indexes.close()


def made_for_three(most: int) -> list[IndexPoint]:
    drawn = np.random.default_rng(0).random((most, 3), np.float32)
    return [replace(point(n + 2), vector=vector) for n, vector in enumerate(drawn)]


async def test_a_dropped_generation_leaves_the_others_and_may_be_dropped_twice(
    indexes: Indexes,
) -> None:
    old, new = await indexes.open(generation(1)), await indexes.open(generation(2))
    await old.upsert([point(1)])
    await new.upsert([point(1), point(2)])
    for _ in range(2):
        await indexes.drop(generation(1).id)
        assert await indexes.kept() == [generation(2).id]
    assert await new.count(inside()) == 2
    with pytest.raises(Unavailable, match="closed"):
        await old.count(inside())
    await indexes.close()


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
