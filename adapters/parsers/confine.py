"""What the child does to itself before it opens a file. Standard library only."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from dataclasses import dataclass
from pathlib import Path

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_GRACE_S = 2
"""CPU seconds between the signal that ends the child (SIGXCPU) and the kernel's SIGKILL."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one caged task may use."""

    memory_bytes: int = 4 << 30
    """Address space: a ceiling well above what is resident, since libraries reserve much more."""
    cpu_s: int = 120
    wall_s: float = 180.0
    result_bytes: int = 256 << 20
    """Also the largest file the child can write."""
    open_files: int = 256


def confine(limits: Limits, parent: int) -> bool:
    """Give up rights for good; returns whether the network is out of reach.

    Call before the process has a second thread: a new user namespace is refused after that.
    """
    cut = cut_network()
    _die_with(parent)
    os.nice(5)
    with contextlib.suppress(OSError):
        # Where memory runs out, the kernel should take this process and not the worker.
        Path("/proc/self/oom_score_adj").write_text("1000")
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, limits.open_files)
    _lower(resource.RLIMIT_FSIZE, limits.result_bytes)
    _lower(resource.RLIMIT_CPU, limits.cpu_s, _GRACE_S)
    _lower(resource.RLIMIT_AS, limits.memory_bytes)
    return cut


def cut_network() -> bool:
    """Move into an empty network: no route, no loopback. Refused on some hardened systems."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return int(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)) == 0
    except (OSError, AttributeError):
        return False


def _die_with(parent: int) -> None:
    """Let the kernel kill this process if the worker dies: no orphan goes on for minutes."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _lower(kind: int, soft: int, grace: int = 0) -> None:
    """Set a limit, never above the one that is already there."""
    _, hard = resource.getrlimit(kind)
    ceiling = soft + grace
    if hard != resource.RLIM_INFINITY:
        soft, ceiling = min(soft, hard), min(ceiling, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (soft, ceiling))
