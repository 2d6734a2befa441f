"""Whether a worker's memory grows with the documents it has seen.

`python -m benchmarks.life.memory FOLDER DOCUMENTS` is that worker; it prints its resident bytes
after each quarter of them.
"""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from benchmarks.life.instant import InstantEncoder
from benchmarks.life.shop import add, bundled, open_shop, texts
from benchmarks.reading.figure import Figure
from benchmarks.report import ROOT
from core.settings import Settings


def memory(folder: Path, documents: int) -> list[Figure]:
    """Resident memory after all documents, against that after the first quarter."""
    command = [sys.executable, "-m", "benchmarks.life.memory", str(folder), str(documents)]
    told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    held = json.loads(told)
    on = f"{documents:,} small documents"
    return [
        Figure("memory after a quarter of them", on, held[0] / 1e6, "MB"),
        Figure("memory, all / a quarter", on, held[-1] / held[0], "ratio", most=1.1),
    ]


async def _worked(folder: Path, documents: int) -> list[int]:
    encoder = InstantEncoder(bundled(Settings.read()))
    held = []
    async with open_shop(folder / "memory", encoder) as parts:
        for quarter in range(4):
            await add(parts, texts(folder / "small", documents // 4, 1, seed=10 + quarter))
            await parts.worker.until_idle()
            gc.collect()
            held.append(int(psutil.Process().memory_info().rss))
    return held


def main() -> None:
    held = asyncio.run(_worked(Path(sys.argv[1]), int(sys.argv[2])))
    sys.stdout.write(json.dumps(held))


if __name__ == "__main__":
    main()
