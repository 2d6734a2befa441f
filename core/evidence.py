"""Chunks, passages, citations and answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.abstention import Abstention
from core.chat import Usage
from core.contradiction import Contradiction
from core.explanation import Explanation
from core.ids import (
    ChunkId,
    CitationId,
    CollectionId,
    DocumentId,
    Locator,
    ReadingId,
    RecordId,
    VersionId,
)
from core.links import links_of
from core.places import PageSpan, Place, place_to_json
from core.readings import Leaf, WordSpan
from core.reviews import Supervised
from core.scoping import SearchScope
from core.use_cases import UseCase
from core.verdicts import UNPROVEN, Judgement, Verdict


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is embedded and found: words of one leaf, with the headings they stand under."""

    id: ChunkId
    reading: ReadingId
    ordinal: int
    """Rank in the reading, from 0."""
    leaf: int
    words: WordSpan
    locator: Locator
    text: str
    """The leaf's text at the words."""
    heading_path: tuple[str, ...]
    header: str
    """What it can't be read without and its own words don't hold: a table's caption and column
    headers, the sentence that introduces a list."""
    language: str
    context: str = ""
    """Whose document it is, what kind, of when: for the encoder, never quoted."""

    @property
    def searchable(self) -> str:
        """What BM25 reads: headings and header, then the text. Never quoted.

        Without the context, which all chunks of a document share: there it would tell none apart,
        and only lengthen them.
        """
        return _lines(*self.heading_path[-2:], self.header, self.text)

    @property
    def embedded(self) -> str:
        """What the encoder reads: the context before all that is searchable. Never quoted."""
        return _lines(self.context, self.searchable)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk found live in the database, with its document and its leaf."""

    chunk: Chunk
    document: DocumentId
    document_name: str
    version: VersionId
    collection: CollectionId
    leaf: Leaf

    @property
    def place(self) -> Place:
        return self.leaf.place(self.chunk.words)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. Higher is better; scores of two searches don't mix."""

    passage: Passage
    score: float
    similarity: float | None = None
    """Cosine of the question to the chunk, where the dense search returned it."""
    focus: WordSpan | None = None
    """The words of the passage that a reader should see first; None: all of them."""

    @property
    def focus_text(self) -> str:
        return self.passage.leaf.quote(self.focus or self.passage.chunk.words)

    def to_json(self) -> dict[str, Any]:
        place = self.passage.place
        page = place.page if isinstance(place, PageSpan) else None
        boxes = place.boxes if isinstance(place, PageSpan) else ()
        return {
            "chunk_id": self.passage.chunk.id,
            "document_id": self.passage.document,
            "document": self.passage.document_name,
            "locator": place.locator,
            "page_start": page,
            "page_end": page,
            "boxes": [box.to_json() for box in boxes],
            "score": round(self.score, 6),
            "text": self.passage.chunk.text,
            "focus": self.focus_text,
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """The evidence behind one stretch of an answer. `quote` is the reading's text at its span."""

    id: CitationId
    index: int
    """1-based marker in the answer."""
    document_id: DocumentId
    document_version: VersionId
    reading_id: ReadingId
    document: str
    place: Place
    source_start: int
    source_end: int
    quote: str
    answer_start: int
    answer_end: int
    score: float
    judgement: Judgement = UNPROVEN
    """Of the stretch of the answer that it stands behind."""
    in_force: bool = True
    """Whether its document is valid on the day of the answer; what was asked for may be older."""

    @property
    def verdict(self) -> Verdict:
        return self.judgement.verdict

    def to_json(self) -> dict[str, Any]:
        page = self.place.page if isinstance(self.place, PageSpan) else None
        boxes = self.place.boxes if isinstance(self.place, PageSpan) else ()
        return {
            "id": self.id,
            "index": self.index,
            "document_id": self.document_id,
            "document_version": self.document_version,
            "reading_id": self.reading_id,
            "document": self.document,
            "place": place_to_json(self.place),
            "page_start": page,
            "page_end": page,
            "boxes": [box.to_json() for box in boxes],
            "locator": self.place.locator,
            "source_start": self.source_start,
            "source_end": self.source_end,
            "quote": self.quote,
            "answer_start": self.answer_start,
            "answer_end": self.answer_end,
            "score": round(self.score, 6),
            **self.judgement.to_json(),
            "in_force": self.in_force,
            "links": links_of(self.id, self.document_id, self.place),
        }


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A stretch of an answer that was checked as one."""

    start: int
    """Characters of the answer's text, markers included, end exclusive."""
    end: int
    citations: tuple[int, ...]
    """Their markers."""
    judgement: Judgement

    def to_json(self) -> dict[str, Any]:
        span = {"start": self.start, "end": self.end}
        return {**span, "citations": list(self.citations), **self.judgement.to_json()}


class AnswerState(StrEnum):
    ANSWERED = "answered"
    ABSTAINED = "abstained"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked at for an answer."""

    collections: tuple[CollectionId, ...]
    documents: int
    passages: int
    nearest: tuple[Hit, ...] = ()
    """The best passages, shown when there is no answer."""
    scope: SearchScope = field(default_factory=SearchScope)
    """What the question was taken to be about, and what it may mean besides."""

    def to_json(self) -> dict[str, Any]:
        return {
            "collections": list(self.collections),
            "documents": self.documents,
            "passages": self.passages,
            "nearest": [hit.to_json() for hit in self.nearest],
            "scope": self.scope.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language model was asked for an answer, and what that cost."""

    model: str
    prompt: str
    """Language, version and hash of the template: `fr-1-3f8a90b2c1d4`."""
    passages: int
    """The passages that it was shown."""
    left_out: int
    """Those that did not fit what it may be sent."""
    usage: Usage

    def to_json(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "prompt": self.prompt,
            "passages": self.passages,
            "left_out": self.left_out,
            "usage": self.usage.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    state: AnswerState
    text: str
    citations: tuple[Citation, ...]
    reason: str | None
    searched: Searched
    timings_ms: dict[str, float] = field(default_factory=dict)
    confidence: float = 0.0
    """How likely it is that the best evidence found answers, in [0, 1]; also of an abstention."""
    explanation: Explanation | None = None
    """How its passages were chosen, where that was asked for."""
    writing: Writing | None = None
    """How a model was asked to write it, where one was; the evidence may be quoted all the same."""
    sentences: tuple[CheckedSentence, ...] = ()
    """In order."""
    abstention: Abstention | None = None
    """Why there is no answer, where there is none."""
    contradictions: tuple[Contradiction, ...] = ()
    """Where documents do not agree on what is answered."""
    use_case: UseCase | None = None
    """What it was asked for, where that is declared."""
    record: RecordId | None = None
    """Of the ledger, opened before it was looked for."""
    supervision: Supervised | None = None
    """Whether it waits for people; None where its use case, if any, does not ask for that."""

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {}
        told |= {"explanation": self.explanation.to_json()} if self.explanation else {}
        told |= {"writing": self.writing.to_json()} if self.writing else {}
        told |= {"abstention": self.abstention.to_json()} if self.abstention else {}
        told |= {"record": self.record} if self.record else {}
        told |= {"supervision": self.supervision.to_json()} if self.supervision else {}
        return {
            "state": self.state.value,
            "answer": self.text,
            "citations": [citation.to_json() for citation in self.citations],
            "sentences": [sentence.to_json() for sentence in self.sentences],
            "contradictions": [one.to_json() for one in self.contradictions],
            "reason": self.reason,
            "confidence": round(self.confidence, 6),
            "searched": self.searched.to_json(),
            "timings_ms": {name: round(ms, 1) for name, ms in self.timings_ms.items()},
            "use_case": self.use_case.to_reference() if self.use_case else None,
            **told,
        }
