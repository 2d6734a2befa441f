"""One run: documents go in, processes die, everything is judged."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.chaos.papers import papers
from tests.chaos.town import open_town
from tests.chaos.verdict import Client, Json, judge
from tests.e2e.conftest import probant


@dataclass(frozen=True, slots=True)
class Plan:
    documents: int
    kills: int
    pause_s: tuple[float, float]
    readers: int = 2
    seed: int = 1
    deadline_s: float = 600


async def run(folder: Path, plan: Plan, settings: Mapping[str, str]) -> dict[str, Any]:
    """What happened. Raises AssertionError where a document was lost, doubled or left waiting."""
    started = time.monotonic()
    chance = random.Random(plan.seed)
    async with (
        open_town(folder, _free_port(), plan.readers, settings) as town,
        httpx.AsyncClient(base_url=town.url, timeout=30) as http,
    ):
        client = Client(http)
        sending = asyncio.create_task(client.send(papers(plan.documents, plan.seed)))
        await town.harass(plan.kills, plan.pause_s, chance)
        sent = await sending
        found = await client.settled(plan.deadline_s)
        statuses = await judge(client, sent, found)
    differences = _checked(folder, town.settings)
    return {
        "sent": len(sent),
        "documents": len(found),
        "statuses": dict(statuses),
        "reasons": dict(_reasons(found)),
        "kills": dict(town.kills),
        "starts": {part.name: part.starts for part in town.parts},
        "differences": differences,
        "seconds": round(time.monotonic() - started, 1),
    }


def _reasons(found: Sequence[Json]) -> Counter[str]:
    """Why documents failed."""
    return Counter(
        f"{error['component']}: {error['category']}"
        for document in found
        if document["status"] == "failed"
        for error in document["errors"][:1]
    )


def _checked(folder: Path, settings: Mapping[str, str]) -> list[Any]:
    done = probant(folder, "check", "--deep", "--json", **settings)
    assert done.stdout, done.stderr[-2000:]
    found: list[Any] = json.loads(done.stdout)["differences"]
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
