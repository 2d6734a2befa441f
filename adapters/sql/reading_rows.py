"""Readings, leaves and chunks as rows, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import LargeBinary, Row, type_coerce

from adapters.sql.columns import unpacked
from adapters.sql.tables import leaves
from core.description import Description
from core.evidence import Chunk
from core.ids import ChunkId, DocumentId, Locator, ReadingId, VersionId
from core.outcomes import Outcome
from core.reading_json import leaf_from_json, leaf_to_json
from core.readings import Leaf, Reading, WordSpan
from core.stores import ReadingHead

AnyRow = Row[*tuple[Any, ...]]


def reading_to_row(
    reading: Reading, chunks: int, outcome: Outcome, found: Description
) -> dict[str, Any]:
    return {
        "id": reading.id,
        "document_id": reading.document,
        "version": reading.version,
        "parser": reading.parser,
        "live": False,
        "errors": [error.to_json() for error in reading.errors],
        "hidden": [hidden.to_json() for hidden in reading.hidden],
        "outcome": outcome.to_json(),
        "found": found.to_json(),
        "chunks": chunks,
    }


def head_from_row(row: AnyRow) -> ReadingHead:
    return ReadingHead(
        id=ReadingId(row.id),
        document=DocumentId(row.document_id),
        version=VersionId(row.version),
        parser=row.parser,
        live=row.live,
        outcome=Outcome.from_json(row.outcome),
        chunks=row.chunks,
    )


def leaf_to_row(reading: ReadingId, leaf: Leaf) -> dict[str, Any]:
    # The other columns are the keys of the leaf's JSON.
    return {"reading_id": reading, **leaf_to_json(leaf)}


LEAF = (
    *(leaves.c.number, leaves.c.kind, leaves.c.label, leaves.c.width_pt, leaves.c.height_pt),
    *(leaves.c.text, leaves.c.read_by),
    *(
        type_coerce(leaves.c[name], LargeBinary()).label(name)
        for name in ("words", "elements", "values")
    ),
)
"""What `leaf_from_row` takes: columns as they are stored, for others than SQLAlchemy unpack them
where and when it suits them."""


def leaf_from_row(row: AnyRow) -> Leaf:
    """Of a large sheet it takes a second."""
    return leaf_from_json(
        {
            "number": row.number,
            "kind": row.kind,
            "label": row.label,
            "width_pt": row.width_pt,
            "height_pt": row.height_pt,
            "text": row.text,
            "words": unpacked(row.words),
            "elements": unpacked(row.elements),
            "read_by": row.read_by,
            "values": unpacked(row.values) if row.values else [],  # none before there was one
        }
    )


def chunk_to_row(chunk: Chunk, leaf: Leaf) -> dict[str, Any]:
    """`leaf` is the one that it lies on."""
    span = leaf.char_span(chunk.words) if chunk.words.start < chunk.words.end else (0, 0)
    return {
        "id": chunk.id,
        "reading_id": chunk.reading,
        "ordinal": chunk.ordinal,
        "leaf": chunk.leaf,
        "word_start": chunk.words.start,
        "word_end": chunk.words.end,
        "char_start": span[0],
        "char_end": span[1],
        "locator": chunk.locator,
        "heading_path": list(chunk.heading_path),
        "header": chunk.header,
        "context": chunk.context,
        "language": chunk.language,
    }


def chunk_from_row(row: AnyRow, leaf_text: str) -> Chunk:
    return Chunk(
        id=ChunkId(row.id),
        reading=ReadingId(row.reading_id),
        ordinal=row.ordinal,
        leaf=row.leaf,
        words=WordSpan(row.word_start, row.word_end),
        locator=Locator(row.locator),
        text=leaf_text[row.char_start : row.char_end],
        heading_path=tuple(row.heading_path),
        header=row.header,
        context=row.context,
        language=row.language,
    )
