"""Blobs in a folder: <root>/<entity>/<first two digits>/<sha256>, private to this user."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from core.errors import InvalidRequest, NotFound, Unavailable
from core.ids import EntityId, VersionId
from core.principals import AccessScope

_ENTITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_SHA256 = re.compile(r"[0-9a-f]{64}")

_INCOMING = ".incoming"
"""Holds files that are being written. No entity can have this name: it starts with a dot."""
_ABANDONED_S = 24 * 3600
"""A day without a write. The folder may be shared, and another process's copy must not vanish."""
_PIECE_BYTES = 1 << 20
_ATTEMPTS = 100


class FolderBlobs:
    """Implements `core.ports.Blobs`. Any number of processes may share the folder.

    A blob appears whole under its name or not at all. What a kill leaves half written is removed
    a day later, by the next process that opens the folder.

    Methods raise InvalidRequest on a name that is no entity's, Unavailable where the folder
    cannot be read or written.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._incoming = self._root / _INCOMING
        _remove_abandoned(self._incoming)

    async def put(self, entity: EntityId, path: Path) -> VersionId:
        """Store a copy of the file, synced to the disk with the folders that name it."""
        return await asyncio.to_thread(self._put, self._folder(entity), path)

    async def path(self, scope: AccessScope, entity: EntityId, version: VersionId) -> Path:
        """The stored file itself. Raises NotFound."""
        if entity not in scope.entities:
            raise _not_stored()
        return await self._stored(entity, version)

    async def _stored(self, entity: EntityId, version: VersionId) -> Path:
        blob = self._blob(entity, version)
        if blob is None or not await asyncio.to_thread(blob.is_file):
            raise _not_stored()
        return blob

    async def delete(self, entity: EntityId, version: VersionId) -> None:
        """Remove the file, and the folders that it leaves empty."""
        blob = self._blob(entity, version)
        if blob is not None:
            await asyncio.to_thread(self._delete, blob)

    async def kept(self) -> AsyncIterator[tuple[EntityId, VersionId]]:
        """In the order of the file system. What has no blob's name is passed over."""
        for folder in await asyncio.to_thread(_folders, self._root):
            for name in await asyncio.to_thread(_names, folder):
                yield EntityId(folder.parent.name), VersionId(name)

    async def is_whole(self, entity: EntityId, version: VersionId) -> bool:
        """Reads and hashes the file. Raises NotFound."""
        path = await self._stored(entity, version)
        with _outages():
            return await asyncio.to_thread(_digest, path) == version

    def _folder(self, entity: EntityId) -> Path:
        if not _ENTITY.fullmatch(entity):
            raise InvalidRequest(
                f"{entity[:80]!r} is not the name of an entity.",
                "Use letters, digits, dots, dashes and underscores, at most 80.",
            )
        return self._root / entity

    def _blob(self, entity: EntityId, version: VersionId) -> Path | None:
        folder = self._folder(entity)
        return folder / version[:2] / version if _SHA256.fullmatch(version) else None

    def _put(self, folder: Path, path: Path) -> VersionId:
        with path.open("rb") as source, _outages():
            _make_private(self._incoming)
            with self._temporary() as copy:
                version = _copy(source, copy)
                self._publish(copy, folder / version[:2] / version)
        return VersionId(version)

    @contextmanager
    def _temporary(self) -> Iterator[Path]:
        """A new file of mode 0600, gone at the end, unless it got its final name."""
        descriptor, name = tempfile.mkstemp(dir=self._incoming)
        os.close(descriptor)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def _publish(self, copy: Path, blob: Path) -> None:
        # Also over a blob that is there: it then heals one that a failing disk has changed.
        for _ in range(_ATTEMPTS):
            # A delete may remove the folder before the file is in it: then it is made again.
            with contextlib.suppress(FileNotFoundError):
                _make_private(blob.parent)
                copy.replace(blob)
                break
        else:
            raise Unavailable("The folder of a blob is removed again and again.")
        # Always up to the root: a folder that is there may have been made by a put that has not
        # synced it yet, and this one must not count on the other's getting there.
        for folder in (blob.parent, blob.parent.parent, self._root):
            _sync(folder)

    def _delete(self, blob: Path) -> None:
        with _outages(), contextlib.suppress(FileNotFoundError):
            blob.unlink()
            _sync(blob.parent)
        for folder in (blob.parent, blob.parent.parent):
            # Not empty, or another delete was faster. `rmdir` is atomic, so there is no check.
            with contextlib.suppress(OSError):
                folder.rmdir()


def _not_stored() -> NotFound:
    return NotFound("The bytes of this document are not stored.")


def _copy(source: BinaryIO, path: Path) -> str:
    """Copy to the disk, not only to its cache; the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with path.open("wb") as copy:
        while piece := source.read(_PIECE_BYTES):
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()


def _folders(root: Path) -> list[Path]:
    """The folders of two digits, of every entity."""
    with _outages():
        return sorted(root.glob("[!.]*/[0-9a-f][0-9a-f]"))


def _names(folder: Path) -> list[str]:
    try:
        with _outages():
            return sorted(path.name for path in folder.iterdir() if _SHA256.fullmatch(path.name))
    except FileNotFoundError:  # its last blob was deleted
        return []


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _make_private(folder: Path) -> None:
    """Make a folder and its missing parents, all of mode 0700."""
    for missing in reversed([part for part in (folder, *folder.parents) if not part.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def _sync(folder: Path) -> None:
    # A folder that another process has just removed holds nothing to be kept.
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove_abandoned(incoming: Path) -> None:
    oldest = time.time() - _ABANDONED_S
    for copy in incoming.glob("*"):
        with contextlib.suppress(FileNotFoundError):
            if copy.stat().st_mtime < oldest:
                copy.unlink()


@contextmanager
def _outages() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unavailable(
            f"The blob folder cannot be written: {error.strerror or error}.",
            "Check that it exists, is writable and has room.",
        ) from error
