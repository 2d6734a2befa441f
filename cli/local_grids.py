"""What commands do with grids, in this process."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from cli.backend import Json
from cli.local_use_cases import LocalUseCases
from core.ids import CollectionId, GridId
from flows.grids.exports import ExportFormat
from flows.grids.questions import QuestionSet

_PAGE = 100


@dataclass(frozen=True, slots=True)
class LocalGrids(LocalUseCases):
    """This process reads the cells itself, while `Local.answer` runs."""

    async def ask_grid(
        self,
        questions: QuestionSet,
        documents: Sequence[str],
        collection: str | None,
        use_case: str | None,
    ) -> Json:
        where, used = CollectionId(collection) if collection else None, await self.asked(use_case)
        asked = await self.parts.grids.ask(self.user, questions, documents, where, used)
        return asked.to_json()

    async def grid(self, grid: str) -> Json:
        return (await self.parts.grids.progress(self.user, GridId(grid))).to_json()

    async def grids(self) -> list[Json]:
        found: list[Json] = []
        after: GridId | None = None
        while page := await self.parts.grids.page(self.user, _PAGE, after):
            found += [one.to_json() for one in page]
            after = page[-1].grid.id
        return found

    async def cancel_grid(self, grid: str) -> Json:
        return (await self.parts.grids.cancel(self.user, GridId(grid))).to_json()

    async def delete_grid(self, grid: str) -> None:
        await self.parts.grids.delete(self.user, GridId(grid))

    async def export_grid(self, grid: str, kind: ExportFormat, file: IO[bytes]) -> None:
        settings = self.parts.settings
        address = f"http://{settings.host}:{settings.port}"
        with await self.parts.exports.export(self.user, GridId(grid), kind, address) as made:
            await asyncio.to_thread(shutil.copyfileobj, made, file)
