"""What commands ask of quotas, by a server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

from cli.backend import Json


class RemoteQuotas(ABC):
    """Those of whoever the access key is of."""

    @abstractmethod
    async def _send(self, method: str, path: str, **request: Any) -> Json:
        """The JSON that the server answers. Raises `ProbantError`."""

    @abstractmethod
    def _lines(self, path: str, **query: str) -> AsyncIterator[Json]:
        """The JSON Lines that the server answers. Raises `ProbantError`."""

    async def quotas(self) -> list[Json]:
        found: list[Json] = (await self._send("GET", "/v1/quotas"))["quotas"]
        return found

    def export_usage(self, month: date) -> AsyncIterator[Json]:
        return self._lines("/v1/quotas/export", month=f"{month:%Y-%m}")
