"""Identities: the same input gives the same id, and no id is ever shared between entities.

See docs/decisions/0001-identity-of-evidence.md.
"""

from __future__ import annotations

from typing import NewType
from uuid import UUID, uuid4, uuid5

EntityId = NewType("EntityId", str)
CollectionId = NewType("CollectionId", str)
DocumentId = NewType("DocumentId", str)
VersionId = NewType("VersionId", str)
"""SHA-256 of the version's bytes, in hexadecimal."""
ReadingId = NewType("ReadingId", str)
ChunkId = NewType("ChunkId", str)
CitationId = NewType("CitationId", str)
JobId = NewType("JobId", str)
BatchId = NewType("BatchId", str)
GenerationId = NewType("GenerationId", str)
GridId = NewType("GridId", str)
KeyId = NewType("KeyId", str)
RecordId = NewType("RecordId", str)
"""Of a record of the ledger."""
UseCaseId = NewType("UseCaseId", str)
ReviewId = NewType("ReviewId", str)
TaskId = NewType("TaskId", str)
"""Of a piece of work that somebody times."""
Locator = NewType("Locator", str)
Reader = NewType("Reader", str)
"""Who may read a document: `entity:north`, `group:north/credit`, `user:north/key:1f`."""

_NAMESPACE = UUID("5d0c0a4e-7a63-5c0e-9b0a-6f1f6b6f0b1a")


def _derive(*parts: str) -> str:
    # Length-prefixed, so that no two different lists of parts can join to the same text.
    return str(uuid5(_NAMESPACE, "".join(f"{len(part)}:{part}" for part in parts)))


def document_id(
    entity: EntityId,
    collection: CollectionId,
    first_version: VersionId,
    nth: int = 0,
    readers: tuple[Reader, ...] | None = None,
) -> DocumentId:
    """Id of the document whose first version has these bytes, in this collection of this entity.

    `nth` counts the documents that have taken the ids before, and have moved elsewhere since, have
    other bytes now, or are not for whoever adds it to see. `readers` are those that it was added
    for, if for some: else who has the same bytes, and gets an id with a number, could tell.
    """
    more = (str(nth),) if nth else ()
    for_some = ("for", *readers) if readers is not None else ()
    return DocumentId(_derive("document", entity, collection, first_version, *for_some, *more))


def reading_id(document: DocumentId, version: VersionId, parser: str) -> ReadingId:
    """Id of what `parser` (name, version and settings) reads in one version of one document."""
    return ReadingId(_derive("reading", document, version, parser))


def chunk_id(
    entity: EntityId, document: DocumentId, reading: ReadingId, locator: Locator
) -> ChunkId:
    """Id of a chunk, which is also its point id in the vector index."""
    return ChunkId(_derive("chunk", entity, document, reading, locator))


def citation_id(reading: ReadingId, locator: Locator) -> CitationId:
    """Id of a citation. It says where the evidence is, so that it resolves without being stored."""
    return CitationId(f"{reading}~{locator}")


def grid_id(entity: EntityId, who: str, asked: str) -> GridId:
    """Id of the grid for which someone of an entity asked; `asked` is the whole request, with all
    that the values depend on, in one canonical form."""
    return GridId(_derive("grid", entity, who, asked))


def split_citation_id(citation: str) -> tuple[ReadingId, Locator]:
    """Inverse of `citation_id`. Raises ValueError on anything else."""
    reading, separator, locator = citation.partition("~")
    if not separator or not locator:
        raise ValueError(f"not a citation id: {citation[:80]!r}")
    return ReadingId(str(UUID(reading))), Locator(locator)


def new_job_id() -> JobId:
    return JobId(str(uuid4()))


def new_batch_id() -> BatchId:
    return BatchId(str(uuid4()))


def new_generation_id() -> GenerationId:
    return GenerationId(uuid4().hex)


def new_review_id() -> ReviewId:
    return ReviewId(uuid4().hex)


def new_record_id() -> RecordId:
    return RecordId(uuid4().hex)


def new_task_id() -> TaskId:
    return TaskId(uuid4().hex)
