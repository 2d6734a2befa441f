"""`probant check`: what is broken by hand is named, repaired, and nothing else is touched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.documents import Document
from flows.bootstrap import Installation, build_checker, build_repairer
from flows.check.difference import Difference, DifferenceKind
from tests.flows.breakages import (
    REPAIRABLE,
    Breakage,
    bytes_are_damaged,
    bytes_are_lost,
    bytes_of_nobody,
    points,
)
from tests.flows.lives import WordParser, names, searched, sent, text, zipped
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, added, open_parts, with_parser


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        yield with_parser(opened, WordParser())


@pytest.fixture
async def document(tmp_path: Path, parts: Installation) -> Document:
    """One of two that are there and whole."""
    await added(parts, text(tmp_path, "lettre.txt", "Une lettre du notaire."))
    return await added(parts, text(tmp_path, "bail.txt", "Le loyer est de 900 euros."))


async def differences(parts: Installation, *, deep: bool = True) -> list[Difference]:
    return await build_checker(parts).differences(deep=deep)


async def kinds(parts: Installation) -> list[DifferenceKind]:
    return [difference.kind for difference in await differences(parts)]


@pytest.mark.parametrize("breakage", REPAIRABLE, ids=lambda breakage: breakage.__name__)
async def test_what_differs_is_named_and_repaired(
    parts: Installation, document: Document, breakage: Breakage
) -> None:
    assert await kinds(parts) == []
    before = [point.chunk for point in await points(parts)]
    await breakage(parts, document)
    found = await differences(parts)
    assert [one.kind for one in found] == [REPAIRABLE[breakage]]
    assert found[0].to_json()["repairable"]
    assert await build_repairer(parts).repair(found) == 1
    await parts.worker.until_idle()
    assert await kinds(parts) == []
    assert set(before) <= {point.chunk for point in await points(parts)}
    assert await searched(parts, "loyer", collection="default")
    assert {"bail.txt", "lettre.txt"} <= set(await names(parts))


@pytest.mark.parametrize(
    ("breakage", "kind"),
    [
        (bytes_are_lost, DifferenceKind.BYTES_MISSING),
        (bytes_are_damaged, DifferenceKind.BYTES_DAMAGED),
    ],
)
async def test_lost_bytes_are_beyond_repair_until_the_file_is_added_again(
    tmp_path: Path,
    parts: Installation,
    document: Document,
    breakage: Breakage,
    kind: DifferenceKind,
) -> None:
    await breakage(parts, document)
    found = await differences(parts)
    assert [(one.kind, one.document) for one in found] == [(kind, document.id)]
    assert await build_repairer(parts).repair(found) == 0
    assert (await sent(parts, tmp_path / "bail.txt")).unchanged
    assert await kinds(parts) == []


async def test_damage_is_seen_by_a_deep_check_alone(
    parts: Installation, document: Document
) -> None:
    await bytes_are_damaged(parts, document)
    assert await differences(parts, deep=False) == []


async def test_versions_archives_and_deletions_leave_nothing_to_be_found(
    tmp_path: Path, parts: Installation, document: Document
) -> None:
    newer = text(tmp_path, "avenant.txt", "Le loyer est de 950 euros.")
    await sent(parts, newer, supersedes=document.id)
    await parts.worker.until_idle()
    archive = await added(parts, zipped(tmp_path, {"a.txt": text(tmp_path, "a.txt", "Un acte.")}))
    assert await kinds(parts) == []
    await parts.documents.delete(USER, archive.id)
    await parts.documents.delete(USER, document.id)
    await parts.worker.until_idle()
    assert await kinds(parts) == []
    assert await names(parts) == ["lettre.txt"]


async def test_what_is_under_way_does_not_differ(
    tmp_path: Path, parts: Installation, document: Document
) -> None:
    await sent(parts, text(tmp_path, "avenant.txt", "Un avenant."), supersedes=document.id)
    await sent(parts, text(tmp_path, "acte.txt", "Un acte."))
    assert await kinds(parts) == []
    await parts.documents.delete(USER, document.id)
    await bytes_of_nobody(parts, document)  # as an upload that is not recorded yet
    assert await kinds(parts) == []


async def test_nothing_is_found_while_workers_work(tmp_path: Path, parts: Installation) -> None:
    for number in range(30):
        await sent(parts, text(tmp_path, f"{number}.txt", f"Le loyer numéro {number}."))
    working = asyncio.create_task(parts.worker.until_idle())
    looks = 0
    while not working.done():
        assert await kinds(parts) == []
        looks += 1
    await working
    assert looks
    assert await kinds(parts) == []


async def test_bytes_that_somebody_adds_before_they_are_removed_stay(
    tmp_path: Path, parts: Installation, document: Document
) -> None:
    await bytes_of_nobody(parts, document)
    found = await differences(parts)
    assert await build_repairer(parts).repair(found) == 1
    page = text(tmp_path, "page.txt", "Une page de personne.")
    await added(parts, page)
    assert await kinds(parts) == []
    assert await searched(parts, "personne")
