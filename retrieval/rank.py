"""Puts the candidates of a search in order: a weighted sum of what speaks for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

from core.ids import ChunkId, DocumentId
from core.indexing import ScoredChunk
from core.stores import Sighting
from retrieval.scope.narrow import Scoped
from retrieval.structure import Structure, heads

SHOWN = "shown"
BEYOND = "beyond the limit"
SAME_PAGE = "others of its page come first"


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part adds to a passage's score, for a part of 1. 0 leaves it out.

    `dense` and `bm25` are weights of min-max normalised scores: a convex combination where they sum
    to 1, after Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (TOIS
    2023). The others are added to it. They were set by hand; `probant eval tune` proposes others.
    """

    dense: float = 0.5
    bm25: float = 0.5
    scope: float = 1.0
    """Not 0: only the documents of the search scope are searched."""
    period: float = 0.5
    """How well the document fits the period that is asked for."""
    kind: float = 0.15
    """Whether it is of the kind that is named."""
    name: float = 0.2
    """Whether it goes by a name that the question holds."""
    stated: float = 0.5
    """Whether the page shows a financial statement that the question calls by its name."""
    implied: float = 0.3
    """Whether it shows one that has the lines which the question is about."""
    article: float = 0.6
    """Whether the passage is the article that the question names."""
    neighbour: float = 0.1
    """Whether the passage before or after it is among the best: a table or a list goes on."""
    repeated: float = -0.1
    """For each better passage of the same page: pages that say the same crowd out others."""
    rerank: float = 1.0
    """Of the cross-encoder's score, where there is one."""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls))

    def without(self, name: str) -> Self:
        return self.replaced(name, 0.0)

    def replaced(self, name: str, value: float) -> Self:
        """Raises `ValueError` where there is no such part."""
        if name not in self.names():
            raise ValueError(f"there is no part {name!r} of a score")
        return replace(self, **{name: value})


@dataclass(frozen=True, slots=True)
class Ranked:
    sighting: Sighting
    score: float
    parts: Mapping[str, float]
    """Weighted; they sum to the score."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What was found for a question, before it is put in order."""

    question: str
    scoped: Scoped
    structure: Structure
    dense: Sequence[ScoredChunk]
    bm25: Sequence[ScoredChunk]
    sightings: Mapping[ChunkId, Sighting]
    """Live, and inside the scope: what is not here does not count."""
    reranked: Mapping[ChunkId, float]
    """The cross-encoder's scores in [0, 1], of those that it saw."""
    neighbours: frozenset[ChunkId] = frozenset()
    """Before and after those that were best without that."""


def ranked(found: Candidates, weights: Weights) -> list[Ranked]:
    """All candidates, best first; ties in chunk id order. The same input gives the same order."""
    near, rare = _normalised(found.dense), _normalised(found.bm25)
    judged = [
        _judged(found, weights, sighting, near.get(chunk, 0.0), rare.get(chunk, 0.0))
        for chunk, sighting in found.sightings.items()
    ]
    return _by_group(_spread(_ordered(judged), weights.repeated), found.scoped.groups)


def _judged(
    found: Candidates, weights: Weights, sighting: Sighting, dense: float, bm25: float
) -> Ranked:
    fits = found.scoped.fits.get(sighting.document, {})
    statement = _statement(found, sighting)
    raw = {
        "dense": dense,
        "bm25": bm25,
        **fits,
        "stated": float(statement in found.structure.stated),
        "implied": float(
            statement in found.structure.implied and statement not in found.structure.stated
        ),
        "article": float(heads(found.structure.articles, sighting.heading_path)),
        "neighbour": float(sighting.chunk in found.neighbours),
        "rerank": found.reranked.get(sighting.chunk, 0.0),
    }
    parts = {name: part * getattr(weights, name) for name, part in raw.items() if part}
    return Ranked(sighting, sum(parts.values(), 0.0), parts)


def _statement(found: Candidates, sighting: Sighting) -> str:
    card = found.scoped.cards.get(sighting.document)
    return dict(card.statements).get(sighting.leaf, "") if card else ""


def _ordered(judged: Iterable[Ranked]) -> list[Ranked]:
    return sorted(judged, key=lambda one: (-one.score, one.sighting.chunk))


def _spread(ordered: Sequence[Ranked], repeated: float) -> list[Ranked]:
    """With what each passage loses for better ones of its page."""
    seen: dict[tuple[DocumentId, int], int] = {}
    spread: list[Ranked] = []
    for one in ordered:
        page = one.sighting.document, one.sighting.leaf
        better = seen.get(page, 0)
        seen[page] = better + 1
        if better and repeated:
            parts = {**one.parts, "repeated": repeated * better}
            one = Ranked(one.sighting, sum(parts.values(), 0.0), parts)
        spread.append(one)
    return _ordered(spread)


def _by_group(ordered: Sequence[Ranked], groups: Sequence[frozenset[DocumentId]]) -> list[Ranked]:
    """The best of each group, then the second of each …: all that are compared are shown."""
    if not groups:
        return list(ordered)
    taken: dict[int, int] = {}
    turns: list[tuple[int, int, Ranked]] = []
    for rank, one in enumerate(ordered):
        group = next((i for i, g in enumerate(groups) if one.sighting.document in g), len(groups))
        turn = taken.get(group, 0)
        taken[group] = turn + 1
        turns.append((turn, rank, one))
    return [one for _, _, one in sorted(turns, key=lambda each: each[:2])]


def _normalised(hits: Sequence[ScoredChunk]) -> dict[ChunkId, float]:
    """Scores from 0, the lowest, to 1."""
    if not hits:
        return {}
    scores = [hit.score for hit in hits]
    low, high = min(scores), max(scores)
    if high == low:
        return {hit.chunk: 1.0 for hit in hits}
    return {hit.chunk: (hit.score - low) / (high - low) for hit in hits}
