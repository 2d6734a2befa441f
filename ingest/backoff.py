"""What is no document's fault, and how long to wait before what it stopped is tried again."""

from __future__ import annotations

import errno
import random
from dataclasses import dataclass
from datetime import timedelta

from core.errors import Misconfigured, ProbantError
from core.outcomes import ErrorItem

_OF_THE_MACHINE = frozenset(
    {
        *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM),
        *(errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN),
    }
)
"""A full, read-only or broken disk; no more files, memory or processes."""
_MOST_DOUBLINGS = 16
_STEP_S, _LONGEST_STEP_S = 10.0, 300.0


def is_outage(error: Exception) -> bool:
    """Whether it says something about what we stand on, and nothing about the document."""
    if isinstance(error, OSError):
        return error.errno in _OF_THE_MACHINE
    return isinstance(error, ProbantError | MemoryError)


def outage_item(error: Exception) -> ErrorItem:
    """Shown with the job while it waits."""
    if isinstance(error, ProbantError):
        return ErrorItem("job", error.code, str(error))
    said = error.strerror if isinstance(error, OSError) else "not enough memory"
    return ErrorItem("job", "unavailable", f"This machine: {said}.")


def step_back(deaths: int) -> timedelta:
    """How long a job waits that was there when so many workers died: others go first.

    Not after one death, which a restart may have been. After each more twice as long, and never
    twice the same: what died together is not tried together again.
    """
    if deaths < 2:
        return timedelta(0)
    seconds = min(_STEP_S * 2 ** min(deaths - 2, _MOST_DOUBLINGS), _LONGEST_STEP_S)
    return timedelta(seconds=seconds * random.uniform(1, 2))  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class Backoff:
    """Twice as long after each failure, and never twice the same."""

    first_s: float = 2.0
    longest_s: float = 60.0

    def pause(self, error: Exception, failures: int) -> timedelta:
        """After so many failures before this one; what is misconfigured waits longest at once."""
        if isinstance(error, Misconfigured):
            return timedelta(seconds=self.longest_s)
        seconds = min(self.first_s * 2 ** min(failures, _MOST_DOUBLINGS), self.longest_s)
        return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 - no secret
