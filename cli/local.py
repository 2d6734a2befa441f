"""Does a command's work in this process, over the stores that the settings name."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from cli.backend import Json, Upload
from cli.files import name_of, unreadable
from cli.local_keys import LocalKeys
from cli.local_ledger import LocalLedger
from cli.local_quotas import LocalQuotas
from cli.local_reviews import LocalReviews
from cli.local_usage import LocalUsage
from cli.output import note
from core.errors import NotFound, Unavailable
from core.generations import GenerationState
from core.ids import BatchId, CollectionId, DocumentId, JobId, VersionId
from core.jobs import READING, Lane, Priority
from core.principals import Classification
from core.settings import Settings
from flows.batches import batch_id
from flows.bootstrap import Installation, build_direct_queue, open_installation
from flows.permissions.identified import identified
from flows.question import Question
from flows.reply import found_to_json
from governance.identity import local_user

_PAGE = 200
_MOST_JOBS = 1000
_LOOK_EVERY_S = 0.2
_FEW = 20
"""Documents that were left behind and that any command reads before it does its own work."""


@dataclass(frozen=True, slots=True)
class Local(LocalKeys, LocalLedger, LocalQuotas, LocalReviews, LocalUsage):
    """The backend in this process: it is its own worker."""

    async def work(self) -> None:
        await self._work_in_all([Lane.EMBED, *[Lane.READ] * self.parts.worker.read_slots])

    async def answer(self) -> None:
        await self._work_in_all(list(Lane))  # a document may be waiting to be read

    async def _work_in_all(self, lanes: Sequence[Lane]) -> None:
        loops = [asyncio.create_task(self._work_in(lane)) for lane in lanes]
        try:
            await asyncio.gather(*loops)
        finally:
            for loop in loops:
                loop.cancel()
            await asyncio.wait(loops)

    async def _work_in(self, lane: Lane) -> None:
        while True:
            # Where the database does not answer, who waits for the results decides for how long.
            with contextlib.suppress(Unavailable):
                if await self.parts.worker.work(lane):
                    continue
            await asyncio.sleep(_LOOK_EVERY_S)

    async def announce(
        self, collection: str, files: Sequence[tuple[str, str]], batch: str | None
    ) -> Json:
        listed = [(name, VersionId(version)) for name, version in files]
        known = BatchId(batch) if batch else None
        where = CollectionId(collection)
        made, announced = await self.parts.batches.announce(self.user, where, listed, known)
        return {"id": made, "files": [file.to_json() for file in announced]}

    async def send(self, upload: Upload) -> Json:
        try:
            accepted = await self.parts.documents.add(
                self.user,
                upload.path,
                name_of(upload.path),
                CollectionId(upload.collection),
                batch=BatchId(upload.batch) if upload.batch else None,
                priority=Priority.PERSON if upload.urgent else Priority.BULK,
                supersedes=DocumentId(upload.supersedes) if upload.supersedes else None,
                source=upload.source,
                readers=upload.readers,
                classification=_classification(upload.classification),
            )
        except OSError as error:  # the file's: stores raise errors of ours
            raise unreadable(error) from error
        return accepted.to_json()

    async def progress(self, batch: str) -> Json | None:
        try:
            return (await self.parts.batches.progress(self.user, BatchId(batch))).to_json()
        except NotFound:
            return None

    async def batch_documents(self, batch: str) -> list[Json]:
        found: list[Json] = []
        after: JobId | None = None
        while True:
            page, after = await self.parts.batches.page(self.user, BatchId(batch), _PAGE, after)
            found += [one.to_json() for one in page]
            if after is None:
                return found

    async def cancel_batch(self, batch: str) -> Json:
        return {"cancelled": await self.parts.batches.cancel(self.user, batch_id(batch))}

    async def sources(self, collection: str) -> list[Json]:
        found = await self.parts.folders.sources(self.user, CollectionId(collection))
        return [one.to_json() for one in found]

    async def set_source(self, document: str, source: str) -> None:
        await self.parts.folders.set_source(self.user, DocumentId(document), source)

    async def jobs(self, *, failed: bool) -> list[Json]:
        listed = self.parts.jobs.failed if failed else self.parts.jobs.unfinished
        return [job.to_json() for job in await listed(self.user, _MOST_JOBS)]

    async def requeue(self, job: str) -> Json:
        return (await self.parts.jobs.requeue(self.user, JobId(job))).to_json()

    async def search_many(
        self, questions: Sequence[Question], limit: int, use_case: str | None
    ) -> AsyncIterator[Json]:
        used = await self.asked(use_case)
        asked = [replace(question, use_case=used) for question in questions]
        waiting = iter(asked)
        async for found in self.parts.asker.search_many(self.user, asked, limit):
            yield found_to_json(next(waiting), found)

    async def ask(self, question: Question, use_case: str | None) -> Json:
        asked = replace(question, use_case=await self.asked(use_case))
        return (await self.parts.asker.ask(self.user, asked)).to_json()


def _classification(said: str | None) -> Classification | None:
    return Classification[said.upper()] if said else None


@asynccontextmanager
async def open_local(
    settings: Settings, *, finish: bool, index: bool = True
) -> AsyncIterator[Local]:
    """With `finish`, a few documents that an interrupted command left behind are read first.

    Without `index` it works beside a server that owns it, for what needs the database alone.
    Raises `StoreLocked` where a server owns the stores.
    """
    async with open_installation(settings, build_direct_queue(), index=index) as parts:
        if index and not settings.index_url:  # whoever opened the embedded index is the only worker
            await parts.worker.recover(tuple(Lane))
            if finish:
                await finish_few(parts)
        user = await identified(parts.database, local_user(settings.local_entity))
        yield Local(parts, user)


async def finish_few(parts: Installation) -> None:
    """Read what was left behind, where that is quickly done; else say who does it."""
    async with parts.database.begin() as unit:
        waiting = (await unit.jobs.backlog(parts.settings.local_entity)).in_all
        states = {generation.state for generation in await unit.generations.all()}
    if GenerationState.BUILDING in states:
        note("an index is being built: `probant reindex` or `probant serve` goes on with it")
        return
    if waiting > _FEW:
        note(f"{waiting} documents wait to be read: `probant ingest` or `probant serve` goes on")
        return
    if waiting:
        note(f"finishing what was interrupted: {waiting} document(s)")
    await parts.worker.until_idle(READING)
