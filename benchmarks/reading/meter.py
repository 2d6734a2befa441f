"""Processor time, and the memory of a tree of processes."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import psutil  # type: ignore[import-untyped]

from benchmarks.report import ROOT

_EVERY_S = 0.1


def cpu_s() -> float:
    """Of this process, its threads, and its children that have ended, with theirs."""
    return time.process_time() + children_s()


def children_s() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def cpu_of(work: Callable[[], object]) -> float:
    started = cpu_s()
    work()
    return cpu_s() - started


def peak_bytes(module: str, arguments: Sequence[str]) -> int:
    """Most memory that `python -m module arguments` and all its descendants held at one time.

    Proportional set size: pages that processes share count once. Looked at ten times a second.
    Raises CalledProcessError.
    """
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=ROOT)
    root, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        peak = max(peak, _held(root))
        time.sleep(_EVERY_S)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, module)
    return peak


def _held(root: psutil.Process) -> int:
    try:
        return sum(map(_proportional, [root, *root.children(recursive=True)]))
    except psutil.NoSuchProcess:
        return 0


def _proportional(process: psutil.Process) -> int:
    """Resident size where the kernel doesn't tell: never less."""
    try:
        return int(process.memory_full_info().pss)
    except psutil.AccessDenied:
        return int(process.memory_info().rss)
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return 0
