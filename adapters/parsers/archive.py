"""ZIP: one leaf of kind text that lists what is in it; the files themselves are documents apart."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from adapters.parsers.contained import Packed
from adapters.parsers.finish import finish, opening
from adapters.parsers.leaf_builder import LeafBuilder
from core.readings import ElementKind, LeafKind, Parsed

_CHUNK_BYTES = 1 << 20


def read(path: Path) -> Parsed:
    """A list item for each file: its name in the archive, and its size unpacked."""
    builder = LeafBuilder(1, LeafKind.TEXT)
    with opening("ZIP"), zipfile.ZipFile(path) as archive:
        for member in _files(archive):
            start = builder.mark
            builder.add(f"{member.filename} ({member.file_size:,} bytes)", "\n")
            builder.element(ElementKind.LIST_ITEM, start, 1)
    return finish("zip", [builder.build()])


def contained(path: Path) -> Iterator[Packed]:
    """The files in the order of the archive; folders and what systems leave behind are none."""
    with zipfile.ZipFile(path) as archive:
        for member in _files(archive):
            yield Packed(member.filename, _chunks(archive, member))


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as file:
        yield from _blocks(file)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(_CHUNK_BYTES):
        yield block


def _files(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    for member in archive.infolist():
        if not member.is_dir() and not _is_left_behind(member.filename):
            yield member


def _is_left_behind(name: str) -> bool:
    """Whether a desktop made the file for itself: hidden ones, resource forks, thumbnails."""
    folders = name.replace("\\", "/").split("/")  # some programs for Windows write theirs
    return folders[0] == "__MACOSX" or folders[-1].startswith(".") or folders[-1] == "Thumbs.db"
