"""The first half of a batch: hash, announce, send what is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cli import results
from cli.backend import Backend, Json, Upload
from cli.files import name_of, sha256
from cli.patience import Patience
from cli.view import Told
from core.errors import ProbantError
from core.outcomes import Status

_A_CALL = 100
"""Files announced at once: the first bytes go out soon."""
_SENDERS = 4
"""Uploads at once; a server takes one more of one caller."""
_FEW = 5
"""So many files are a person's upload, and not a bulk load."""
_OF_THE_FILE = ("too-large", "unreadable")
"""Errors that are one file's outcome, not the command's."""


@dataclass(slots=True)
class Item:
    """A file on its way."""

    path: Path
    supersedes: str | None = None
    source: str | None = None
    version: str = ""
    """SHA-256; empty until it is known."""
    document: str | None = None
    """The id of the document that it is, once that is known."""
    result: Json | None = None
    twin: Item | None = None
    """An item before it with the same bytes: they become one document."""
    readers: tuple[str, ...] | None = None
    classification: str | None = None

    @property
    def says_more(self) -> bool:
        """Whether it is to be sent even if its bytes are known: something is said of it."""
        return bool(self.supersedes or self.readers or self.classification)


@dataclass(slots=True)
class Sending:
    """Sends the files of one batch."""

    backend: Backend
    collection: str
    told: Told
    patience: Patience
    batch: str | None = None
    """Known once the first files were announced."""
    _first: dict[str, Item] = field(default_factory=dict)
    """By version."""

    async def send_all(self, items: Sequence[Item]) -> None:
        """Every item then has its document or its result."""
        places = asyncio.Semaphore(_SENDERS)
        try:
            async with asyncio.TaskGroup() as group:
                for at in range(0, len(items), _A_CALL):
                    for item in await self._announced(items[at : at + _A_CALL]):
                        await places.acquire()
                        sent = group.create_task(self._send(item))
                        sent.add_done_callback(lambda _: places.release())
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def _announced(self, items: Sequence[Item]) -> list[Item]:
        """Those of which the bytes are needed."""
        for item in items:
            await asyncio.to_thread(_hash, item)
        single = [item for item in items if not item.result and not self._is_twin(item)]
        asked = [item for item in single if not item.says_more]
        files = [(name_of(item.path), item.version) for item in asked]
        announced = await self._announce(files)
        self.batch = announced["id"]
        known = dict(zip((id(item) for item in asked), announced["files"], strict=True))
        needed = [item for item in single if not await self._is_known(item, known.get(id(item)))]
        self.told.looked_at += len(items)
        self.told.to_send += len(needed)
        self.told.refused += sum(
            item.document is None and item.result is not None for item in items
        )
        return needed

    async def _announce(self, files: Sequence[tuple[str, str]]) -> Json:
        if self.batch is None:  # nobody there at all is said at once
            return await self.backend.announce(self.collection, files, None)
        return await self.patience.through(
            lambda: self.backend.announce(self.collection, files, self.batch)
        )

    def _is_twin(self, item: Item) -> bool:
        first = self._first.setdefault(item.version, item)
        if first is not item and not item.supersedes:
            item.twin = first
        return item.twin is not None

    async def _is_known(self, item: Item, announced: Json | None) -> bool:
        """Whether the bytes are there; the item then knows its document."""
        document = announced["document"] if announced else None
        if announced is None or document is None:
            return False
        item.document = document["id"]
        if item.source and document["source"] is None:  # it was added by hand before
            await self.backend.set_source(document["id"], item.source)
        if announced["known"] == Status.UNCHANGED:
            item.result = results.unchanged(document)
        return True

    async def _send(self, item: Item) -> None:
        upload = Upload(
            item.path,
            self.collection,
            self.batch or "",
            self.told.files <= _FEW,
            item.supersedes,
            item.source,
            item.readers,
            item.classification,
        )
        try:
            document = await self.patience.through(lambda: self.backend.send(upload))
        except ProbantError as error:
            if error.code not in _OF_THE_FILE:
                raise
            item.result = results.refused(item.path, error)
            self.told.refused += 1
        else:
            item.document = document["id"]
            if document["status"] == Status.UNCHANGED:
                item.result = results.unchanged(document)
        self.told.sent += 1


def _hash(item: Item) -> None:
    if item.result:
        return
    try:
        item.version = item.version or sha256(item.path)
    except ProbantError as error:
        item.result = results.refused(item.path, error)
