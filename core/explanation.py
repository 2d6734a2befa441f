"""Why a search found what it found: for people, and for tests of the search itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.ids import ChunkId, DocumentId
from core.scoping import SearchScope


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was considered."""

    chunk: ChunkId
    document: DocumentId
    document_name: str
    leaf: int
    """Number of the page, sheet, slide or part, from 1."""
    score: float
    """The sum of `parts`."""
    parts: Mapping[str, float]
    """What each source gave, weighted: `dense`, `bm25`, `statement`, `period` …"""
    ranks: Mapping[str, int]
    """From 1, in the rankings that hold it: `dense`, `bm25`, `reranked`."""
    fate: str
    """`shown`, or why it is not: `beyond the limit`, `another passage of its page is shown` …"""

    def to_json(self) -> dict[str, Any]:
        return {
            "chunk_id": self.chunk,
            "document_id": self.document,
            "document": self.document_name,
            "leaf": self.leaf,
            "score": round(self.score, 6),
            "parts": {name: round(value, 6) for name, value in self.parts.items()},
            "ranks": dict(self.ranks),
            "fate": self.fate,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a question was taken for, what was considered, and what became of it."""

    scope: SearchScope
    reasons: tuple[str, ...] = ()
    """In plain English, in the order of the decisions: `“FY2021” asks for 2021` …"""
    statements: tuple[str, ...] = ()
    """Kinds of financial statement that the question is about (`core.description`)."""
    concepts: tuple[str, ...] = ()
    """Of the lexicon."""
    candidates: tuple[Candidate, ...] = ()
    """Best first."""
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "scope": self.scope.to_json(),
            "reasons": list(self.reasons),
            "statements": list(self.statements),
            "concepts": list(self.concepts),
            "candidates": [candidate.to_json() for candidate in self.candidates],
            "timings_ms": {name: round(ms, 1) for name, ms in self.timings_ms.items()},
        }
