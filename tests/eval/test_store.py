"""Stores: built once, built on after a crash, and never taken for whole where they are not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.encoding import Encoder
from core.errors import Unreadable
from core.ports import PagesTold, Parser, untold
from core.readings import Parsed
from eval.data.dataset import Source, source_of
from eval.store import open_store
from eval.workspace import Workspace
from tests.eval import places

TEXTS = ("The rent is 12 euros.", "The fee is 30 euros.", "The area is 9 m2.")
SOURCES = [source_of(text.encode(), ".md") for text in TEXTS]


class Crash(BaseException):
    """What no one catches: the process dies here."""


class Dying:
    """A parser in whose hands the process dies at the second document."""

    def __init__(self, inner: Parser) -> None:
        self.inner = inner
        self.parsed = 0

    signs = ()

    def fingerprint(self, media_type: str) -> str:
        return self.inner.fingerprint(media_type)

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        self.parsed += 1
        if self.parsed == 2:
            raise Crash
        return await self.inner.parse(path, media_type)


@pytest.fixture
def here(tmp_path: Path, encoder: Encoder) -> Workspace:
    return places.workspace(tmp_path, encoder)


def silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


async def held(here: Workspace, sources: list[Source]) -> dict[str, str]:
    """First leaf by document name."""
    async with open_store(here, sources, {}, silent) as store:
        return {name: leaves[1] for name, leaves in (await store.texts()).items()}


async def test_a_store_whose_build_was_killed_is_built_to_its_end(here: Workspace) -> None:
    dying = replace(here, remembering_parser=Dying(here.parser))
    with pytest.raises(Crash):
        await held(dying, SOURCES)
    assert not list(here.stores.rglob("complete.json"))
    texts = await held(here, SOURCES)
    assert texts == {s.name: t for s, t in zip(SOURCES, TEXTS, strict=True)}
    [complete] = here.stores.rglob("complete.json")
    assert set(json.loads(complete.read_text("utf-8")).values()) == {"indexed"}


async def test_a_store_is_built_once(here: Workspace) -> None:
    await held(here, SOURCES)
    nothing = replace(here, remembering_parser=Dying(here.parser), parser=Dying(here.parser))
    assert len(await held(nothing, SOURCES)) == 3


async def test_other_limits_read_again(here: Workspace) -> None:
    await held(here, SOURCES[:1])
    settings = here.settings.model_copy(update={"parse_seconds": 9.0})
    await held(replace(here, settings=settings), SOURCES[:1])
    [left] = here.stores.iterdir()  # the older one is forgotten
    assert (left / "complete.json").exists()


async def test_what_could_not_be_read_is_told(here: Workspace) -> None:
    broken = source_of(b"%PDF-1.7 broken", ".pdf")
    async with open_store(here, [*SOURCES[:1], broken], {}, silent) as store:
        assert sorted(store.outcomes.values()) == ["failed", "indexed"]


class Hurried:
    """A parser that has no time at first."""

    def __init__(self, inner: Parser) -> None:
        self.inner = inner
        self.hurried = True

    signs = ()

    def fingerprint(self, media_type: str) -> str:
        return self.inner.fingerprint(media_type)

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        if self.hurried:
            self.hurried = False
            raise Unreadable("not read in time", "timeout")
        return await self.inner.parse(path, media_type)


async def test_what_failed_for_want_of_time_is_tried_again(here: Workspace) -> None:
    hurried = replace(here, remembering_parser=Hurried(here.parser))
    outcomes = []
    for _ in range(2):
        async with open_store(hurried, SOURCES[:2], {}, silent) as store:
            outcomes.append(sorted(store.outcomes.values()))
    assert outcomes == [["failed", "indexed"], ["indexed", "indexed"]]
