"""The process inside the cage: `python -m adapters.parsers.child`, in a folder of its own.

It reads `request.json` from that folder, confines itself, calls the task and leaves `result` (the
task's bytes) or `failure.json` (what went wrong, as data). It leaves nothing else to be trusted.
"""

from __future__ import annotations

import errno
import gc
import importlib
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from adapters.parsers.confine import Limits, confine
from adapters.parsers.finish import safe_message
from core.errors import NotFound, Unreadable

NO_ROOM = 75
"""Exit status where the disk is full, so that nothing can be left (EX_TEMPFAIL of sysexits.h)."""
REQUEST, RESULT, FAILURE = "request.json", "result", "failure.json"


def main() -> None:
    request = json.loads(Path(REQUEST).read_text("utf-8"))
    cut = confine(Limits(**request["limits"]), request["parent"])
    # A reading is a million small objects and hardly a cycle: looking for those took an eighth of
    # the time.
    gc.set_threshold(200_000)
    # thinc imports torch wherever it is installed: a second and 200 MB for nothing we call.
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        result = _task(request["task"])({**request["arguments"], "network_cut": cut})
        Path(f"{RESULT}.part").write_bytes(result)
        Path(f"{RESULT}.part").rename(RESULT)
    except Exception as error:
        _leave(error)
    # Native libraries may hang in their own clean-up: nothing here needs any.
    os._exit(0)


def _leave(error: Exception) -> None:
    traceback.print_exc()
    sys.stderr.flush()
    if _has_no_room(error):
        os._exit(NO_ROOM)
    try:
        Path(FAILURE).write_text(json.dumps(failure_of(error)), "utf-8")
    except OSError as full:
        os._exit(NO_ROOM if _has_no_room(full) else 1)


def _has_no_room(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _task(name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def failure_of(error: Exception) -> dict[str, str]:
    """An exception as data: `code` is the class of ours, `category` that of the error item."""
    if isinstance(error, NotFound):
        return _failure("not_found", "", error.detail)
    if isinstance(error, Unreadable):
        return _failure("unreadable", error.category, error.detail, error.remedy)
    if isinstance(error, MemoryError):
        return _failure("unreadable", "memory", "the document needs more memory than allowed")
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return _failure("unreadable", "too_large", "what was read is larger than allowed")
    return _failure("unreadable", "internal", f"{type(error).__name__}: {error}")


def _failure(code: str, category: str, detail: str, remedy: str = "") -> dict[str, str]:
    detail, remedy = safe_message(detail), safe_message(remedy)
    return {"code": code, "category": category, "detail": detail, "remedy": remedy}


if __name__ == "__main__":
    main()
