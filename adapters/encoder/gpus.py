"""Which GPUs there are, asked without loading torch here."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

VARIABLE = "CUDA_VISIBLE_DEVICES"
_COUNT = "import torch; print(torch.cuda.device_count())"
_LONGEST_S = 120


def visible_gpus() -> list[str]:
    """What `CUDA_VISIBLE_DEVICES` has to say, for a process each, so that it has one GPU alone.

    Empty where CUDA sees none. Blocking, seconds: a child loads torch, and ends.
    """
    counted = subprocess.run(
        [sys.executable, "-c", _COUNT],
        capture_output=True,
        text=True,
        timeout=_LONGEST_S,
        check=True,
    )
    return named(int(counted.stdout), os.environ)


def named(count: int, environment: Mapping[str, str]) -> list[str]:
    """The names of the first `count` GPUs: as the variable has them, where it is set."""
    given = environment.get(VARIABLE, "")
    # A list of numbers or UUIDs; CUDA passes over what follows the first that is not there.
    names = [name.strip() for name in given.split(",")] if given else map(str, range(count))
    return list(names)[:count]
