"""Passages made of a few lines, and a model of a test's own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from core.chat import ChatMessage, Usage, UsageTold
from core.evidence import Chunk, Hit, Passage
from core.ids import ChunkId, CollectionId, DocumentId, ReadingId, VersionId
from core.readings import ElementKind, Leaf, LeafKind, WordSpan
from tests.core.generated import Block, leaf_of

READING = ReadingId("00000000-0000-0000-0000-000000000001")


def paragraph(text: str) -> Block:
    return Block(ElementKind.PARAGRAPH, [[text.split()]])


def heading(text: str) -> Block:
    return Block(ElementKind.HEADING, [[text.split()]])


def item(text: str) -> Block:
    """Of a list."""
    return Block(ElementKind.LIST_ITEM, [[text.split()]])


def table(*rows: str, has_header: bool = True) -> Block:
    """A table of lines whose cells are separated by bars."""
    cells = [[cell.split() for cell in row.split("|")] for row in rows]
    return Block(ElementKind.TABLE, cells, has_header)


def passage(
    *blocks: Block | str,
    kind: LeafKind = LeafKind.TEXT,
    words: WordSpan | None = None,
    headings: tuple[str, ...] = (),
    reading: ReadingId = READING,
) -> Passage:
    """A passage of a whole leaf, or of some of its words; a text is a paragraph."""
    made = [paragraph(block) if isinstance(block, str) else block for block in blocks]
    return passage_on(leaf_of(made, kind, label="Loyers"), words, headings, reading)


def passage_on(
    leaf: Leaf,
    words: WordSpan | None = None,
    headings: tuple[str, ...] = (),
    reading: ReadingId = READING,
) -> Passage:
    span = words or WordSpan(0, len(leaf.words))
    chunk = Chunk(
        id=ChunkId(f"{reading}-{span.start}"),
        reading=reading,
        ordinal=0,
        leaf=leaf.number,
        words=span,
        locator=leaf.place(span).locator,
        text=leaf.quote(span),
        heading_path=headings,
        header="",
        language="fr",
    )
    return Passage(
        chunk, DocumentId("document"), "bail.pdf", VersionId("v"), CollectionId("default"), leaf
    )


def hit(*blocks: Block | str, score: float = 0.5, reading: str = READING) -> Hit:
    return Hit(passage(*blocks, reading=ReadingId(reading)), score)


@dataclass
class FakeChat:
    """Says what it is told to, piece by piece, then fails if it is told to."""

    pieces: Sequence[str] = ()
    failure: Exception | None = None
    usage: Usage | None = None
    name: str = "fake"
    asked: list[Sequence[ChatMessage]] = field(default_factory=list)
    said: int = 0
    was_closed: bool = False

    def tokens(self, text: str) -> int:
        return len(text.split())

    async def stream(
        self, messages: Sequence[ChatMessage], tell: UsageTold
    ) -> AsyncGenerator[str, None]:
        self.asked.append(messages)
        try:
            for piece in self.pieces:
                self.said += 1
                yield piece
            if self.failure:
                raise self.failure
            if self.usage:
                tell(self.usage)
        finally:
            self.was_closed = True
