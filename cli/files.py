"""The files that a command was given."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import Unreadable


@dataclass(slots=True)
class Listing:
    """What was found where a command was told to look."""

    files: list[Path] = field(default_factory=list)
    """In order, each once."""
    refused: dict[Path, Unreadable] = field(default_factory=dict)
    """Folders that can't be listed, and links that lead out of the folder that was given."""


def files_of(paths: Sequence[Path]) -> Listing:
    """The files given and those in the folders given, without hidden ones.

    Links to folders are not followed. In a folder, a link to a file is followed where it stays
    inside: whoever may write there could else have anything sent that this user may read.
    """
    listing = Listing()
    for path in paths:
        if path.is_dir():
            listing.files += _inside(path, listing.refused)
        elif _is_file(path):
            listing.files.append(path)
    listing.files = list(dict.fromkeys(listing.files))
    return listing


def _inside(folder: Path, refused: dict[Path, Unreadable]) -> list[Path]:
    def not_listed(error: OSError) -> None:
        why = f"The folder cannot be listed: {error.strerror or error}."
        refused[Path(error.filename)] = Unreadable(why)

    found: list[Path] = []
    root = folder.resolve()
    for at, folders, names in os.walk(folder, onerror=not_listed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(at, name) for name in names if not name.startswith(".")):
            if not _is_file(path):
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                refused[path] = Unreadable("It is a link that leads out of the folder.")
            else:
                found.append(path)
    return sorted(found)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder that may be listed and no more: reading the file will say so
        return True


def as_text(path: Path) -> str:
    """In POSIX form, as text: bytes of a name that are no UTF-8 are written out."""
    return path.as_posix().encode("utf-8", "backslashreplace").decode("utf-8")


def name_of(path: Path) -> str:
    """For people: bytes of a name that are no UTF-8 are signs that say so."""
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def sha256(path: Path) -> str:
    """In hexadecimal: the version of a document with these bytes. Raises `Unreadable`."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(error) from error


def unreadable(error: OSError) -> Unreadable:
    """What is said of a file that could not be read."""
    return Unreadable(f"The file cannot be read: {error.strerror or error}.")
