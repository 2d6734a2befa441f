"""Has a server do a command's work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from cli.backend import Json, Progress
from core.errors import ProbantError, Unavailable
from core.outcomes import Status
from core.settings import Settings
from flows.ask import Question
from flows.describe import Changes

_POLL_S = 0.3
_WAIT_S = 120.0


@dataclass(frozen=True, slots=True)
class Remote:
    """The backend behind `--server URL`."""

    client: httpx.AsyncClient

    async def ingest(self, path: Path, name: str, collection: str, progress: Progress) -> Json:
        with path.open("rb") as file:
            files = {"file": (name, file)}
            shown = await self._send(
                "POST", "/v1/documents", files=files, data={"collection": collection}
            )
        while not Status(shown["status"]).is_final:
            progress(shown["status"], 0, 0)
            await asyncio.sleep(_POLL_S)
            shown = await self._send("GET", f"/v1/documents/{shown['id']}")
        return shown

    async def search(self, question: Question, limit: int) -> Json:
        body = {"query": question.text, "top_k": limit, **_narrowing(question)}
        return await self._send("POST", "/v1/search", json=body)

    async def ask(self, question: Question) -> Json:
        messages = [{"role": "user", "content": question.text}]
        body = {"messages": messages, **_narrowing(question)}
        reply = await self._send("POST", "/v1/chat/completions", json=body)
        answer: Json = reply["probant"]
        return answer

    async def documents(self) -> list[Json]:
        found: list[Json] = []
        following: str | None = ""
        while following is not None:
            query = {"limit": "200"} | ({"after": following} if following else {})
            page = await self._send("GET", "/v1/documents", params=query)
            found += page["documents"]
            following = page["next"]
        return found

    async def document(self, document: str) -> Json:
        return await self._send("GET", f"/v1/documents/{document}")

    async def correct(self, document: str, changes: Changes) -> Json:
        return await self._send("PATCH", f"/v1/documents/{document}/description", json=changes)

    async def delete(self, document: str) -> None:
        await self._send("DELETE", f"/v1/documents/{document}")

    async def _send(self, method: str, path: str, **request: Any) -> Json:
        try:
            response = await self.client.request(method, path, **request)
        except httpx.HTTPError as error:
            raise Unavailable(
                f"{self.client.base_url} does not answer ({type(error).__name__}).",
                "Check the address, and that `probant serve` runs.",
            ) from error
        if response.is_error:
            raise _error(response)
        body: Json = response.json() if response.content else {}
        return body


def _narrowing(question: Question) -> Json:
    chosen = {"collection": question.collection, "document": question.document}
    return {name: value for name, value in chosen.items() if value}


def _error(response: httpx.Response) -> ProbantError:
    """The server's problem as an error of ours."""
    try:
        problem = response.json()
        return ProbantError(problem["detail"], problem.get("remedy", ""))
    except (ValueError, KeyError, TypeError):
        return ProbantError(f"The server answered {response.status_code}.")


@asynccontextmanager
async def open_remote(server: str, settings: Settings) -> AsyncIterator[Remote]:
    """Sends the first access key of the settings, where there is one."""
    key = next(iter(settings.keys), None)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with httpx.AsyncClient(base_url=server, headers=headers, timeout=_WAIT_S) as client:
        yield Remote(client)
