"""The index of each generation: a folder each, or a collection of a server each."""

from __future__ import annotations

import asyncio
import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from adapters.qdrant.lock import FolderLock
from core.generations import Generation
from core.ids import GenerationId
from core.indexing import VectorIndex

if TYPE_CHECKING:
    from qdrant_client import AsyncQdrantClient

    from adapters.qdrant.edge import EdgeIndex
    from adapters.qdrant.server import ServerIndex

log = logging.getLogger(__name__)

PREFIX = "probant-"
"""Of the collections on a server; the generation's id follows."""
TIMEOUT_SECONDS = 30


class Indexes(Protocol):
    """Opens and drops the indexes of generations. Every method raises Unavailable."""

    async def open(self, generation: Generation) -> VectorIndex:
        """The generation's index, made if there is none; the same one each time.

        Raises StoreLocked where another process owns the folder of all.
        """
        ...

    async def kept(self) -> list[GenerationId]: ...

    async def drop(self, generation: GenerationId) -> None: ...

    async def close(self) -> None: ...


class EdgeIndexes:
    """A folder that one process owns, with a folder a generation in it."""

    def __init__(self, folder: Path, address: str) -> None:
        """`address` is the URL that this process serves, empty where it serves none."""
        self._folder = folder
        self._address = address
        self._owning: FolderLock | None = None
        self._opened: dict[GenerationId, EdgeIndex] = {}
        self._one_at_a_time = asyncio.Lock()

    async def open(self, generation: Generation) -> VectorIndex:
        async with self._one_at_a_time:
            if generation.id not in self._opened:
                self._opened[generation.id] = await asyncio.to_thread(self._open, generation)
            return self._opened[generation.id]

    def _open(self, generation: Generation) -> EdgeIndex:
        # Imported only where it is used: the engines are 45 MB of native code and 1 s of start.
        from adapters.qdrant.edge import EdgeIndex

        self._own()
        folder = self._folder / generation.id
        return EdgeIndex.open(folder, generation.dimension, generation.fingerprint)

    def _own(self) -> None:
        if self._owning is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._owning = FolderLock.acquire(self._folder / "lock", self._address)
            self._remove_undated()

    def _remove_undated(self) -> None:
        # Before there were generations, the one index lay in the folder itself.
        if (self._folder / "shard").exists():
            log.warning("the index of an older Probant is removed; its documents are embedded anew")
            shutil.rmtree(self._folder / "shard")
            (self._folder / "stamp.json").unlink(missing_ok=True)

    async def kept(self) -> list[GenerationId]:
        return await asyncio.to_thread(self._kept)

    def _kept(self) -> list[GenerationId]:
        if not self._folder.is_dir():
            return []
        return sorted(GenerationId(path.name) for path in self._folder.iterdir() if path.is_dir())

    async def drop(self, generation: GenerationId) -> None:
        async with self._one_at_a_time:
            opened = self._opened.pop(generation, None)
            if opened:
                await opened.close()
            await asyncio.to_thread(self._remove, generation)

    def _remove(self, generation: GenerationId) -> None:
        self._own()
        if generation in self._kept():
            shutil.rmtree(self._folder / generation)

    async def close(self) -> None:
        async with self._one_at_a_time:
            try:
                while self._opened:
                    await self._opened.popitem()[1].close()
            finally:
                if self._owning:
                    self._owning.release()
                    self._owning = None


class ServerIndexes:
    """A server or cluster, with a collection a generation in it."""

    def __init__(self, client: AsyncQdrantClient) -> None:
        self._client = client
        self._opened: dict[GenerationId, ServerIndex] = {}

    @classmethod
    def at(cls, url: str, api_key: str) -> ServerIndexes:
        """Those of the server at `url`; `api_key` may be empty. Contacts nothing."""
        from qdrant_client import AsyncQdrantClient

        client = AsyncQdrantClient(
            url=url,
            api_key=api_key or None,
            timeout=TIMEOUT_SECONDS,
            # It would call the server here, before there is anyone to tell.
            check_compatibility=False,
        )
        return cls(client)

    async def open(self, generation: Generation) -> VectorIndex:
        from adapters.qdrant.server import ServerIndex

        if generation.id not in self._opened:
            self._opened[generation.id] = ServerIndex(
                self._client,
                generation.dimension,
                generation.fingerprint,
                PREFIX + generation.id,
            )
        return self._opened[generation.id]

    async def kept(self) -> list[GenerationId]:
        from adapters.qdrant.server_requests import answer

        found = (await answer(self._client.get_collections())).collections
        names = sorted(one.name for one in found)
        return [GenerationId(n.removeprefix(PREFIX)) for n in names if n.startswith(PREFIX)]

    async def drop(self, generation: GenerationId) -> None:
        from adapters.qdrant.server_requests import answer

        opened = self._opened.pop(generation, None)
        if opened:
            await opened.close()
        if generation in await self.kept():
            await answer(self._client.delete_collection(PREFIX + generation))

    async def close(self) -> None:
        for opened in self._opened.values():
            await opened.close()
        await self._client.close()
