"""An installation whose index may be built with one small encoder or another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from adapters.qdrant.generations import EdgeIndexes
from adapters.spaces import GenerationSpaces
from adapters.sql import open_database
from core.encoding import Encoder
from core.errors import Misconfigured, Unreadable
from core.generations import EncoderSpec
from core.ports import PagesTold, untold
from core.readings import Parsed
from core.settings import Settings
from flows.bootstrap import Installation, assemble, build_direct_queue
from flows.reindex import Reindexer
from tests.ingest.fakes import FakeParser
from tests.parts import HERE

if TYPE_CHECKING:
    from core.indexing import Vectors

OLD, NEW = EncoderSpec("old", "", ""), EncoderSpec("new", "", "")


@dataclass
class Letters:
    """Counts letters, modulo its dimension: two of them never give the same cosines."""

    fingerprint: str
    dimension: int
    encoded: list[str] = field(default_factory=list)
    """Passages, in order."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return self.encode_queries(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def _vector(self, text: str) -> Vectors:
        counts = np.ones(self.dimension, np.float32)
        for letter in text.casefold():
            counts[ord(letter) % self.dimension] += 1
        return np.asarray(counts / np.linalg.norm(counts), np.float32)


@dataclass
class Choosy(FakeParser):
    """Reads no more what holds a word."""

    refused: str | None = None

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        if self.refused and self.refused in path.read_text("utf-8"):  # noqa: ASYNC240
            raise Unreadable("It can't be read any more.")
        return await super().parse(path, media_type, tell)


class Shelf:
    """Models by name, as a disk holds them."""

    def __init__(self) -> None:
        self.models = {"old": Letters("old/1", 8), "new": Letters("new/1", 13)}

    def open(self, spec: EncoderSpec) -> Encoder:
        if spec.model not in self.models:
            raise Misconfigured(f"There is no model {spec.model!r}.")
        return self.models[spec.model]

    def identify(self, spec: EncoderSpec) -> tuple[str, int]:
        encoder = self.open(spec)
        return encoder.fingerprint, encoder.dimension


@dataclass(frozen=True)
class Two:
    parts: Installation
    shelf: Shelf
    parser: Choosy
    reindexer: Reindexer


@asynccontextmanager
async def open_two(
    folder: Path, wanted: EncoderSpec = OLD, shelf: Shelf | None = None
) -> AsyncIterator[Two]:
    """SQLite and the embedded index under `folder`; `wanted` is what the settings name."""
    settings = Settings(data=folder, entity=HERE, _env_file=None)
    uploads = folder / "uploads"
    uploads.mkdir(parents=True, exist_ok=True)
    shelf, parser, queue = shelf or Shelf(), Choosy(), build_direct_queue()
    database = await open_database(settings.database, queue.wake)
    spaces = GenerationSpaces(database, EdgeIndexes(folder / "index", ""), wanted, shelf.open)
    try:
        parts = assemble(settings, uploads, database, queue, spaces, parser)
        yield Two(parts, shelf, parser, Reindexer(database, shelf.identify))
    finally:
        await spaces.close()
        await database.close()
