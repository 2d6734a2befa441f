"""One owner a folder: the lock another process runs into, and the name it is told."""

from __future__ import annotations

import fcntl
import json
import os
import sys
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import TextIO

from core.errors import StoreLocked


class FolderLock:
    """Held from `acquire` to `release`, or to the end of the process, however it ends.

    It is the operating system's lock on an open file, so nothing is left to clean up after a
    kill. A child made by `fork` without `exec` shares it and keeps it; children that are spawned
    do not.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    @classmethod
    def acquire(cls, path: Path, address: str) -> FolderLock:
        """Raises StoreLocked, naming the owner and how to go through it, if it is taken.

        `address` is the URL that this process serves, empty where it serves none.
        """
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with file:
                raise _locked(path) from None
        _sign(file, address)
        return cls(file)

    def release(self) -> None:
        if not self._file.closed:
            self._file.truncate(0)
            self._file.close()


def _sign(file: TextIO, address: str) -> None:
    owner = {
        "pid": os.getpid(),
        "command": _command(),
        "address": address,
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    file.truncate(0)
    file.write(json.dumps(owner))
    file.flush()


def _command() -> str:
    # Nothing from the first option on: options may carry keys.
    plain = takewhile(lambda argument: not argument.startswith("-"), sys.argv[1:])
    return " ".join([Path(sys.argv[0] if sys.argv else "").name or "python", *plain])


def _locked(path: Path) -> StoreLocked:
    owner, address = _owner(path)
    through = (
        f"Use --server {address} to go through it, or stop it."
        if address
        else "Wait until it ends; to share the index, run `probant serve` and use --server URL."
    )
    return StoreLocked(f"The index in {path.parent} is in use by {owner}.", through)


def _owner(path: Path) -> tuple[str, str]:
    """The owner in words, and the URL that it serves."""
    try:
        owner = json.loads(path.read_text(encoding="utf-8"))
        named = f"process {owner['pid']} ({owner['command']}, since {owner['since']})"
        return named, str(owner["address"])
    except (ValueError, KeyError, TypeError):
        # Between taking the lock and signing it, or a folder shared with another system.
        return "another process", ""
