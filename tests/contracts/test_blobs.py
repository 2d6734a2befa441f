"""One contract for every `Blobs`."""

# ruff: noqa: ASYNC240 - the test itself may wait for the disk

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.blobs.folder import FolderBlobs
from core.errors import InvalidRequest, NotFound
from core.ids import EntityId, VersionId
from core.ports import Blobs
from core.principals import AccessScope

pytestmark = pytest.mark.asyncio

BANK = EntityId("bank")
FUND = EntityId("fund")
OF_BANK, OF_FUND = AccessScope.whole(BANK), AccessScope.whole(FUND)
NOWHERE = VersionId("0" * 64)


@pytest.fixture(params=["folder"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    return {"folder": FolderBlobs}[request.param](tmp_path / "blobs")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lease.pdf"
    path.write_bytes(b"%PDF-1.7 a lease")
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.one_of(st.binary(), st.integers(0, 3 << 20).map(bytes)))
async def test_what_was_put_is_found_under_its_sha256(
    blobs: Blobs, file: Path, content: bytes
) -> None:
    file.write_bytes(content)
    version = await blobs.put(BANK, file)
    assert version == hashlib.sha256(content).hexdigest()
    assert (await blobs.path(OF_BANK, BANK, version)).read_bytes() == content
    assert file.read_bytes() == content


async def test_a_second_put_changes_nothing(blobs: Blobs, file: Path) -> None:
    first = await blobs.put(BANK, file)
    opened = (await blobs.path(OF_BANK, BANK, first)).open("rb")
    assert await blobs.put(BANK, file) == first
    with opened:
        assert opened.read() == file.read_bytes()
    await blobs.delete(BANK, first)
    with pytest.raises(NotFound):
        await blobs.path(OF_BANK, BANK, first)


async def test_a_blob_outlives_the_file_and_the_object(blobs: Blobs, file: Path) -> None:
    version = await blobs.put(BANK, file)
    content = file.read_bytes()
    file.unlink()
    assert (await blobs.path(OF_BANK, BANK, version)).read_bytes() == content


async def test_the_same_bytes_of_two_entities_are_two_blobs(blobs: Blobs, file: Path) -> None:
    version = await blobs.put(BANK, file)
    with pytest.raises(NotFound):
        await blobs.path(OF_FUND, FUND, version)
    assert await blobs.put(FUND, file) == version
    assert await blobs.path(OF_BANK, BANK, version) != await blobs.path(OF_FUND, FUND, version)
    await blobs.delete(BANK, version)
    assert (await blobs.path(OF_FUND, FUND, version)).read_bytes() == file.read_bytes()


async def test_deleting_nothing_does_nothing(blobs: Blobs, file: Path) -> None:
    await blobs.delete(BANK, NOWHERE)
    version = await blobs.put(BANK, file)
    await blobs.delete(BANK, version)
    await blobs.delete(BANK, version)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../bank", "bank/..", "/etc", ".incoming", "a\0b", "a\nb", "x" * 81, "é"],
)
async def test_a_name_that_could_lead_elsewhere_is_refused(
    blobs: Blobs, file: Path, name: str
) -> None:
    with pytest.raises(InvalidRequest):
        await blobs.put(EntityId(name), file)
    with pytest.raises(InvalidRequest):
        await blobs.path(AccessScope.whole(EntityId(name)), EntityId(name), NOWHERE)
    with pytest.raises(InvalidRequest):
        await blobs.delete(EntityId(name), NOWHERE)


@pytest.mark.parametrize("version", ["", "..", "../../lease.pdf", "A" * 64, "0" * 63, "0" * 64])
async def test_what_is_no_version_is_not_found(blobs: Blobs, file: Path, version: str) -> None:
    await blobs.put(BANK, file)
    with pytest.raises(NotFound):
        await blobs.path(OF_BANK, BANK, VersionId(version))
    await blobs.delete(BANK, VersionId(version))


async def test_puts_and_deletes_at_once_end_in_a_whole_blob_or_none(
    blobs: Blobs, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}" for number in range(4)]
    for number, path in enumerate(files):
        path.write_bytes(bytes([number]) * 100_000)

    async def come_and_go(path: Path) -> None:
        for _ in range(10):
            await blobs.delete(BANK, await blobs.put(BANK, path))
        await blobs.put(BANK, path)

    await asyncio.gather(*map(come_and_go, files))
    for path in files:
        content = path.read_bytes()
        version = VersionId(hashlib.sha256(content).hexdigest())
        assert (await blobs.path(OF_BANK, BANK, version)).read_bytes() == content


async def test_everything_that_is_stored_is_listed_once(blobs: Blobs, tmp_path: Path) -> None:
    assert [one async for one in blobs.kept()] == []
    stored = set()
    for entity, text in ((BANK, "a"), (BANK, "b"), (FUND, "a")):
        file = tmp_path / "file"
        file.write_text(text, "utf-8")
        stored.add((entity, await blobs.put(entity, file)))
    listed = [one async for one in blobs.kept()]
    assert (len(listed), set(listed)) == (3, stored)
    await blobs.delete(*listed[0])
    assert {one async for one in blobs.kept()} == stored - {listed[0]}


async def test_bytes_that_a_disk_has_changed_are_not_whole(blobs: Blobs, file: Path) -> None:
    version = await blobs.put(BANK, file)
    assert await blobs.is_whole(BANK, version)
    (await blobs.path(OF_BANK, BANK, version)).write_bytes(b"%PDF-1.7 a leasf")
    assert not await blobs.is_whole(BANK, version)
    await blobs.put(BANK, file)  # adding the file again heals it
    assert await blobs.is_whole(BANK, version)
    with pytest.raises(NotFound):
        await blobs.is_whole(BANK, NOWHERE)
