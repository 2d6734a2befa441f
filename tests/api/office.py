"""An entity with use cases at some stage, documents, and people with keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from core.ids import CollectionId
from core.principals import Classification, Role
from core.use_cases import Stage
from flows.bootstrap import Installation
from tests.api.clients import client_of
from tests.flows.use_cases.declaring import a_run, declared
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, USER, a_key, a_person, open_parts

AUTHOR, APPROVER = a_person("author", HERE), a_person("approver", HERE)
QUESTION = "Quel est le loyer annuel ?"


@dataclass(frozen=True)
class Office:
    parts: Installation

    async def client(self, *roles: Role, **rights: Any) -> httpx.AsyncClient:
        key = await a_key(self.parts, HERE, *(roles or (Role.READER,)), **rights)
        return client_of(self.parts, key)

    async def has(self, to: Stage = Stage.PRODUCTION, **changes: Any) -> None:
        """A use case at a stage."""
        registry, use_case = self.parts.registry, declared(**changes)
        await registry.submit(AUTHOR, use_case)
        await registry.evaluated(a_run(use_case, registry.made_with))
        for stage in (Stage.APPROVED, Stage.PILOT, Stage.PRODUCTION):
            await registry.promote(APPROVER, use_case.id, stage)
            if stage is to:
                return

    async def holds(self, name: str, text: str, collection: str, level: str = "internal") -> None:
        path = self.parts.uploads / name
        path.write_text(text, "utf-8")
        await self.parts.documents.add(
            USER,
            path,
            name,
            CollectionId(collection),
            classification=Classification[level.upper()],
        )
        await self.parts.worker.until_idle()


@asynccontextmanager
async def open_office(folder: Path) -> AsyncIterator[Office]:
    """Where only what is declared is asked."""
    settings = {"identity": "required", "uses": "declared"}
    async with open_parts(folder, FakeEncoder(), **settings) as opened:
        yield Office(opened)


async def asked(client: httpx.AsyncClient, model: str | None, **more: Any) -> httpx.Response:
    said = {"messages": [{"role": "user", "content": QUESTION}], **more}
    if model is not None:
        said["model"] = model
    return await client.post("/v1/chat/completions", json=said)
