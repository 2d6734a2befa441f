"""How the threads that torch computes with wait for each other."""

from __future__ import annotations

import os


def let_waiting_threads_sleep() -> None:
    """To be called before torch is first imported; what the environment says goes first.

    OpenMP's threads spin where they wait, up to milliseconds: harmless alone on a machine, but
    where others need the cores (parsers, other workers), each spins while the one it waits for is
    kept from running.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
