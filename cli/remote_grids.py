"""What commands do with grids, by a server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import IO, Any

from cli.backend import Json
from cli.remote_documents import segment
from cli.remote_use_cases import model_of
from flows.grids.exports import ExportFormat
from flows.grids.questions import QuestionSet


class RemoteGrids(ABC):
    @abstractmethod
    async def _send(self, method: str, path: str, **request: Any) -> Json:
        """The JSON that the server answers. Raises `ProbantError`."""

    @abstractmethod
    async def _fetch_into(self, file: IO[bytes], path: str, **query: str) -> None:
        """Write the file that the server answers. Raises `ProbantError`."""

    @abstractmethod
    async def _pages(self, path: str, key: str, **params: str) -> list[Json]:
        """All pages of a list."""

    async def ask_grid(
        self,
        questions: QuestionSet,
        documents: Sequence[str],
        collection: str | None,
        use_case: str | None,
    ) -> Json:
        body = {
            "title": questions.title,
            "language": questions.language,
            "questions": [one.to_json() for one in questions.questions],
            "documents": list(documents),
            "collection": collection,
            **model_of(use_case),
        }
        return await self._send("POST", "/v1/grids", json=body)

    async def grid(self, grid: str) -> Json:
        return await self._send("GET", f"/v1/grids/{segment(grid)}", params={"limit": "0"})

    async def grids(self) -> list[Json]:
        return await self._pages("/v1/grids", "grids")

    async def cancel_grid(self, grid: str) -> Json:
        return await self._send("POST", f"/v1/grids/{segment(grid)}/cancel")

    async def delete_grid(self, grid: str) -> None:
        await self._send("DELETE", f"/v1/grids/{segment(grid)}")

    async def export_grid(self, grid: str, kind: ExportFormat, file: IO[bytes]) -> None:
        await self._fetch_into(file, f"/v1/grids/{segment(grid)}/export", format=kind.value)
