"""What stands in for the outside world where a test is about ingest alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.errors import NotFound
from core.formats import Sign
from core.ids import DocumentId, EntityId, JobId, ReadingId, VersionId
from core.indexing import IndexPoint, ScoredChunk
from core.outcomes import ErrorItem
from core.ports import Contained, ContainedFile, PagesTold, untold
from core.principals import SearchFilter
from core.readings import ElementKind, Parsed
from tests.core.generated import Block, leaf_of

if TYPE_CHECKING:
    from core.indexing import Vector, Vectors

DIMENSION = 8


def count_words(texts: Sequence[str]) -> list[int]:
    """Tokens of each text where a word is one."""
    return [len(text.split()) for text in texts]


class FakeEncoder:
    """Texts that share letters lie close; nothing is loaded."""

    fingerprint = "fake/1"
    dimension = DIMENSION

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(list(texts))
        return self.encode_queries(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return count_words(texts)

    @staticmethod
    def _vector(text: str) -> Vector:
        counts = np.ones(DIMENSION, np.float32)
        for letter in text.casefold():
            counts[ord(letter) % DIMENSION] += 1
        vector: Vector = counts / np.linalg.norm(counts)
        return vector


@dataclass
class FakeIndex:
    """Remembers points; what it is told to fail with, it raises at each write."""

    points: dict[str, IndexPoint] = field(default_factory=dict)
    failure: Exception | None = None

    async def upsert(self, points: Sequence[IndexPoint]) -> None:
        if self.failure:
            raise self.failure
        self.points |= {point.chunk: point for point in points}

    async def dense(self, vector: Vector, where: SearchFilter, limit: int) -> list[ScoredChunk]:
        return []

    async def sparse(self, text: str, where: SearchFilter, limit: int) -> list[ScoredChunk]:
        return []

    async def delete_document(self, entity: EntityId, document: DocumentId) -> None:
        self._keep(lambda point: (point.entity, point.document) != (entity, document))

    async def delete_reading(self, entity: EntityId, reading: ReadingId) -> None:
        self._keep(lambda point: (point.entity, point.reading) != (entity, reading))

    async def count(self, where: SearchFilter) -> int:
        return len(self.points)

    async def close(self) -> None:
        """Nothing is open."""

    def _keep(self, wanted: Callable[[IndexPoint], bool]) -> None:
        self.points = {key: point for key, point in self.points.items() if wanted(point)}


@dataclass
class FakeParser:
    """Reads every file as one paragraph of its words, or raises what it is told to."""

    failure: Exception | None = None
    errors: tuple[ErrorItem, ...] = ()
    revision: int = 1
    is_blank: bool = False
    meanwhile: Callable[[], Awaitable[None]] | None = None
    """What happens elsewhere while it reads."""

    signs: tuple[Sign, ...] = ()

    def fingerprint(self, media_type: str) -> str:
        return f"fake/{self.revision}"

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        if self.failure:
            raise self.failure
        if self.meanwhile:
            await self.meanwhile()
        words = [] if self.is_blank else path.read_text("utf-8").split()  # noqa: ASYNC240 - a few bytes
        return parsed(words, *self.errors)


def parsed(words: Sequence[str], *errors: ErrorItem) -> Parsed:
    blocks = [Block(ElementKind.PARAGRAPH, [[list(words)]])] if words else []
    return Parsed((leaf_of(blocks),), errors)


@dataclass
class FakeUnpacker:
    """A text with a line "holds NAME: TEXT" is a container of that file."""

    failure: Exception | None = None

    async def unpack(self, path: Path, media_type: str, folder: Path) -> Contained:
        if self.failure:
            raise self.failure
        files = []
        for rank, found in enumerate(_HOLDS.finditer(path.read_text("utf-8"))):  # noqa: ASYNC240
            inner = folder / str(rank)
            inner.write_text(found[2].replace("; ", "\n"), "utf-8")
            files.append(ContainedFile(found[1], inner))
        return Contained(tuple(files))


_HOLDS = re.compile(r"^holds ([^:]+): (.+)$", re.MULTILINE)


@dataclass
class FakeBlobs:
    """Bytes in memory of a folder of the test's."""

    folder: Path
    deleted: list[tuple[EntityId, VersionId]] = field(default_factory=list)

    async def put(self, entity: EntityId, path: Path) -> VersionId:
        data = path.read_bytes()  # noqa: ASYNC240 - a few bytes
        version = VersionId(hashlib.sha256(data).hexdigest())
        self._at(entity, version).write_bytes(data)
        return version

    async def path(self, entity: EntityId, version: VersionId) -> Path:
        path = self._at(entity, version)
        if not path.exists():
            raise NotFound("There are no such bytes.")
        return path

    async def delete(self, entity: EntityId, version: VersionId) -> None:
        self.deleted.append((entity, version))
        self._at(entity, version).unlink(missing_ok=True)

    def _at(self, entity: EntityId, version: VersionId) -> Path:
        return self.folder / f"{entity}-{version}"


@dataclass
class FakeQueue:
    """Remembers whom it woke."""

    woken: list[JobId] = field(default_factory=list)
    failure: Exception | None = None

    async def wake(self, job: JobId) -> None:
        if self.failure:
            raise self.failure
        self.woken.append(job)

    async def check(self) -> None:
        """It is there."""

    async def close(self) -> None:
        """Nothing is open."""
