"""What commands do with use cases, by a server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from cli.backend import Json
from cli.remote_documents import segment
from core.use_cases import Stage


def model_of(use_case: str | None) -> Json:
    """What a request says of the use case that it is for."""
    return {"model": use_case} if use_case else {}


class RemoteUseCases(ABC):
    @abstractmethod
    async def _send(self, method: str, path: str, **request: Any) -> Json:
        """The JSON that the server answers. Raises `ProbantError`."""

    async def use_cases(self) -> list[Json]:
        told: list[Json] = (await self._send("GET", "/v1/use-cases"))["use_cases"]
        return told

    async def use_case(self, use_case: str) -> Json:
        return await self._send("GET", f"/v1/use-cases/{segment(use_case)}")

    async def submit_use_case(self, declaration: Json) -> Json:
        return await self._send("POST", "/v1/use-cases", json={"declaration": declaration})

    async def promote_use_case(
        self, use_case: str, to: Stage, reason: str, version: str | None
    ) -> Json:
        body = {"to": to.value, "reason": reason, "version": version}
        return await self._send("POST", f"/v1/use-cases/{segment(use_case)}/stage", json=body)

    async def undeclared_uses(self) -> list[Json]:
        told: list[Json] = (await self._send("GET", "/v1/undeclared-uses"))["undeclared"]
        return told
