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
    def acquire(cls, path: Path, server_hint: str) -> FolderLock:
        """Raises StoreLocked, naming the owner and offering `server_hint`, if it is taken."""
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with file:
                raise _locked(path, server_hint) from None
        _sign(file)
        return cls(file)

    def release(self) -> None:
        if not self._file.closed:
            self._file.truncate(0)
            self._file.close()


def _sign(file: TextIO) -> None:
    owner = {
        "pid": os.getpid(),
        "command": _command(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    file.truncate(0)
    file.write(json.dumps(owner))
    file.flush()


def _command() -> str:
    # Nothing from the first option on: options may carry keys.
    plain = takewhile(lambda argument: not argument.startswith("-"), sys.argv[1:])
    return " ".join([Path(sys.argv[0] if sys.argv else "").name or "python", *plain])


def _locked(path: Path, server_hint: str) -> StoreLocked:
    return StoreLocked(
        f"The index in {path.parent} is in use by {_owner(path)}.",
        f"Use --server {server_hint or 'URL'} to go through the process that owns it, or stop it.",
    )


def _owner(path: Path) -> str:
    try:
        owner = json.loads(path.read_text(encoding="utf-8"))
        return f"process {owner['pid']} ({owner['command']}, since {owner['since']})"
    except (ValueError, KeyError, TypeError):
        # Between taking the lock and signing it, or a folder shared with another system.
        return "another process"
