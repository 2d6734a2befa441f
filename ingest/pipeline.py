"""The journey of a document: bytes → searchable evidence. One ordered list of stages.

    sniff → parse → describe → chunk → record  |  embed → index → publish

What stands left of the bar is done for one document, by a worker with processors: the stages of
this file, then `ingest.read` records what they found. What stands right of it is done for the
passages of many documents at once, by a worker with the model and the index: `ingest.embed`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.description import Description
from core.documents import Document
from core.errors import Unreadable
from core.evidence import Chunk
from core.generations import Spaces
from core.ids import reading_id
from core.outcomes import ErrorItem, Outcome, Status
from core.ports import Parser
from core.readings import Reading
from ingest.chunk import chunks_of
from ingest.chunk.tokens import CountTokens
from ingest.describe import describe
from ingest.language import language_of
from ingest.sniff import sniff

Progress = Callable[[str, int, int], None]
"""Told (stage, done, total) as work goes on; total is 0 where it is not known."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the stages need of the outside world."""

    parser: Parser
    spaces: Spaces
    """For the length of a text in the live encoder's tokens; no index is opened."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is known of a document so far; each stage returns it with more."""

    document: Document
    path: Path
    media_type: str = ""
    reading: Reading | None = None
    chunks: tuple[Chunk, ...] = ()

    @property
    def read(self) -> Reading:
        if self.reading is None:
            raise ValueError("the parse stage has not run")
        return self.reading


Stage = Callable[[Tools, Work, Progress], Awaitable[Work]]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of a document, and what was read of it, if anything was."""

    outcome: Outcome
    reading: Reading | None = None
    chunks: tuple[Chunk, ...] = ()
    found: Description = field(default_factory=Description)
    """What the reading says of the document."""


async def run(tools: Tools, document: Document, path: Path, progress: Progress) -> Ingested:
    """Take a document through every stage; store nothing. Errors of the document are data.

    Raises what is not the document's fault (`Unavailable`, `Misconfigured` …): the job is retried.
    """
    work = Work(document, path)
    for name, stage in STAGES:
        progress(name, 0, 0)
        try:
            work = await stage(tools, work, progress)
        except Unreadable as error:
            return failed(ErrorItem(name, error.category, str(error)))
    return _ingested(work)


def failed(*errors: ErrorItem) -> Ingested:
    return Ingested(Outcome(Status.FAILED, errors=errors))


async def _sniff(tools: Tools, work: Work, progress: Progress) -> Work:
    media_type = await asyncio.to_thread(sniff, work.path, work.document.name, tools.parser.signs)
    return replace(work, media_type=media_type)


async def _parse(tools: Tools, work: Work, progress: Progress) -> Work:
    def tell(done: int, pages: int) -> None:
        progress("parse", done, pages)

    parsed = await tools.parser.parse(work.path, work.media_type, tell)
    fingerprint = tools.parser.fingerprint(work.media_type)
    document = work.document
    reading = Reading(
        id=reading_id(document.id, document.version, fingerprint),
        document=document.id,
        version=document.version,
        parser=fingerprint,
        leaves=parsed.leaves,
        errors=parsed.errors,
        hidden=parsed.hidden,
    )
    return replace(work, reading=reading)


async def _describe(tools: Tools, work: Work, progress: Progress) -> Work:
    found = await asyncio.to_thread(describe, work.read, work.document.name)
    return replace(work, document=replace(work.document, found=found))


async def _chunk(tools: Tools, work: Work, progress: Progress) -> Work:
    encoder = await tools.spaces.encoder()
    chunks = await asyncio.to_thread(_chunks, work, encoder.count_tokens)
    return replace(work, chunks=tuple(chunks))


def _chunks(work: Work, count_tokens: CountTokens) -> list[Chunk]:
    language = language_of("\n".join(leaf.text for leaf in work.read.leaves))
    document, said = work.document, work.document.description
    return chunks_of(document.entity, document.id, work.read, language, count_tokens, said)


def _ingested(work: Work) -> Ingested:
    """`failed` where no word was read and no page image waits for one; `partial` with any error."""
    reading = work.read
    if not work.chunks and not _awaits_ocr(reading.errors):
        empty = ErrorItem("parse", "empty", "The document holds no text.")
        return failed(*(reading.errors or (empty,)))
    outcome = Outcome(
        Status.PARTIAL if reading.errors else Status.INDEXED,
        pages=reading.pages,
        elements=sum(len(leaf.elements) for leaf in reading.leaves),
        chunks=len(work.chunks),
        errors=reading.errors,
        hidden=reading.hidden,
    )
    return Ingested(outcome, reading, work.chunks, work.document.found)


def _awaits_ocr(errors: Sequence[ErrorItem]) -> bool:
    return any(error.category == "no_text_layer" for error in errors)


STAGES: tuple[tuple[str, Stage], ...] = (
    ("sniff", _sniff),
    ("parse", _parse),
    ("describe", _describe),
    ("chunk", _chunk),
)
