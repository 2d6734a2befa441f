"""Has a server do a command's work."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import IO, Any

import httpx

from cli.backend import Json, Upload
from cli.files import name_of, unreadable
from cli.remote_documents import RemoteDocuments, segment
from cli.remote_grids import RemoteGrids
from cli.remote_keys import RemoteKeys
from cli.remote_ledger import RemoteLedger
from cli.remote_problems import error_of, json_of
from cli.remote_quotas import RemoteQuotas
from cli.remote_reviews import RemoteReviews
from cli.remote_usage import RemoteUsage
from cli.remote_use_cases import RemoteUseCases, model_of
from core.errors import Misconfigured, NotFound, Unavailable, Unreadable
from core.scoping import Wanted
from core.settings import Settings
from flows.question import Question

_WAIT_S = 120.0
_A_PAGE = "200"
_MOST_JOBS = "1000"


@dataclass(frozen=True, slots=True)
class Remote(
    RemoteDocuments,
    RemoteGrids,
    RemoteKeys,
    RemoteLedger,
    RemoteQuotas,
    RemoteReviews,
    RemoteUsage,
    RemoteUseCases,
):
    """The backend behind `--server URL`."""

    client: httpx.AsyncClient

    async def work(self) -> None:
        await asyncio.Event().wait()  # the server does it

    async def answer(self) -> None:
        await self.work()

    async def announce(
        self, collection: str, files: Sequence[tuple[str, str]], batch: str | None
    ) -> Json:
        listed = [{"name": name, "version": version} for name, version in files]
        body = {"collection": collection, "files": listed, "batch": batch}
        return await self._send("POST", "/v1/batches", json=body)

    async def send(self, upload: Upload) -> Json:
        said = {
            "collection": upload.collection,
            "batch": upload.batch,
            "priority": "person" if upload.urgent else None,
            "supersedes": upload.supersedes,
            "source": upload.source,
            "readers": list(upload.readers) if upload.readers else None,
            "classification": upload.classification,
        }
        data = {name: value for name, value in said.items() if value}
        try:
            with upload.path.open("rb") as file:
                files = {"file": (name_of(upload.path), file)}
                return await self._send("POST", "/v1/documents", files=files, data=data)
        except OSError as error:
            raise unreadable(error) from error
        except Unavailable as error:
            if isinstance(error.__cause__, httpx.LocalProtocolError):  # not as long as announced
                raise Unreadable("The file changes while it is sent.") from error
            raise

    async def progress(self, batch: str) -> Json | None:
        try:
            return await self._send("GET", f"/v1/batches/{segment(batch)}")
        except NotFound:
            return None

    async def batch_documents(self, batch: str) -> list[Json]:
        return await self._pages(f"/v1/batches/{segment(batch)}/documents", "documents")

    async def cancel_batch(self, batch: str) -> Json:
        return await self._send("DELETE", f"/v1/batches/{segment(batch)}")

    async def sources(self, collection: str) -> list[Json]:
        found = await self._send("GET", f"/v1/collections/{segment(collection)}/sources")
        listed: list[Json] = found["sources"]
        return listed

    async def set_source(self, document: str, source: str) -> None:
        body = {"source": source}
        await self._send("PUT", f"/v1/documents/{segment(document)}/source", json=body)

    async def jobs(self, *, failed: bool) -> list[Json]:
        state = "failed" if failed else "unfinished"
        found = await self._send("GET", "/v1/jobs", params={"state": state, "limit": _MOST_JOBS})
        listed: list[Json] = found["jobs"]
        return listed

    async def requeue(self, job: str) -> Json:
        return await self._send("POST", f"/v1/jobs/{segment(job)}/requeue")

    async def search_many(
        self, questions: Sequence[Question], limit: int, use_case: str | None
    ) -> AsyncIterator[Json]:
        for question in questions:
            before = {"before": list(question.before)} if question.before else {}
            narrowing = {**model_of(use_case), **_narrowing(question)}
            body = {"query": question.text, "top_k": limit, **before, **narrowing}
            yield await self._send("POST", "/v1/search", json=body)

    async def ask(self, question: Question, use_case: str | None) -> Json:
        said = (*question.before, question.text)
        messages = [{"role": "user", "content": text} for text in said]
        body = {"messages": messages, **model_of(use_case), **_narrowing(question)}
        reply = await self._send("POST", "/v1/chat/completions", json=body)
        answer: Json = reply["probant"]
        return answer

    async def _pages(self, path: str, key: str, **params: str) -> list[Json]:
        """All pages of a list."""
        found: list[Json] = []
        following: str | None = ""
        while following is not None:
            query = {**params, "limit": _A_PAGE} | ({"after": following} if following else {})
            page = await self._send("GET", path, params=query)
            found += page[key]
            following = page["next"]
        return found

    async def _send(self, method: str, path: str, **request: Any) -> Json:
        return json_of(await self._asked(method, path, **request))

    async def _fetch(self, path: str, **query: str) -> bytes:
        return (await self._asked("GET", path, params=query)).content

    async def _fetch_into(self, file: IO[bytes], path: str, **query: str) -> None:
        try:
            async with self.client.stream("GET", path, params=query) as response:
                if response.is_error:
                    await response.aread()
                    raise error_of(response)
                async for part in response.aiter_bytes():
                    await asyncio.to_thread(file.write, part)
        except httpx.HTTPError as error:
            raise self._away(error) from error

    async def _lines(self, path: str, **query: str) -> AsyncIterator[Json]:
        try:
            async with self.client.stream("GET", path, params=query) as response:
                if response.is_error:
                    await response.aread()
                    raise error_of(response)
                async for line in response.aiter_lines():
                    yield json.loads(line)
        except httpx.HTTPError as error:
            raise self._away(error) from error

    async def _asked(self, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            response = await self.client.request(method, path, **request)
        except httpx.HTTPError as error:
            raise self._away(error) from error
        if response.is_error:
            raise error_of(response)
        return response

    def _away(self, error: httpx.HTTPError) -> Unavailable:
        return Unavailable(
            f"{self.client.base_url} does not answer ({type(error).__name__}).",
            "Check the address, and that `probant serve` runs.",
        )


def _narrowing(question: Question) -> Json:
    chosen = {
        "collection": question.collection,
        "document": question.document,
        "as_of": question.day.isoformat() if question.day else None,
        "scope": asdict(question.wanted) if question.wanted != Wanted() else None,
        "explain": question.explain,
    }
    return {name: value for name, value in chosen.items() if value}


@asynccontextmanager
async def open_remote(server: str, settings: Settings) -> AsyncIterator[Remote]:
    """Sends the access key of the settings, where there is one. Raises `Misconfigured`."""
    key = settings.key.get_secret_value()
    if not key.isascii() or not key.isprintable():
        raise Misconfigured("PROBANT_KEY can't be a key.", "Set it as `probant keys create` told.")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with httpx.AsyncClient(base_url=server, headers=headers, timeout=_WAIT_S) as client:
        yield Remote(client)
