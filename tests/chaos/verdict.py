"""Sends documents into a town, and judges what became of them."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from tests.chaos.papers import Paper

_PAUSE_S = 0.3
_AT_ONCE = 4
_FINAL = ("indexed", "partial", "failed", "cancelled")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody who tries again whatever happens."""

    http: httpx.AsyncClient

    async def asked(self, method: str, path: str, **what: Any) -> Json:
        while True:
            try:
                reply = await self.http.request(method, path, **what)
            except httpx.TransportError:
                await asyncio.sleep(_PAUSE_S)
                continue
            if reply.status_code < 400:
                shown: Json = reply.json()
                return shown
            if reply.status_code not in (429, 500, 502, 503):
                raise AssertionError(f"{method} {path}: {reply.status_code} {reply.text}")
            await asyncio.sleep(_PAUSE_S)

    async def send(self, papers: Sequence[Paper]) -> dict[str, Paper]:
        """Each paper by the id of its document."""
        turn = asyncio.Semaphore(_AT_ONCE)

        async def one(paper: Paper) -> tuple[str, Paper]:
            async with turn:
                files = {"file": (paper.name, paper.content)}
                accepted = await self.asked("POST", "/v1/documents", files=files)
                return accepted["id"], paper

        return dict(await asyncio.gather(*(one(paper) for paper in papers)))

    async def documents(self) -> list[Json]:
        found: list[Json] = []
        after: str | None = ""
        while after is not None:
            query = {"limit": 200} | ({"after": after} if after else {})
            page = await self.asked("GET", "/v1/documents", params=query)
            found += page["documents"]
            after = page["next"]
        return found

    async def settled(self, deadline_s: float) -> list[Json]:
        """Every document once all are final. Raises AssertionError where that takes too long."""
        ends = time.monotonic() + deadline_s
        while True:
            found = await self.documents()
            waiting = [d for d in found if d["status"] not in _FINAL]
            if not waiting:
                return found
            told = [(d["name"], d["status"], d.get("job")) for d in waiting[:5]]
            assert time.monotonic() < ends, f"{len(waiting)} documents do not end: {told}"
            await asyncio.sleep(2 * _PAUSE_S)

    async def sightings(self, marker: str) -> list[Json]:
        """The passages that hold a word."""
        found = await self.asked("POST", "/v1/search", json={"query": marker, "top_k": 20})
        return [hit for hit in found["hits"] if marker in hit["text"]]


async def judge(client: Client, sent: dict[str, Paper], found: Sequence[Json]) -> Counter[str]:
    """Statuses of the documents. Raises AssertionError where one is lost, doubled or mute."""
    by_id = {document["id"]: document for document in found}
    assert len(by_id) == len(found), "a document is listed twice"
    assert set(sent) <= set(by_id), f"lost: {[sent[i].name for i in set(sent) - set(by_id)]}"
    children = sum(paper.holds for paper in sent.values())
    assert len(found) <= len(sent) + children, "documents that nobody sent"
    for document in found:
        if document["status"] == "failed":
            assert document["errors"], f"{document['name']} failed without a reason"
    for identity, paper in sent.items():
        await _judge_one(client, by_id[identity], paper)
    return Counter(document["status"] for document in found)


async def _judge_one(client: Client, document: Json, paper: Paper) -> None:
    if not paper.is_readable:
        assert document["status"] == "failed", f"{paper.name} can't have been read"
    elif document["status"] == "failed":
        assert "crash" in {e["category"] for e in document["errors"]}, document["errors"]
    elif paper.marker:
        seen = await client.sightings(paper.marker)
        assert len(seen) == 1, f"{paper.name} is seen {len(seen)} times"
