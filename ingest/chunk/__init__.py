"""Cuts a reading into chunks along its structure: never across a heading or through a row."""

from __future__ import annotations

from core.description import Description, Field
from core.evidence import Chunk
from core.ids import DocumentId, EntityId, chunk_id
from core.readings import Reading
from ingest.chunk.cuts import CHUNK_TOKENS
from ingest.chunk.pieces import pieces
from ingest.chunk.surroundings import Surroundings
from ingest.chunk.tokens import CountTokens, Tokens

__all__ = ["CHUNK_TOKENS", "CONTEXT_TOKENS", "HEADER_TOKENS", "HEADING_TOKENS", "chunks_of"]

CONTEXT_TOKENS, HEADING_TOKENS, HEADER_TOKENS = 32, 32, 128
"""Most of what stands before a chunk's text, each of its two headings counted alone: with the text
480 tokens of the 512 that the bundled encoder reads."""


def chunks_of(
    entity: EntityId,
    document: DocumentId,
    reading: Reading,
    language: str,
    count_tokens: CountTokens,
    description: Description | None = None,
) -> list[Chunk]:
    """The chunks of a reading in order. Their words cover every element but running text.

    None is over `CHUNK_TOKENS` but a single word, or a cell of a sheet: it has one address.
    """
    tokens = Tokens(count_tokens)
    context = tokens.clip(_context(description or Description()), CONTEXT_TOKENS)
    chunks: list[Chunk] = []
    for leaf in reading.leaves:
        around = Surroundings(leaf)
        for words in pieces(leaf, tokens):
            locator = leaf.place(words).locator
            path = (tokens.clip(heading, HEADING_TOKENS) for heading in around.path(words))
            chunks.append(
                Chunk(
                    id=chunk_id(entity, document, reading.id, locator),
                    reading=reading.id,
                    ordinal=len(chunks),
                    leaf=leaf.number,
                    words=words,
                    locator=locator,
                    text=leaf.quote(words),
                    heading_path=tuple(path),
                    header=tokens.clip(around.header(words), HEADER_TOKENS),
                    language=language,
                    context=context,
                )
            )
    return chunks


def _context(description: Description) -> str:
    """Whose document it is, what kind, of when; what is not known is left out."""
    kind = (description.value(Field.KIND) or "").replace("_", " ")
    known = (description.value(Field.ISSUER), kind, description.value(Field.PERIOD))
    return ", ".join(value for value in known if value and value != "other")
