"""Generations opened: one encoder and one index each, as the database has it at the moment."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.encoder.spec import spec_of
from adapters.qdrant.generations import EdgeIndexes
from adapters.spaces import GenerationSpaces
from adapters.sql import open_database
from core.errors import Misconfigured, NotFound, StoreLocked
from core.generations import EncoderSpec, Generation, GenerationState
from core.ids import new_generation_id
from core.jobs import Lane
from core.stores import Database
from tests.flows.two_encoders import NEW, OLD, Letters, Shelf


@asynccontextmanager
async def open_stores(folder: Path) -> AsyncIterator[Database]:
    async def wake(lane: Lane) -> None:
        """Nobody works here."""

    database = await open_database(f"sqlite:///{folder}/probant.db", wake)
    try:
        yield database
    finally:
        await database.close()


def spaces_in(
    folder: Path, database: Database, shelf: Shelf, wanted: EncoderSpec = OLD
) -> GenerationSpaces:
    return GenerationSpaces(database, EdgeIndexes(folder / "index", ""), wanted, shelf.open)


async def built(database: Database, spec: EncoderSpec, shelf: Shelf) -> Generation:
    """A generation that is being built."""
    fingerprint, dimension = shelf.identify(spec)
    made = Generation(new_generation_id(), spec, fingerprint, dimension, GenerationState.BUILDING)
    async with database.begin() as unit:
        await unit.generations.add(made)
    return made


async def test_the_first_generation_is_made_once_however_many_ask(tmp_path: Path) -> None:
    async with open_stores(tmp_path) as database:
        several = [spaces_in(tmp_path, database, Shelf()) for _ in range(5)]
        encoders = await asyncio.gather(*(spaces.encoder() for spaces in several))
        assert {encoder.fingerprint for encoder in encoders} == {"old/1"}
        async with database.begin() as unit:
            [first] = await unit.generations.all()
        assert (first.encoder, first.dimension, first.state) == (OLD, 8, GenerationState.LIVE)
        assert not (tmp_path / "index").exists()  # who only counts tokens opens no index


async def test_a_switch_elsewhere_is_seen_at_the_next_question(tmp_path: Path) -> None:
    async with open_stores(tmp_path) as database:
        shelf = Shelf()
        spaces = spaces_in(tmp_path, database, shelf)
        first = await spaces.live()
        second = await built(database, NEW, shelf)
        assert [space.generation.id for space in await spaces.open()] == [
            first.generation.id,
            second.id,
        ]
        async with database.begin() as unit:  # as another process does it
            await unit.generations.switch(second.id)
        now = await spaces.live()
        assert (now.generation.id, now.encoder.fingerprint) == (second.id, "new/1")
        assert (await spaces.space(first.generation.id)).index is first.index  # still there
        await spaces.drop(first.generation.id)
        assert await spaces.kept() == [second.id]
        await spaces.close()


async def test_of_the_same_generation_everything_is_opened_once(tmp_path: Path) -> None:
    async with open_stores(tmp_path) as database:
        spaces = spaces_in(tmp_path, database, Shelf())
        found = await asyncio.gather(*(spaces.live() for _ in range(6)))
        assert len({id(space.index) for space in found}) == 1
        assert len({id(space.encoder) for space in found}) == 1
        await spaces.close()


async def test_an_unknown_generation_is_not_found(tmp_path: Path) -> None:
    async with open_stores(tmp_path) as database:
        spaces = spaces_in(tmp_path, database, Shelf())
        with pytest.raises(NotFound):
            await spaces.space(new_generation_id())


async def test_the_encoder_of_the_live_generation_answers_whatever_the_settings_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_stores(tmp_path) as database:
        await spaces_in(tmp_path, database, Shelf()).encoder()
        spaces = spaces_in(tmp_path, database, Shelf(), wanted=NEW)
        with caplog.at_level(logging.WARNING):
            for _ in range(3):
                assert (await spaces.encoder()).fingerprint == "old/1"
        [said] = [record.getMessage() for record in caplog.records]
        assert "probant reindex" in said


async def test_a_model_that_is_no_longer_the_same_is_refused(tmp_path: Path) -> None:
    async with open_stores(tmp_path) as database:
        shelf = Shelf()
        await spaces_in(tmp_path, database, shelf).encoder()
        shelf.models["old"] = Letters("old/2", 8)
        with pytest.raises(Misconfigured, match=r"old/1\); what is there now is old/2") as refused:
            await spaces_in(tmp_path, database, shelf).live()
        assert "probant reindex" in refused.value.remedy


async def test_a_model_that_moved_is_found_where_the_settings_say(tmp_path: Path) -> None:
    async with open_stores(tmp_path) as database:
        shelf = Shelf()
        await spaces_in(tmp_path, database, shelf).encoder()
        shelf.models["elsewhere"] = shelf.models.pop("old")
        moved = replace(OLD, model="elsewhere")
        assert (await spaces_in(tmp_path, database, shelf, moved).encoder()).fingerprint == "old/1"


async def test_weights_that_no_generation_needs_are_let_go(tmp_path: Path) -> None:
    async with open_stores(tmp_path) as database:
        shelf = Shelf()
        spaces = spaces_in(tmp_path, database, shelf, wanted=NEW)
        first = await spaces.live()
        other = await built(database, OLD, shelf)
        await spaces.open()
        async with database.begin() as unit:
            await unit.generations.delete(other.id)
        await spaces.drop(other.id)
        assert set(spaces._encoders) == {NEW}
        assert (await spaces.live()).index is first.index
        await spaces.close()


async def test_a_second_owner_of_the_index_is_told_so_and_may_still_count_tokens(
    tmp_path: Path,
) -> None:
    async with open_stores(tmp_path) as database:
        owner = spaces_in(tmp_path, database, Shelf())
        await owner.live()
        other = spaces_in(tmp_path, database, Shelf())
        assert (await other.encoder()).count_tokens(["un deux"]) == [2]
        with pytest.raises(StoreLocked):
            await other.live()
        await owner.close()
        assert await other.live()
        await other.close()


def test_one_encoder_has_one_name(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    with contextlib.chdir(tmp_path):
        assert spec_of("model", "q", "p") == spec_of(str(tmp_path / "model"), "q", "p")
    assert spec_of("org/name", "q", "p").model == "org/name"
    assert spec_of("bundled", "any", "other") == spec_of("bundled", "", "")
