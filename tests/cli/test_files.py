"""Which files a command takes from what it is given."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.files import files_of, name_of, sha256
from core.errors import Unreadable


def test_hidden_files_and_what_is_no_file_are_left_out(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("b.txt", "a.txt", ".hidden", ".git/config"):
        (tmp_path / name).write_text("text", "utf-8")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    (tmp_path / "itself").symlink_to(tmp_path / "itself")
    listing = files_of([tmp_path, tmp_path / "b.txt", tmp_path / ".hidden", tmp_path / "pipe"])
    assert [path.name for path in listing.files] == ["a.txt", "b.txt", ".hidden"]
    assert listing.refused == {}


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    """Its path is longer than the system takes: nobody, root included, can list it."""
    (tmp_path / "a.txt").write_text("a", "utf-8")
    at = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=at)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    listing = files_of([tmp_path])
    assert [path.name for path in listing.files] == ["a.txt"]
    [error] = listing.refused.values()
    assert "cannot be listed" in error.detail


def test_a_name_that_is_no_text_can_be_shown(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bail\xff.txt"))
    path.write_text("text", "utf-8")
    assert [name_of(found) for found in files_of([tmp_path]).files] == ["bail\ufffd.txt"]


def test_a_file_that_is_gone_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No such file"):
        sha256(tmp_path / "gone.txt")
