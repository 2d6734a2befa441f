"""How a caged process ended: with a result, with a failure that it tells, or with a death."""

from __future__ import annotations

import json
import logging
import os
import signal
from pathlib import Path

from adapters.parsers.child import FAILURE, NO_ROOM, RESULT
from adapters.parsers.confine import Limits
from core.errors import NotFound, Unavailable, Unreadable

NOISE_BYTES = 65_536
"""How much of the child's output is kept."""
_OWN_BYTES = 64 << 20
"""What a child may have written before a full disk is its own doing: far more than a result."""
_LEAST_ROOM_BYTES = 1 << 20
"""Less is a full disk: libraries that find none often say something else."""
_log = logging.getLogger(__name__)


def outcome(folder: Path, limits: Limits, code: int, noise: bytes) -> bytes:
    """The result in `folder`, of a child that ended with `code` and printed `noise`.

    Raises as `adapters.parsers.cage.run_caged` does. Blocks.
    """
    try:
        return _result(folder, limits, code, noise)
    except Unreadable:
        if _is_disk_full(folder, says_so=code == NO_ROOM):
            raise Unavailable(
                f"The disk of {folder.parent} is full.",
                "Make room there, or set TMPDIR to a folder that has some.",
            ) from None
        raise


def _is_disk_full(folder: Path, *, says_so: bool) -> bool:
    """Whether others have filled it: what a child wrote itself is its document's own fault.

    The child is believed where it can't have filled the disk; others may have made room since.
    """
    own = sum(path.lstat().st_size for path in folder.rglob("*"))
    disk = os.statvfs(folder)
    room = disk.f_bavail * disk.f_frsize
    return own < _OWN_BYTES and (says_so or room < _LEAST_ROOM_BYTES)


def _result(folder: Path, limits: Limits, code: int, noise: bytes) -> bytes:
    if code == NO_ROOM:
        raise Unreadable("reading it needs more room on the disk than there is", "too_large")
    if code != 0:
        raise _death(code, noise)
    result = _read(folder / RESULT, limits.result_bytes)
    if result is not None:
        return result
    raise _failure(_read(folder / FAILURE, NOISE_BYTES), noise)


def _read(path: Path, limit: int) -> bytes | None:
    """A regular file the child left; None where there is none."""
    try:
        # A link could point anywhere, and a pipe would never end.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Unreadable("what was read is larger than allowed", "too_large")
    return data


def _failure(data: bytes | None, noise: bytes) -> Exception:
    try:
        failure = json.loads(data or b"")
        code, category = str(failure["code"]), str(failure["category"])
        detail, remedy = str(failure["detail"])[:300], str(failure["remedy"])[:300]
    except (ValueError, KeyError, TypeError):
        return Unreadable("the parser left no result", "crash")
    if category == "internal":
        _log.error("a caged task failed: %s", noise[-4_000:].decode("utf-8", "replace"))
    return NotFound(detail) if code == "not_found" else Unreadable(detail, category, remedy)


_OUT_OF_MEMORY = (b"memory allocation of", b"std::bad_alloc", b"MemoryError", b"out of memory")


def _death(code: int, noise: bytes) -> Unreadable:
    """What an exit status says. Native code reports exhausted memory by aborting, after a word."""
    if code == -signal.SIGXCPU:
        return Unreadable("reading it took too much processor time", "timeout")
    if code == -signal.SIGKILL or any(sign in noise for sign in _OUT_OF_MEMORY):
        return Unreadable("the document needs more memory than allowed", "memory")
    _log.error("a caged task died (%s): %s", code, noise[-4_000:].decode("utf-8", "replace"))
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"status {code}"
    return Unreadable(f"the parser died ({name})", "crash")
