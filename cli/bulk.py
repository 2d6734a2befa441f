"""Many files in one batch: sent, and followed to the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from cli import results
from cli.backend import Backend, Json
from cli.beside import beside
from cli.patience import Patience
from cli.sending import Item, Sending
from cli.view import Show, Told
from core.errors import Gone, NotFound, Unavailable
from core.jobs import JobState
from core.outcomes import Status

_STALLED_S = 300.0
"""After so long an outage that stops everything, whoever waits is told instead."""


@dataclass(slots=True)
class Bulk:
    """One run over some files."""

    backend: Backend
    collection: str
    show: Show
    look_every_s: float = 0.5
    stalled_s: float = _STALLED_S
    clock: Callable[[], float] = monotonic
    _told: Told = field(default_factory=Told)
    _moved: tuple[Any, float] = (None, 0.0)

    async def run(self, items: Sequence[Item]) -> tuple[list[Json], str | None]:
        """What became of each, in order, and the batch's id.

        Raises `Unavailable` where an outage lasts.
        """
        self._told.files = len(items)
        sending = Sending(self.backend, self.collection, self._told, Patience(self._waits))
        done = await beside(self.backend.work(), self._journey(sending, items))
        return done, sending.batch

    async def _journey(self, sending: Sending, items: Sequence[Item]) -> list[Json]:
        task = asyncio.create_task(sending.send_all(items))
        try:
            await self._follow(sending, task)
        finally:
            task.cancel()
            await asyncio.wait({task})
        return await sending.patience.through(lambda: self._results(items, sending.batch))

    async def _follow(self, sending: Sending, task: asyncio.Task[None]) -> None:
        while True:
            all_sent = task.done()
            if all_sent:
                task.result()
            self._told.progress = await self._progress(sending)
            self.show(self._told)
            self._check_moving()
            if all_sent and (not self._told.progress or self._told.progress["is_final"]):
                return
            await asyncio.sleep(self.look_every_s)

    async def _progress(self, sending: Sending) -> Json | None:
        batch = sending.batch
        if batch is None:
            return None
        return await sending.patience.through(lambda: self.backend.progress(batch))

    def _check_moving(self) -> None:
        """Raises `Unavailable` where an outage has kept everything still for long."""
        progress = self._told.progress or {}
        mark = [progress.get(name) for name in ("done", "embedding", "pages", "chunks_done")]
        mark += [self._told.sent, self._told.looked_at]
        if not progress.get("waits_for") or mark != self._moved[0]:
            self._moved = (mark, self.clock())
        elif self.clock() - self._moved[1] >= self.stalled_s:
            raise Unavailable(progress["waits_for"]["message"], "What was sent is not lost.")

    async def _results(self, items: Iterable[Item], batch: str | None) -> list[Json]:
        listed: list[Json] = []
        if self._told.progress and batch:
            listed = await self.backend.batch_documents(batch)
        found = {document["id"]: document for document in listed}
        return [await self._result(item, found) for item in items]

    async def _result(self, item: Item, found: dict[str, Json]) -> Json:
        item = item.twin or item
        if item.result:
            return item.result
        document = item.document or ""
        try:
            return results.of_document(found.get(document) or await self._elsewhere(document))
        except (NotFound, Gone) as error:  # deleted meanwhile
            return results.refused(item.path, error)

    async def _elsewhere(self, document: str) -> Json:
        """What becomes of a document whose job another batch has taken: somebody sends the same."""
        while True:
            shown = await self.backend.document(document)
            job = shown["job"] or {}
            is_over = not job or JobState(job["state"]).is_final
            if is_over and Status(shown["status"]).is_final:
                return {**shown, **(job.get("outcome") or {})}
            await asyncio.sleep(self.look_every_s)

    def _waits(self, reason: str) -> None:
        if reason != self._told.waits_for:
            self._told.waits_for = reason
            self.show(self._told)
