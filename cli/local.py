"""Does a command's work in this process, over the stores that the settings name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.backend import Json, Progress
from cli.output import note
from core.ids import CollectionId, DocumentId, JobId
from core.outcomes import Status
from core.principals import Principal
from core.settings import Settings
from flows.ask import Question
from flows.bootstrap import Installation, build_direct_queue, open_installation
from flows.describe import Changes
from governance.identity import local_user

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Local:
    """The backend in this process: it is its own worker."""

    parts: Installation
    user: Principal
    run_woken: Callable[[Callable[[JobId], Awaitable[None]]], Awaitable[None]]
    """Runs the jobs that were recorded here, and those that they record."""

    async def ingest(self, path: Path, name: str, collection: str, progress: Progress) -> Json:
        accepted = await self.parts.documents.add(self.user, path, name, CollectionId(collection))
        if accepted.job is None:
            shown = accepted.document.to_json()
            return {**shown, "status": Status.UNCHANGED.value}
        await self.parts.ingestor.run(accepted.job, progress)
        await self.run_woken(self.parts.ingestor.run)  # the files that came in it
        document = await self.parts.documents.get(self.user, accepted.document.id)
        return document.to_json()

    async def search(self, question: Question, limit: int) -> Json:
        hits = await self.parts.asker.search(self.user, question, limit)
        return {"hits": [hit.to_json() for hit in hits]}

    async def ask(self, question: Question) -> Json:
        answer = await self.parts.asker.ask(self.user, question)
        return answer.to_json()

    async def documents(self) -> list[Json]:
        found: list[Json] = []
        after: DocumentId | None = None
        while page := await self.parts.documents.page(self.user, _PAGE, after):
            found += [document.to_json() for document in page]
            after = page[-1].id
        return found

    async def document(self, document: str) -> Json:
        found = await self.parts.documents.get(self.user, DocumentId(document))
        return found.to_json()

    async def correct(self, document: str, changes: Changes) -> Json:
        found = await self.parts.describer.correct(self.user, DocumentId(document), changes)
        return found.to_json()

    async def delete(self, document: str) -> None:
        await self.parts.documents.delete(self.user, DocumentId(document))
        await self.run_woken(self.parts.ingestor.run)


@asynccontextmanager
async def open_local(settings: Settings) -> AsyncIterator[Local]:
    """Raises `StoreLocked` where a server owns the stores."""
    woken = build_direct_queue()
    async with open_installation(settings, woken) as parts:
        if not settings.index_url:  # whoever opened the embedded index is the only worker
            waiting = await parts.ingestor.recover()
            if waiting:
                note(f"finishing what was interrupted: {len(waiting)} document(s)")
            for job in waiting:
                await parts.ingestor.run(job)
            await woken.drain(parts.ingestor.run)
        yield Local(parts, local_user(settings.local_entity), woken.drain)
