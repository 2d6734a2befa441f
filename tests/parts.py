"""A whole installation for tests: real stores in a temporary folder, through the real bootstrap."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from adapters.sql.migrate import migrate
from core.documents import Document
from core.encoding import Encoder
from core.generations import Space, Spaces
from core.ids import CollectionId, EntityId, GenerationId
from core.indexing import VectorIndex
from core.ports import Parser
from core.principals import Classification, Principal, Role
from core.settings import Settings
from flows.bootstrap import Installation, build_direct_queue, open_installation
from governance.identity import local_user
from governance.identity.giving import WantedKey

HERE = EntityId("here")


def a_person(id_: str, entity: str, **changes: Any) -> Principal:
    """With every role and clearance, unless `changes` say otherwise."""
    given = {"clearance": Classification.RESTRICTED, "roles": frozenset(Role), **changes}
    return Principal(id_, EntityId(entity), **given)


USER = a_person("user", HERE)


async def a_key(
    parts: Installation,
    entity: str = HERE,
    *roles: Role,
    clearance: Classification = Classification.RESTRICTED,
    **wanted: Any,
) -> str:
    """What the holder of a new access key sends; it has every role, unless some are named."""
    operator = local_user(EntityId(entity))
    given = WantedKey("of a test", frozenset(roles or Role), clearance=clearance, **wanted)
    return (await parts.keys.create(operator, given))[1]


@cache
def _migrated() -> bytes:
    """A database that has been migrated and holds nothing: to make one takes longer than most
    tests do."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "probant.db"
        asyncio.run(migrate(f"sqlite:///{file}"))
        return file.read_bytes()


def _place(file: Path) -> None:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_migrated())


@asynccontextmanager
async def open_parts(
    folder: Path,
    encoder: Encoder,
    today: Callable[[], date] | None = None,
    **settings: object,
) -> AsyncIterator[Installation]:
    """SQLite, the embedded index and a folder of blobs under `folder`; `USER` has been there.

    Without identity too, no use has to be declared, unless `settings` say so.
    """
    given: dict[str, Any] = {"uses": "open", **settings}
    chosen = Settings(data=folder, entity=HERE, _env_file=None, **given)
    if not chosen.database_url:
        await asyncio.to_thread(_place, folder / "probant.db")
    opened = open_installation(chosen, build_direct_queue(), encoder=encoder, today=today)
    async with opened as parts:
        async with parts.database.begin() as unit:
            await unit.people.remember(USER, datetime.now(UTC))
        yield parts


async def added(
    parts: Installation, path: Path, who: Principal = USER, collection: str = "default"
) -> Document:
    """A file added and read to the end, with all else that waits."""
    accepted = await parts.documents.add(who, path, path.name, CollectionId(collection))
    await parts.worker.until_idle()
    return await parts.documents.get(who, accepted.document.id)


def with_parser(parts: Installation, parser: object) -> Installation:
    """The same installation with another parser."""
    worker, other = parts.worker, cast("Parser", parser)
    reader = replace(worker.reader, tools=replace(worker.reader.tools, parser=other))
    documents = replace(parts.documents, parser=other)
    return replace(
        parts,
        documents=documents,
        batches=replace(parts.batches, documents=documents),
        worker=replace(worker, reader=reader),
    )


def with_index(parts: Installation, around: Callable[[VectorIndex], Any]) -> Installation:
    """The same installation, its worker writing to what is put around each index."""
    worker, spaces = parts.worker, _Around(parts.spaces, around)
    return replace(
        parts,
        worker=replace(
            worker,
            embedder=replace(worker.embedder, spaces=spaces),
            upkeep=replace(worker.upkeep, spaces=spaces),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """The same generations, each with something around its index."""

    inner: Spaces
    around: Callable[[VectorIndex], Any]

    async def encoder(self) -> Encoder:
        return await self.inner.encoder()

    async def live(self) -> Space:
        return self._changed(await self.inner.live())

    async def open(self) -> Sequence[Space]:
        return [self._changed(space) for space in await self.inner.open()]

    async def space(self, generation: GenerationId) -> Space:
        return self._changed(await self.inner.space(generation))

    async def kept(self) -> Sequence[GenerationId]:
        return await self.inner.kept()

    async def drop(self, generation: GenerationId) -> None:
        await self.inner.drop(generation)

    async def close(self) -> None:
        await self.inner.close()

    def _changed(self, space: Space) -> Space:
        return replace(space, index=self.around(space.index))
