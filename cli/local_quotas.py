"""What commands ask of quotas, in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

from cli.backend import Json
from cli.local_documents import LocalDocuments


@dataclass(frozen=True, slots=True)
class LocalQuotas(LocalDocuments):
    """Those of the local user."""

    async def quotas(self) -> list[Json]:
        offered = await self.parts.uses.offered(self.user)
        return [one.to_json() for one in await self.parts.quotas.left(self.user, offered)]

    async def export_usage(self, month: date) -> AsyncIterator[Json]:
        async for line in self.parts.quotas.metering.export(self.user, month):
            yield line
