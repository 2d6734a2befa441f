"""The memory of children is seen, whoever started them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from eval.memory import PeakOfChildren

pytestmark = pytest.mark.skipif(not PeakOfChildren.is_known, reason="only Linux's kernel tells")


def test_the_peak_of_a_grandchild_is_seen() -> None:
    # It waits for a line after it took the memory, and gets it once the watcher has looked.
    taking = "x = bytearray(200_000_000); print('taken', flush=True); input()"
    starting = "import subprocess, sys; subprocess.call([sys.executable, '-c', sys.argv[1]])"
    with PeakOfChildren() as peak:
        child = subprocess.Popen(
            [sys.executable, "-c", starting, taking],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "taken\n"
        while peak.mb < 200:
            pass
        child.communicate("\n")
    assert 200 < peak.mb < 400


def test_without_children_there_is_nothing() -> None:
    with PeakOfChildren() as peak:
        pass
    assert peak.mb == 0
