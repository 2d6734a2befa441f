"""What only a folder of blobs promises: modes, traces and what a kill leaves behind."""

# ruff: noqa: ASYNC220, ASYNC240 - the test itself may wait for the disk and for its child

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from adapters.blobs.folder import FolderBlobs
from core.errors import NotFound, Unavailable
from core.ids import EntityId, VersionId
from core.principals import AccessScope

pytestmark = pytest.mark.asyncio

ROOT = Path(__file__).parents[3]
BANK = EntityId("bank")
OF_BANK = AccessScope.whole(BANK)
DAY_S = 24 * 3600


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lease.pdf"
    path.write_bytes(b"%PDF-1.7 a lease")
    return path


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def test_nobody_else_may_read_a_blob_or_list_a_folder(tmp_path: Path, file: Path) -> None:
    root = tmp_path / "data" / "blobs"
    before = os.umask(0)
    try:
        blobs = FolderBlobs(root)
        blob = await blobs.path(OF_BANK, BANK, await blobs.put(BANK, file))
    finally:
        os.umask(before)
    assert blob == root / "bank" / blob.name[:2] / blob.name
    assert mode(blob) == 0o600
    assert {mode(p) for p in (root.parent, root, *root.rglob("*")) if p.is_dir()} == {0o700}


async def test_deleting_leaves_no_trace_and_takes_nothing_else(tmp_path: Path, file: Path) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    lease = await blobs.put(BANK, file)
    file.write_bytes(b"another")
    other = await blobs.put(BANK, file)
    await blobs.delete(BANK, lease)
    assert not list((tmp_path / "blobs").rglob(f"*{lease}*"))
    assert (await blobs.path(OF_BANK, BANK, other)).is_file()
    await blobs.delete(BANK, other)
    assert not (tmp_path / "blobs" / "bank").exists()
    assert (tmp_path / "blobs").is_dir()


async def test_a_put_leaves_no_temporary_file(tmp_path: Path, file: Path) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    await blobs.put(BANK, file)
    await blobs.put(BANK, file)
    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == [
        await blobs.path(OF_BANK, BANK, await blobs.put(BANK, file))
    ]


async def test_a_blob_that_the_disk_changed_is_healed_by_a_put(tmp_path: Path, file: Path) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    version = await blobs.put(BANK, file)
    (await blobs.path(OF_BANK, BANK, version)).write_bytes(b"rotten")
    await blobs.put(BANK, file)
    assert (await blobs.path(OF_BANK, BANK, version)).read_bytes() == file.read_bytes()


async def test_only_what_a_kill_left_long_ago_is_removed(tmp_path: Path) -> None:
    incoming = tmp_path / "blobs" / ".incoming"
    incoming.mkdir(parents=True)
    old, fresh = incoming / "old", incoming / "fresh"
    old.write_bytes(b"half")
    fresh.write_bytes(b"half")
    os.utime(old, (time.time() - DAY_S - 60,) * 2)
    FolderBlobs(tmp_path / "blobs")
    assert list(incoming.iterdir()) == [fresh]


async def test_a_missing_source_is_the_callers_fault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await FolderBlobs(tmp_path / "blobs").put(BANK, tmp_path / "missing")


async def test_a_root_that_cannot_be_made_is_unavailable(tmp_path: Path, file: Path) -> None:
    with pytest.raises(Unavailable, match="blob folder"):
        await FolderBlobs(file / "blobs").put(BANK, file)


KILLED_MID_PUT = """
import asyncio, os, sys
from pathlib import Path
from adapters.blobs.folder import FolderBlobs
print("ready", flush=True)
asyncio.run(FolderBlobs(Path(sys.argv[1])).put("bank", Path(sys.argv[2])))
"""


async def test_a_kill_in_the_middle_of_a_put_leaves_no_blob(tmp_path: Path) -> None:
    root, pipe = tmp_path / "blobs", tmp_path / "endless"
    os.mkfifo(pipe)
    child = subprocess.Popen([sys.executable, "-c", KILLED_MID_PUT, root, pipe], cwd=ROOT)
    with child, pipe.open("wb") as source:
        source.write(b"x" * (2 << 20))  # returns once the child has read all but a pipe's worth
        child.send_signal(signal.SIGKILL)
        child.wait()
        pipe.unlink()
    assert not (root / "bank").exists()
    assert len(list((root / ".incoming").iterdir())) == 1
    with pytest.raises(NotFound):
        await FolderBlobs(root).path(OF_BANK, BANK, VersionId("0" * 64))
