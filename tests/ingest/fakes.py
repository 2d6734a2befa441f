"""What stands in for the outside world where a test is about ingest alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.encoding import Encoder
from core.errors import NotFound
from core.formats import Sign
from core.generations import EncoderSpec, Generation, GenerationState, Space
from core.ids import (
    ChunkId,
    DocumentId,
    EntityId,
    GenerationId,
    ReadingId,
    VersionId,
    new_generation_id,
)
from core.indexing import IndexPoint, ScoredChunk, StoredPoint, Tags
from core.jobs import Lane
from core.outcomes import ErrorItem
from core.ports import Contained, ContainedFile, PagesTold, untold
from core.principals import AccessScope, SearchFilter
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

    dimension = DIMENSION

    def __init__(self, fingerprint: str = "fake/1") -> None:
        self.fingerprint = fingerprint
        self.batches: list[list[str]] = []
        """The texts of each call."""
        self.failures: dict[str, Exception] = {}
        """What is raised where a text holds a word."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(list(texts))
        for word, failure in self.failures.items():
            if any(word in text for text in texts):
                raise failure
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

    points: dict[ChunkId, IndexPoint] = field(default_factory=dict)
    failure: Exception | None = None
    before_write: Callable[[], Awaitable[None]] | None = None
    """What happens elsewhere as it is about to write."""

    async def upsert(self, points: Sequence[IndexPoint]) -> None:
        if self.before_write:
            await self.before_write()
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

    async def delete_chunks(self, entity: EntityId, chunks: Sequence[ChunkId]) -> None:
        self._keep(lambda point: point.entity != entity or point.chunk not in chunks)

    async def tag(self, entity: EntityId, document: DocumentId, tags: Tags) -> None:
        for chunk, point in self.points.items():
            if (point.entity, point.document) == (entity, document):
                self.points[chunk] = replace(point, tags=tags)

    async def digests(self, chunks: Sequence[ChunkId]) -> dict[ChunkId, str]:
        return {chunk: self.points[chunk].digest for chunk in chunks if chunk in self.points}

    async def stored(self) -> AsyncIterator[Sequence[StoredPoint]]:
        yield [StoredPoint(p.chunk, p.entity, p.document, p.reading, p.tags) for p in self._all()]

    async def vectors(
        self, where: SearchFilter
    ) -> AsyncIterator[tuple[Sequence[ChunkId], Vectors]]:
        yield [p.chunk for p in self._all()], np.stack([p.vector for p in self._all()])

    async def count(self, where: SearchFilter) -> int:
        return len(self.points)

    async def close(self) -> None:
        """Nothing is open."""

    def _all(self) -> list[IndexPoint]:
        return list(self.points.values())

    def _keep(self, wanted: Callable[[IndexPoint], bool]) -> None:
        self.points = {key: point for key, point in self.points.items() if wanted(point)}


@dataclass
class FakeSpaces:
    """Opened generations, the live one first."""

    spaces: list[Space]
    dropped: list[GenerationId] = field(default_factory=list)
    failure: Exception | None = None

    async def encoder(self) -> Encoder:
        return self.spaces[0].encoder

    async def live(self) -> Space:
        return (await self.open())[0]

    async def open(self) -> Sequence[Space]:
        if self.failure:
            raise self.failure
        return list(self.spaces)

    async def space(self, generation: GenerationId) -> Space:
        for space in await self.open():
            if space.generation.id == generation:
                return space
        raise NotFound("There is no such generation.")

    async def kept(self) -> Sequence[GenerationId]:
        return [space.generation.id for space in self.spaces]

    async def drop(self, generation: GenerationId) -> None:
        self.dropped.append(generation)

    async def close(self) -> None:
        """Nothing is open."""


def generation_of(
    encoder: Encoder, state: GenerationState = GenerationState.LIVE, *, rereads: bool = False
) -> Generation:
    spec = EncoderSpec(encoder.fingerprint, "", "")
    return Generation(
        new_generation_id(), spec, encoder.fingerprint, encoder.dimension, state, rereads
    )


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
    before_put: Callable[[], Awaitable[None]] | None = None
    """What happens elsewhere as bytes are about to be stored."""

    async def put(self, entity: EntityId, path: Path) -> VersionId:
        if self.before_put:
            await self.before_put()
        data = path.read_bytes()  # noqa: ASYNC240 - a few bytes
        version = VersionId(hashlib.sha256(data).hexdigest())
        self._at(entity, version).write_bytes(data)
        return version

    async def path(self, scope: AccessScope, entity: EntityId, version: VersionId) -> Path:
        path = self._at(entity, version)
        if not path.exists():
            raise NotFound("There are no such bytes.")
        return path

    async def kept(self) -> AsyncIterator[tuple[EntityId, VersionId]]:
        for path in sorted(self.folder.iterdir()):
            entity, _, version = path.name.rpartition("-")
            yield EntityId(entity), VersionId(version)

    async def is_whole(self, entity: EntityId, version: VersionId) -> bool:
        data = (await self.path(AccessScope.whole(entity), entity, version)).read_bytes()
        return hashlib.sha256(data).hexdigest() == version

    async def delete(self, entity: EntityId, version: VersionId) -> None:
        self.deleted.append((entity, version))
        self._at(entity, version).unlink(missing_ok=True)

    def _at(self, entity: EntityId, version: VersionId) -> Path:
        return self.folder / f"{entity}-{version}"


@dataclass
class FakeQueue:
    """Remembers whom it woke."""

    woken: list[Lane] = field(default_factory=list)
    failure: Exception | None = None
    meanwhile: Callable[[], Awaitable[None]] | None = None
    """What happens elsewhere as a worker is woken."""

    async def wake(self, lane: Lane) -> None:
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        if self.failure:
            raise self.failure
        self.woken.append(lane)

    async def check(self) -> None:
        """It is there."""

    async def close(self) -> None:
        """Nothing is open."""
