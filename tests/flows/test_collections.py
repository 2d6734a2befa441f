"""Collections: what is on them, how long it is kept, and their end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from core.errors import Conflict, Gone, Held, InvalidRequest, NotFound
from core.ids import CollectionId, EntityId
from core.principals import AccessScope
from flows.bootstrap import Installation
from flows.collections import Rules
from flows.documents import Change
from flows.documents.recorded import RETENTION
from flows.retention import expired, purge_expired
from tests.flows.lives import DEFAULT, WordParser, names, sent, stored, text, zipped
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, USER, added, open_parts, with_parser

LETTERS = CollectionId("letters")
A_MONTH = Rules(retention_days=30)
STRANGER = replace(USER, entity=EntityId("elsewhere"))


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        yield with_parser(opened, WordParser())


def in_days(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


async def test_collections_are_listed_with_their_rules(parts: Installation, tmp_path: Path) -> None:
    await sent(parts, text(tmp_path, "a.txt", "A"))
    await sent(parts, text(tmp_path, "b.txt", "B"))
    await parts.collections.change(USER, LETTERS, A_MONTH)
    listed = {c.name: (c.documents, c.retention_days) for c in await parts.collections.all(USER)}
    assert listed == {"default": (2, None), "letters": (0, 30)}
    assert await parts.collections.all(STRANGER) == []


@pytest.mark.parametrize("days", [0, -1, 10**9])
async def test_a_retention_is_a_number_of_days(parts: Installation, days: int) -> None:
    with pytest.raises(InvalidRequest):
        await parts.collections.change(USER, LETTERS, Rules(retention_days=days))


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
async def test_a_weight_is_a_share(parts: Installation, weight: float) -> None:
    with pytest.raises(InvalidRequest):
        await parts.collections.change(USER, LETTERS, Rules(dense_weight=weight))


async def test_a_collection_keeps_the_hold_that_it_has(parts: Installation) -> None:
    held = await parts.collections.change(USER, LETTERS, Rules(hold="Litige"))
    changed = await parts.collections.change(USER, LETTERS, A_MONTH)
    assert changed.hold == held.hold
    with pytest.raises(Conflict):
        await parts.collections.change(USER, LETTERS, Rules(hold="Autre litige"))
    # At no moment is it free while a second reason joins the first.
    both = await parts.collections.change(USER, LETTERS, Rules(hold="Litige; enquête"))
    assert both.hold
    assert both.hold.reason == "Litige; enquête"


async def test_a_collection_is_deleted_step_by_step(parts: Installation, tmp_path: Path) -> None:
    for rank in range(5):
        await sent(parts, text(tmp_path, f"{rank}.txt", f"Texte {rank}"))
    kept = await added(parts, text(tmp_path, "kept.txt", "Gardé"), collection="letters")
    await parts.collections.change(USER, DEFAULT, A_MONTH)
    steps = [await parts.collections.empty(USER, DEFAULT, 2) for _ in range(3)]
    assert [(len(step.gone), step.left) for step in steps] == [(2, 3), (2, 1), (1, 0)]
    with pytest.raises(NotFound):
        await parts.collections.empty(USER, DEFAULT, 2)
    assert [c.name for c in await parts.collections.all(USER)] == ["letters"]
    await parts.worker.until_idle()
    assert [path.name for path in stored(parts)] == [kept.version]


async def test_a_held_collection_is_not_deleted(parts: Installation, tmp_path: Path) -> None:
    document = (await sent(parts, text(tmp_path, "a.txt", "A"))).document
    await parts.documents.change(USER, document.id, Change(hold="Litige"))
    with pytest.raises(Held):
        await parts.collections.empty(USER, DEFAULT, 2)
    await parts.documents.change(USER, document.id, Change(hold=None))
    await parts.collections.change(USER, DEFAULT, Rules(hold="Enquête"))
    with pytest.raises(Held):
        await parts.collections.empty(USER, DEFAULT, 2)
    assert await names(parts) == ["a.txt"]


async def test_what_is_kept_no_longer_goes_and_says_who_deleted_it(
    parts: Installation, tmp_path: Path
) -> None:
    await parts.collections.change(USER, LETTERS, A_MONTH)
    old = await added(parts, text(tmp_path, "a.txt", "A"), collection="letters")
    await added(parts, text(tmp_path, "b.txt", "B"))
    assert await purge_expired(parts.database, in_days(29.9), 10) == []
    assert [d.id for d in await expired(parts.database, in_days(30.1), 10)] == [old.id]
    assert await purge_expired(parts.database, in_days(30.1), 10) == [old.id]
    assert await names(parts) == ["b.txt"]
    with pytest.raises(Gone):
        await parts.documents.get(USER, old.id)
    async with parts.database.begin() as unit:
        buried = await unit.documents.tombstone(AccessScope.whole(HERE), document=old.id)
    assert buried
    assert buried.deleted_by == RETENTION


async def test_what_is_held_outlasts_its_retention(parts: Installation, tmp_path: Path) -> None:
    await parts.collections.change(USER, DEFAULT, A_MONTH)
    held = await added(parts, text(tmp_path, "a.txt", "A"))
    inside = text(tmp_path, "b.txt", "B")
    await added(parts, zipped(tmp_path, {"b.txt": inside}))
    await parts.worker.until_idle()
    [child] = [d for d in await parts.documents.page(USER, 9, None) if d.name == "b.txt"]
    for document in (held, child):
        await parts.documents.change(USER, document.id, Change(hold="Litige"))
    assert await purge_expired(parts.database, in_days(31), 10) == []
    assert await names(parts) == ["a.txt", "b.txt", "envoi.zip"]
    await parts.documents.change(USER, child.id, Change(hold=None))
    assert len(await purge_expired(parts.database, in_days(31), 10)) == 2
    assert await names(parts) == ["a.txt"]
