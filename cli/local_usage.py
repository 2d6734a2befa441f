"""What commands do with usage, in this process."""

from __future__ import annotations

from dataclasses import dataclass

from cli.backend import Json
from cli.local_use_cases import LocalUseCases
from core.ids import RecordId, TaskId


@dataclass(frozen=True, slots=True)
class LocalUsage(LocalUseCases):
    async def usage(self, period: str | None, *, group: bool) -> Json:
        return await self.parts.reports.report(self.user, period, group=group)

    async def rate(self, record: str, satisfaction: int) -> Json:
        return await self.parts.said.rate(self.user, RecordId(record), satisfaction)

    async def start_task(self, use_case: str) -> Json:
        return await self.parts.said.start(self.user, use_case)

    async def finish_task(self, task: str, *, is_done: bool) -> Json:
        return await self.parts.said.finish(self.user, TaskId(task), is_done=is_done)
