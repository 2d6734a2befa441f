"""The memory of children is seen, whoever started them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from eval.memory import PeakOfChildren

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not PeakOfChildren.is_known, reason="only Linux's kernel tells")


WATCHING = """
import subprocess, sys
from eval.memory import PeakOfChildren
# It waits for a line after it took the memory, and gets it once the watcher has looked.
taking = "x = bytearray(200_000_000); print('taken', flush=True); input()"
starting = "import subprocess, sys; subprocess.call([sys.executable, '-c', sys.argv[1]])"
with PeakOfChildren() as peak:
    command = [sys.executable, "-c", starting, taking]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "taken\\n"
    while peak.mb < 200:
        pass
    child.communicate("\\n")
print(peak.mb)
with PeakOfChildren() as nothing:
    pass
print(nothing.mb)
"""


def test_the_peak_of_a_grandchild_is_seen_and_nothing_else() -> None:
    # In a process of its own: this one has other children, servers among them.
    command = [sys.executable, "-c", WATCHING]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    peak, nothing = map(float, done.stdout.split())
    assert 200 < peak < 400
    assert nothing == 0
