"""Signed heads in a file that only grows, written by any number of processes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

_WAIT_S = 30.0


class AnchorFile:
    """Behind `core.ledger.Anchor`. A line that was cut off by a crash stays alone on its line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, lines: Sequence[str]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(f"{self._path}.lock", timeout=_WAIT_S):
            opened = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(opened, "ab") as file:
                start = b"" if self._is_whole() else b"\n"
                file.write(start + "".join(f"{line}\n" for line in lines).encode())
                file.flush()
                os.fsync(file.fileno())

    def lines(self) -> list[str]:
        try:
            return self._path.read_text("utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []

    def _is_whole(self) -> bool:
        with self._path.open("rb") as file:
            if file.seek(0, os.SEEK_END) == 0:
                return True
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"
