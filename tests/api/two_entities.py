"""Two entities in one installation, with a key of each role, and things to ask for by name."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from reportlab.pdfgen.canvas import Canvas

from core.documents import Document
from core.identity import AccessKey
from core.ids import CollectionId, DocumentId, EntityId, citation_id, new_batch_id
from core.principals import Classification, Role
from core.use_cases import Stage, UseCase
from flows.bootstrap import Installation
from flows.grids.questions import checked_questions
from flows.permissions.sharing import Offer
from flows.question import Question
from governance.identity import local_user
from governance.identity.keys import drawn
from tests.api.clients import bearer, client_of
from tests.flows.lives import WordParser
from tests.flows.use_cases.declaring import a_run, declared
from tests.ingest.fakes import FakeEncoder
from tests.parts import a_key, a_person, open_parts, with_parser

NORTH, SOUTH = EntityId("north"), EntityId("south")
SECRETS = {NORTH: "Zorblax", SOUTH: "Quivernel"}
"""A word of every name and text of an entity, and of no other's."""
QUESTION = {"id": "rent", "question": "What is the rent?", "type": "number"}

NOBODY, NO_ROLE, STRANGER = "nobody", "no role", "stranger"
"""Without a key; with one of north that has no role; with every role, but of south."""
CALLERS = (NOBODY, NO_ROLE, *(role.value for role in Role), STRANGER)


@dataclass
class Town:
    parts: Installation
    client: httpx.AsyncClient
    keys: dict[str, str]
    """By caller."""
    folder: Path
    _number: itertools.count[int] = field(default_factory=itertools.count)

    async def send(self, caller: str, method: str, path: str, **request: object) -> httpx.Response:
        headers = bearer(self.keys[caller]) if caller in self.keys else {}
        return await self.client.request(method, path, headers=headers, **request)  # type: ignore[arg-type]

    async def waiting(self, entity: EntityId = NORTH, **more: object) -> Document:
        """A document of its own that waits to be read."""
        name = f"{SECRETS[entity]}-{next(self._number)}.txt"
        path = self.folder / name
        path.write_text(f"The rent of {name} is 12 EUR.", "utf-8")
        where = CollectionId(str(more.pop("collection", "default")))
        accepted = await self.parts.documents.add(local_user(entity), path, name, where, **more)  # type: ignore[arg-type]
        return accepted.document

    async def read(self, entity: EntityId = NORTH, **more: object) -> Document:
        """A document of its own that is read."""
        document = await self.waiting(entity, **more)
        await self.parts.worker.until_idle()
        return document

    async def cancelled(self) -> Document:
        document = await self.waiting()
        await self.parts.documents.cancel(local_user(NORTH), document.id)
        return document

    async def job(self) -> str:
        """One that was cancelled."""
        document = await self.cancelled()
        async with self.parts.database.begin() as unit:
            return (await unit.jobs.last([document.id]))[document.id].id

    async def batch(self, *, is_read: bool = True) -> str:
        made = new_batch_id()
        await (self.read if is_read else self.waiting)(batch=made)
        return made

    async def citation(self) -> str:
        document = await self.read()
        async with self.parts.database.begin() as unit:
            [reading] = await unit.readings.of_document(document.id)
            [chunk] = await unit.readings.chunks(reading.id)
        return citation_id(reading.id, chunk.locator)

    async def page(self) -> DocumentId:
        drawing = BytesIO()
        canvas = Canvas(drawing)
        canvas.drawString(20, 20, SECRETS[NORTH])
        canvas.save()
        path = self.folder / f"{SECRETS[NORTH]}.pdf"
        path.write_bytes(drawing.getvalue())
        where = CollectionId("default")
        added = await self.parts.documents.add(local_user(NORTH), path, path.name, where)
        await self.parts.worker.until_idle()
        return added.document.id

    async def collection(self) -> str:
        name = f"shelf-{next(self._number)}"
        await self.read(collection=name)
        return name

    async def grid(self) -> str:
        document = await self.read()
        asked = checked_questions({"title": SECRETS[NORTH], "questions": [QUESTION]})
        made = await self.parts.grids.ask(local_user(NORTH), asked, [document.id])
        return made.grid.id

    async def share(self) -> str:
        """Of a document, with an entity that asks nothing here."""
        document = await self.read()
        day = datetime.now(UTC).date() + timedelta(days=30)
        offer = Offer(document.id, None, "entity:east", None, day, SECRETS[NORTH])
        return (await self.parts.sharing.share(local_user(NORTH), offer)).id

    def use_case(self) -> UseCase:
        """A declaration of its own."""
        return declared(id=f"use-{next(self._number)}", entity=NORTH, title=SECRETS[NORTH])

    async def evaluated(self) -> str:
        """A use case of somebody who holds no key here."""
        registry, use_case = self.parts.registry, self.use_case()
        await registry.submit(a_person("author", NORTH), use_case)
        await registry.evaluated(a_run(use_case, registry.made_with))
        return use_case.id

    async def review(self) -> str:
        """Of an answer to somebody who holds no key here."""
        document = await self.read(collection="leases")
        registry, use_case = self.parts.registry, self.use_case()
        use_case = declared(**{**use_case.to_json(), "supervision": {"mode": "required"}})
        await registry.submit(a_person("author", NORTH), use_case)
        await registry.evaluated(a_run(use_case, registry.made_with))
        for stage in (Stage.APPROVED, Stage.PILOT, Stage.PRODUCTION):
            await registry.promote(a_person("approver", NORTH), use_case.id, stage)
        asker = a_person("asker", NORTH)
        question = Question(
            *("What is the rent?", None, document.id),
            use_case=await self.parts.uses.asked(asker, use_case.id),
        )
        answer = await self.parts.asker.ask(asker, question)
        assert answer.supervision, answer.reason
        assert answer.supervision.draft
        return answer.supervision.draft.review

    async def in_use(self) -> str:
        """A use case for all of north who may ask."""
        roles = ["reader", "contributor", "manager"]
        use_case = declared(**{**self.use_case().to_json(), "roles": roles, "pilot_groups": []})
        registry = self.parts.registry
        await registry.submit(a_person("author", NORTH), use_case)
        await registry.evaluated(a_run(use_case, registry.made_with))
        for stage in (Stage.APPROVED, Stage.PILOT):
            await registry.promote(a_person("approver", NORTH), use_case.id, stage)
        return use_case.id

    async def task(self) -> str:
        """Of nobody who holds a key here."""
        who = a_person("user:works", NORTH)
        return str((await self.parts.said.start(who, await self.in_use()))["id"])

    async def key(self) -> str:
        return (await a_key(self.parts, NORTH)).split("_")[1]


@asynccontextmanager
async def open_town() -> AsyncIterator[Town]:
    with TemporaryDirectory() as folder:
        async with open_parts(Path(folder), FakeEncoder(), identity="required") as opened:
            parts = with_parser(opened, WordParser())
            keys = {role.value: await a_key(parts, NORTH, role) for role in Role}
            keys |= {NO_ROLE: await _key_without_role(parts), STRANGER: await a_key(parts, SOUTH)}
            async with client_of(parts) as client:
                town = Town(parts, client, keys, Path(folder))
                await town.read(SOUTH)
                yield town


async def _key_without_role(parts: Installation) -> str:
    """One that nobody gives: its roles were all taken from what it was given."""
    given = drawn()
    key = AccessKey(
        id=given.id,
        name="without a role",
        entity=NORTH,
        roles=frozenset(),
        groups=frozenset(),
        clearance=Classification.RESTRICTED,
        digest=given.digest,
        created_at=datetime.now(UTC),
        created_by="local",
    )
    async with parts.database.begin() as unit:
        await unit.keys.add(key)
    return given.text
