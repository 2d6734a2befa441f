"""The ports: what the rooms need from the outside world. `adapters/` stands behind them.

Others stand beside their words: the vector index in `core.indexing`, the encoder in
`core.encoding`, opened generations in `core.generations`, the database in `core.stores`, the
language model in `core.chat`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.formats import Sign
from core.ids import (
    EntityId,
    VersionId,
)
from core.jobs import Lane
from core.outcomes import ErrorItem
from core.places import Box
from core.principals import AccessScope
from core.readings import Parsed

PagesTold = Callable[[int, int], None]
"""Told (pages done, pages in all) as a long reading goes on."""


def untold(done: int, pages: int) -> None:
    """Progress that nobody watches."""


class Parser(Protocol):
    """Reads a file, whatever it holds, within its limits."""

    @property
    def signs(self) -> tuple[Sign, ...]:
        """Of formats that it reads beside those that `ingest.sniff` knows."""
        ...

    def fingerprint(self, media_type: str) -> str:
        """Name, version and settings of what reads this media type.

        Raises `Unreadable` (category unsupported) where nothing does.
        """
        ...

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        """Raises `Unreadable` where nothing at all could be read, crash and time-out included."""
        ...


@dataclass(frozen=True, slots=True)
class ContainedFile:
    name: str
    """As the container has it: never a path to be trusted."""
    path: Path
    """A regular file in the folder that was given."""


@dataclass(frozen=True, slots=True)
class Contained:
    files: tuple[ContainedFile, ...] = ()
    errors: tuple[ErrorItem, ...] = ()


class Unpacker(Protocol):
    """Takes the files out of mails and archives, within its limits."""

    async def unpack(self, path: Path, media_type: str, folder: Path) -> Contained:
        """The files in a container, written into `folder`; none where it is no container.

        Raises `Unreadable` where nothing at all could be taken out.
        """
        ...


@dataclass(frozen=True, slots=True)
class PageImage:
    png: bytes
    pixels_per_point: float


class PageRenderer(Protocol):
    async def render(self, path: Path, page: int, scale: float, frames: Sequence[Box]) -> PageImage:
        """A page of a PDF at `scale` pixels per point, with frames around some boxes.

        A huge page is drawn at a lower scale, which the image tells.
        Raises `Unreadable`, `NotFound`.
        """
        ...


class Blobs(Protocol):
    """Content-addressed bytes, apart for each entity."""

    async def put(self, entity: EntityId, path: Path) -> VersionId:
        """Store a copy of a file under the SHA-256 of its bytes; durable on return."""
        ...

    async def path(self, scope: AccessScope, entity: EntityId, version: VersionId) -> Path:
        """A local file with the bytes, to read only. Raises `NotFound`, also for an entity of which
        the scope holds nothing, whatever else let the caller come as far."""
        ...

    async def delete(self, entity: EntityId, version: VersionId) -> None:
        """Does nothing where there is nothing."""
        ...

    def kept(self) -> AsyncIterator[tuple[EntityId, VersionId]]:
        """Everything that is stored, in any order."""
        ...

    async def is_whole(self, entity: EntityId, version: VersionId) -> bool:
        """Whether the stored bytes still have their SHA-256. Raises `NotFound`."""
        ...


class Queue(Protocol):
    """Wakes workers. The job row is the truth: a lost wake-up is made good by the sweeper."""

    async def wake(self, lane: Lane) -> None:
        """A worker of this lane will look for work after this call began.

        One that finds a job passes the word on before it does it: however many jobs there are, a
        lane needs one waiting wake-up. Raises `Unavailable`.
        """
        ...

    async def check(self) -> None:
        """Raises `Unavailable` where it does not answer."""
        ...

    async def close(self) -> None: ...


class Reranker(Protocol):
    """A model that reads a question and a text together. Blocking: call it from a thread, or from
    several."""

    @property
    def fingerprint(self) -> str:
        """Identity of the model, wherever its folder lies."""
        ...

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers, in order, in [0, 1]; those of one question compare.

        Raises `Unavailable` where its device fails, `Misconfigured` where it does not load.
        """
        ...
