"""Keys in files: made once whoever asks first, for their owner alone, and never replaced."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.secret_files import SecretFiles
from core.errors import Misconfigured, Unavailable


def test_a_key_is_made_once_and_read_by_all(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: SecretFiles(folder).secret("master"), range(40)))
    [key] = keys
    assert len(key) == 32
    assert SecretFiles(folder).known("master") == key
    assert SecretFiles(folder).secret("signing") != key
    assert sorted(path.name for path in folder.iterdir()) == ["master.key", "signing.key"]


def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    SecretFiles(tmp_path / "ledger").secret("master")
    assert stat.S_IMODE((tmp_path / "ledger").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "ledger" / "master.key").stat().st_mode) == 0o600


def test_to_look_makes_nothing(tmp_path: Path) -> None:
    assert SecretFiles(tmp_path / "ledger").known("master") is None
    assert not (tmp_path / "ledger").exists()


@pytest.mark.parametrize("content", ["", "abc", "00" * 31, "zz" * 32])
def test_a_file_that_holds_no_key_is_left_alone(tmp_path: Path, content: str) -> None:
    file = tmp_path / "master.key"
    file.write_text(content, "utf-8")
    with pytest.raises(Misconfigured, match="backup"):
        SecretFiles(tmp_path).secret("master")
    assert file.read_text("utf-8") == content


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_text("a file", "utf-8")
    with pytest.raises(Unavailable, match="ledger"):
        SecretFiles(tmp_path / "ledger").secret("master")
