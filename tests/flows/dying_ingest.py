"""Run as a process: ingests a file, and is killed before or after its vectors are written."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from core.ids import ChunkId
from core.indexing import IndexPoint, VectorIndex
from core.settings import Settings
from flows.bootstrap import bare_encoder
from tests.parts import added, open_parts, with_index


class Deadly:
    """An index that kills its process as it is written to."""

    def __init__(self, inner: VectorIndex, moment: str) -> None:
        self._inner, self._moment = inner, moment

    async def digests(self, chunks: Sequence[ChunkId]) -> dict[ChunkId, str]:
        return await self._inner.digests(chunks)

    async def upsert(self, points: Sequence[IndexPoint]) -> None:
        if self._moment == "after":
            await self._inner.upsert(points)
        os.kill(os.getpid(), signal.SIGKILL)


async def main(data: Path, file: Path, moment: str) -> None:
    encoder = bare_encoder(Settings(data=data, _env_file=None))
    async with open_parts(data, encoder) as parts:
        deadly = with_index(parts, lambda index: Deadly(index, moment))
        await added(deadly, file)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
