"""Another generation of the index takes the place of the one that answers, at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from core.documents import Document
from core.errors import Conflict, InvalidRequest, Misconfigured
from core.evidence import Hit
from core.generations import GenerationState
from core.ids import CollectionId
from core.jobs import JobKind, JobState, Lane
from flows.documents import Change
from flows.question import Question, query_of
from flows.reindex import advance
from tests.flows.two_encoders import NEW, OLD, Shelf, Two, open_two
from tests.parts import USER

ASKED = Question("Quel est le loyer annuel du bail ?")
SHELF = CollectionId("default")
Answer = tuple[tuple[str, float], ...]


async def put(two: Two, folder: Path, *texts: str) -> list[Document]:
    accepted = []
    for text in texts:
        path = folder / f"{text.split()[0]}.txt"
        path.write_text(text, "utf-8")
        accepted.append(await two.parts.documents.add(USER, path, path.name, SHELF))
    await two.parts.worker.until_idle()
    return [one.document for one in accepted]


def leases(count: int) -> list[str]:
    return [f"bail{n} le loyer annuel est de {1000 + n} euros {'x' * n}" for n in range(count)]


async def asked(two: Two, question: Question = ASKED) -> Answer:
    hits = (await two.parts.asker.search(USER, question, 10)).hits
    return tuple((hit.passage.chunk.id, round(hit.similarity or 0, 5)) for hit in hits)


async def named(two: Two, question: Question = ASKED) -> set[str]:
    found = await two.parts.asker.search(USER, question, 50)
    return {hit.passage.document_name for hit in found.hits}


async def states(two: Two) -> list[GenerationState]:
    async with two.parts.database.begin() as unit:
        return [generation.state for generation in await unit.generations.all()]


async def test_eight_who_search_meanwhile_see_one_switch_and_nothing_mixed(tmp_path: Path) -> None:
    async with open_two(tmp_path / "data") as two:
        await put(two, tmp_path, *leases(16))
        two.parts.worker.embedder.size.passages = 4  # many steps, for many to look between them
        before = await asked(two)
        begun, switched = asyncio.Barrier(9), asyncio.Event()

        async def search() -> list[Answer]:
            answers = [await asked(two)]
            await begun.wait()
            while not switched.is_set():
                answers.append(await asked(two))
            return [*answers, await asked(two)]

        searching = [asyncio.create_task(search()) for _ in range(8)]
        await begun.wait()
        await two.reindexer.begin(NEW)
        await two.parts.worker.until_idle()
        switched.set()
        seen = await asyncio.gather(*searching)  # raises what any of them met
        after = await asked(two)
        assert after != before
        for answers in seen:
            switches = sum(one != other for one, other in pairwise(answers))
            assert set(answers) == {before, after}
            assert (answers[0], answers[-1], switches) == (before, after, 1)
        assert await states(two) == [GenerationState.RETIRED, GenerationState.LIVE]


async def test_a_question_that_began_before_the_switch_ends_in_the_old_generation(
    tmp_path: Path,
) -> None:
    async with open_two(tmp_path / "data") as two:
        await put(two, tmp_path, *leases(3))
        space = await two.parts.spaces.live()
        before = await asked(two)
        await two.reindexer.begin(NEW)
        await two.parts.worker.until_idle()
        query = await query_of(two.parts.database, USER, ASKED, len(ASKED.text))
        hits: Sequence[Hit] = (await two.parts.asker.retriever.search(space, query, 10)).hits
        late = tuple((hit.passage.chunk.id, round(hit.similarity or 0, 5)) for hit in hits)
        assert late == before


async def test_what_comes_goes_and_changes_meanwhile_ends_up_right(tmp_path: Path) -> None:
    async with open_two(tmp_path / "data") as two:
        worker, documents = two.parts.worker, two.parts.documents
        _kept, gone, moved, changed = await put(
            two, tmp_path, "kept loyer un", "gone loyer deux", "moved loyer trois", "changed loyer"
        )
        await two.reindexer.begin(NEW)
        await documents.delete(USER, gone.id)
        await documents.change(USER, moved.id, Change(collection=CollectionId("elsewhere")))
        path = tmp_path / "changed.txt"
        path.write_text("changed loyer version seconde", "utf-8")
        await documents.add(USER, path, path.name, SHELF, supersedes=changed.id)
        path = tmp_path / "new.txt"
        path.write_text("new loyer quatre", "utf-8")
        await documents.add(USER, path, path.name, SHELF)
        await worker.until_idle()
        assert (await states(two))[-1] is GenerationState.LIVE
        assert await named(two) == {"kept.txt", "moved.txt", "changed.txt", "new.txt"}
        there = Question(ASKED.text, CollectionId("elsewhere"))
        assert await named(two, there) == {"moved.txt"}
        asked = replace(ASKED, document="changed.txt")
        hits = (await two.parts.asker.search(USER, asked, 5)).hits
        assert [hit.passage.chunk.text for hit in hits] == ["changed loyer version seconde"]
        space = await two.parts.spaces.live()
        assert space.encoder is two.shelf.models["new"]
        assert sum([len(batch) async for batch in space.index.stored()]) == 4


async def test_a_killed_build_goes_on_where_it_was(tmp_path: Path) -> None:
    shelf = Shelf()
    async with open_two(tmp_path / "data", shelf=shelf) as two:
        await put(two, tmp_path, *leases(6))
        await two.reindexer.begin(NEW)
        two.parts.worker.embedder.size.passages = 1
        await two.parts.worker.work(Lane.EMBED)
        done = len(shelf.models["new"].encoded)
        assert 0 < done < 6
    async with open_two(tmp_path / "data", shelf=shelf) as two:
        await two.parts.worker.recover(tuple(Lane))
        await two.parts.worker.until_idle()
        assert len(shelf.models["new"].encoded) == 6
        assert len(await named(two)) == 6
        assert (await two.reindexer.progress()).building is None


async def test_reading_anew_serves_the_old_reading_until_the_switch(tmp_path: Path) -> None:
    async with open_two(tmp_path / "data") as two:
        await put(two, tmp_path, *leases(5))
        before = await asked(two)
        two.parser.revision = 2
        await two.reindexer.begin(OLD, rereads=True)
        await two.parts.worker.until_idle((Lane.READ,))
        assert await asked(two) == before
        await two.parts.worker.until_idle()
        after = await asked(two)
        assert len(after) == len(before)
        assert not {chunk for chunk, _ in after} & {chunk for chunk, _ in before}


async def test_a_document_that_can_no_longer_be_read_keeps_its_old_reading(tmp_path: Path) -> None:
    async with open_two(tmp_path / "data") as two:
        [good, bad] = await put(two, tmp_path, "good loyer", "bad loyer")
        two.parser.revision = 2
        await two.reindexer.begin(NEW, rereads=True)
        two.parser.refused = "bad"
        await two.parts.worker.until_idle()
        assert (await two.reindexer.progress()).building is None
        assert await named(two) == {"good.txt", "bad.txt"}
        async with two.parts.database.begin() as unit:
            jobs = await unit.jobs.last([good.id, bad.id])
            heads = await unit.readings.of_document(bad.id)
        assert [head.parser for head in heads if head.live] == ["fake/1"]
        failed = jobs[bad.id]
        assert (failed.kind, failed.state) == (JobKind.REREAD, JobState.DONE)
        assert failed.outcome
        assert failed.outcome.errors


async def test_one_is_built_at_a_time_and_can_be_given_up(tmp_path: Path) -> None:
    async with open_two(tmp_path / "data") as two:
        with pytest.raises(InvalidRequest, match="no index yet"):
            await two.reindexer.begin(NEW)
        await put(two, tmp_path, *leases(4))
        before = await asked(two)
        begun = await two.reindexer.begin(NEW)
        assert (begun.held, begun.documents) == (0, 4)
        assert begun.building
        await advance(two.parts.database)  # whoever else looks after it records nothing twice
        async with two.parts.database.begin() as unit:
            assert await unit.jobs.of_generation(begun.building.id) == 4
        with pytest.raises(Conflict, match="already"):
            await two.reindexer.begin(OLD)
        assert (await two.reindexer.cancel()).building is None
        await two.parts.worker.until_idle()
        assert await asked(two) == before
        assert await states(two) == [GenerationState.LIVE]
        assert len(await two.parts.spaces.kept()) == 1
        assert not two.shelf.models["new"].encoded
        with pytest.raises(Conflict, match="No generation"):
            await two.reindexer.cancel()
        await two.reindexer.begin(NEW)  # and another may begin
        await two.parts.worker.until_idle()
        assert await asked(two) != before


async def test_the_retired_one_is_removed_a_little_later(tmp_path: Path) -> None:
    async with open_two(tmp_path / "data") as two:
        await put(two, tmp_path, *leases(2))
        [old] = await two.parts.spaces.kept()
        await two.reindexer.begin(NEW)
        await two.parts.worker.until_idle()
        assert len(await two.parts.spaces.kept()) == 2
        async with two.parts.database.begin() as unit:
            now = datetime.now(UTC)
            assert not await unit.jobs.claimable(now)
            [job] = await unit.jobs.claim(
                Lane.EMBED, "later", now + timedelta(minutes=6), now + timedelta(minutes=7)
            )
            assert (job.kind, job.generation) == (JobKind.DROP, old)
            await unit.jobs.release(job.id, "later")
        await two.parts.worker.until_idle()
        assert old not in await two.parts.spaces.kept()
        assert await states(two) == [GenerationState.LIVE]
        assert len(await named(two)) == 2


async def test_a_document_that_the_live_index_lacks_is_embedded_again(tmp_path: Path) -> None:
    """As when two databases were restored, or an index of before there were generations is gone."""
    async with open_two(tmp_path / "data") as two:
        await put(two, tmp_path, *leases(3))
        async with two.parts.database.begin() as unit:
            [live] = await unit.generations.all()
            await unit.generations.delete(live.id)
            await unit.generations.add(replace(live, id=type(live.id)("0" * 32)))
        assert not await named(two)
        await advance(two.parts.database)
        await two.parts.worker.until_idle()
        assert len(await named(two)) == 3


async def test_an_unknown_model_is_refused_before_anything_is_recorded(tmp_path: Path) -> None:
    async with open_two(tmp_path / "data") as two:
        await put(two, tmp_path, *leases(1))
        with pytest.raises(Misconfigured, match="no model"):
            await two.reindexer.begin(replace(NEW, model="none"))
        assert await states(two) == [GenerationState.LIVE]
