"""The memory that child processes take, from the kernel's own count (Linux)."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path
from typing import Self

_EVERY_S = 0.02
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


class PeakOfChildren:
    """Watches this process's descendants while its context lasts.

    `mb` is the largest resident set that any one of them reached, in MB (10^6 bytes). A child that
    lives for less than a look (20 ms) may be missed.
    """

    is_known = Path("/proc/self/task").exists()
    """Whether the kernel tells."""

    def __init__(self) -> None:
        self.mb = 0.0
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._ended.wait(_EVERY_S):
            for child in _descendants(os.getpid()):
                self.mb = max(self.mb, _peak_mb(child))


def _descendants(process: int) -> list[int]:
    found: list[int] = []
    for child in _children(process):
        found += [child, *_descendants(child)]
    return found


def _children(process: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]
    except OSError:  # it has ended meanwhile, or this is no Linux
        return []


def _peak_mb(process: int) -> float:
    try:
        found = _PEAK.search(Path(f"/proc/{process}/status").read_text())
    except OSError:
        return 0.0
    return int(found[1]) * 1024 / 1e6 if found else 0.0
