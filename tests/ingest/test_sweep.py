"""The sweeper goes on, whatever happens in a round."""

from __future__ import annotations

import asyncio
from pathlib import Path

from adapters.queue.direct import DirectQueue
from core.encoding import Encoder
from core.errors import Unavailable
from core.ids import CollectionId, JobId
from ingest.sweep import keep_sweeping
from tests.parts import USER, open_parts

SOON_S = 20


class Failing(DirectQueue):
    """A queue that breaks in two ways before it takes a wake-up."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[Exception] = [Unavailable("gone"), ValueError("broken")]
        self.woken = asyncio.Event()

    async def wake(self, job: JobId) -> None:
        if self.errors:
            raise self.errors.pop()
        self.woken.set()


async def test_an_unforeseen_error_does_not_end_it(tmp_path: Path, encoder: Encoder) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Loyer annuel : 12 000 euros.", "utf-8")
    queue = Failing()
    async with open_parts(tmp_path / "data", encoder) as parts:
        await parts.documents.add(USER, note, note.name, CollectionId("default"))
        sweeping = asyncio.create_task(keep_sweeping(parts.ingestor, queue, every_s=0.01))
        async with asyncio.timeout(SOON_S):
            await queue.woken.wait()
        sweeping.cancel()
        await asyncio.wait([sweeping])
        assert sweeping.cancelled()
