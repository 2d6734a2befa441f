"""What commands do with usage, by a server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from cli.backend import Json
from cli.remote_documents import segment


class RemoteUsage(ABC):
    @abstractmethod
    async def _send(self, method: str, path: str, **request: Any) -> Json:
        """The JSON that the server answers. Raises `ProbantError`."""

    async def usage(self, period: str | None, *, group: bool) -> Json:
        wanted = {"period": period} if period else {}
        whole = {"group": "true"} if group else {}
        return await self._send("GET", "/v1/usage", params={**wanted, **whole})

    async def rate(self, record: str, satisfaction: int) -> Json:
        body = {"record": record, "satisfaction": satisfaction}
        return await self._send("POST", "/v1/feedback", json=body)

    async def start_task(self, use_case: str) -> Json:
        return await self._send("POST", "/v1/tasks", json={"use_case": use_case})

    async def finish_task(self, task: str, *, is_done: bool) -> Json:
        body = {"outcome": "done" if is_done else "abandoned"}
        return await self._send("POST", f"/v1/tasks/{segment(task)}/finish", json=body)
