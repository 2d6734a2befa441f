"""Puts the candidates of a search in order: a weighted sum of what speaks for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Self

from core.ids import ChunkId, DocumentId
from core.indexing import ScoredChunk
from core.stores import Sighting
from retrieval.clauses import Stretch
from retrieval.scope.narrow import Scoped
from retrieval.structure import Structure, heads

if TYPE_CHECKING:
    from core.indexing import Vector

_WIDE_CLAUSE = 0.2
"""Of the weight of a clause's wording where no document is named: it tells where in a contract to
look, and little of which contract."""
_SUPPORTING = 6
"""Passages of a document that count beside its best."""
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
    wide: float = 4 / 3
    """How much more dense counts against BM25 where the question leads to no documents, on top of
    1: which of many documents it is is told by what they are about, where in them by the words. A
    collection with weights of its own goes by these (`Sighting.dense_weight`)."""
    document: float = 0.6
    """How well the other passages of its document fit, in [-1, 1], there too: see `_supports`."""
    scope: float = 1.0
    """Not 0: only the documents of the search scope are searched."""
    period: float = 0.5
    """How well the document fits the period that is asked for."""
    kind: float = 0.15
    """Whether it is of the kind that is named."""
    language: float = 0.3
    """Whether it is in the language that is named."""
    name: float = 0.2
    """Whether it goes by a name that the question holds."""
    stated: float = 0.5
    """Whether the page shows a financial statement that the question calls by its name."""
    implied: float = 0.3
    """Whether it shows one that has the lines which the question is about."""
    article: float = 1.0
    """Whether the passage is the article that the question names."""
    clause: float = 5.0
    """How much the passage of a contract is worded as the clause that the question asks for: the
    best are worth a third of what can be."""
    neighbour: float = 0.1
    """Whether the passage before or after it is among the best: a table or a list goes on."""
    repeated: float = -0.1
    """For each better passage of the same page: pages that say the same crowd out others."""
    rerank: float = 1.0
    """Of the cross-encoder's score, where there is one."""

    def fusion(self, own: float | None, is_wide: bool) -> tuple[float, float]:
        """What dense and BM25 count; `own` is the share of dense in the passage's collection."""
        both = self.dense + self.bm25
        if own is not None:
            return own * both, (1 - own) * both
        dense = self.dense * (1 + self.wide) if is_wide else self.dense
        part = both / ((dense + self.bm25) or 1)
        return dense * part, self.bm25 * part

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(part.name for part in fields(cls))

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
    stretches: Mapping[ChunkId, Stretch] = field(default_factory=dict)
    """Of passages of contracts, where the question asks for a clause."""
    vector: Vector | None = None
    """The question's, where it was encoded."""


@dataclass(frozen=True, slots=True)
class _Alike:
    """What all passages of a document have in common."""

    parts: Mapping[str, float]
    """Weighted."""
    statements: Mapping[int, str]
    """Kind of financial statement, by the leaf that shows it."""


def ranked(found: Candidates, weights: Weights) -> list[Ranked]:
    """All candidates, best first; ties in chunk id order. The same input gives the same order."""
    is_wide = found.scoped.where.documents is None
    fused = _fused(found, weights, is_wide)
    most = weights.dense + weights.bm25
    supports = _supports(found, fused, most) if is_wide and weights.document and most else {}
    alike = {
        document: _alike(found, weights, document, supports.get(document, 0.0))
        for document in {sighting.document for sighting in found.sightings.values()}
    }
    judged = [
        _judged(found, weights, sighting, fused[chunk], alike[sighting.document])
        for chunk, sighting in found.sightings.items()
    ]
    return _by_group(_spread(_ordered(judged), weights.repeated), found.scoped.groups)


def _fused(
    found: Candidates, weights: Weights, is_wide: bool
) -> dict[ChunkId, tuple[float, float]]:
    """What dense and BM25 add to the score of each."""
    near, rare = _normalised(found.dense), _normalised(found.bm25)
    shares = {sighting.dense_weight for sighting in found.sightings.values()}
    counted = {own: weights.fusion(own, is_wide) for own in shares}
    fused = {}
    for chunk, sighting in found.sightings.items():
        dense, bm25 = counted[sighting.dense_weight]
        fused[chunk] = near.get(chunk, 0.0) * dense, rare.get(chunk, 0.0) * bm25
    return fused


def _supports(
    found: Candidates, fused: Mapping[ChunkId, tuple[float, float]], most: float
) -> dict[DocumentId, float]:
    """By document, what its passages after the best say of it, in [-1, 1].

    Each of the next `_SUPPORTING` speaks for the document where it is more than half as good as
    can be, and against it where it is less: a long document meets every question a little.
    """
    scores: dict[DocumentId, list[float]] = {}
    for chunk, sighting in found.sightings.items():
        scores.setdefault(sighting.document, []).append(sum(fused[chunk]) / most)
    return {
        document: sum(2 * score - 1 for score in sorted(of, reverse=True)[1:][:_SUPPORTING])
        / _SUPPORTING
        for document, of in scores.items()
    }


def _alike(found: Candidates, weights: Weights, document: DocumentId, support: float) -> _Alike:
    card = found.scoped.cards.get(document)
    raw = {"document": support, **found.scoped.fits.get(document, {})}
    return _Alike(
        {name: part * getattr(weights, name) for name, part in raw.items()},
        dict(card.statements) if card else {},
    )


def _judged(
    found: Candidates,
    weights: Weights,
    sighting: Sighting,
    fused: tuple[float, float],
    alike: _Alike,
) -> Ranked:
    own = _own(found, weights, sighting, alike.statements.get(sighting.leaf, ""))
    parts = {"dense": fused[0], "bm25": fused[1], **alike.parts, **own}
    parts = {name: part for name, part in parts.items() if part}
    return Ranked(sighting, sum(parts.values(), 0.0), parts)


def _own(
    found: Candidates, weights: Weights, sighting: Sighting, statement: str
) -> dict[str, float]:
    """What speaks for a passage, and not for all of its document."""
    parts: dict[str, float] = {}
    if statement in found.structure.stated:
        parts["stated"] = weights.stated
    elif statement in found.structure.implied:
        parts["implied"] = weights.implied
    if heads(found.structure.articles, sighting.heading_path):
        parts["article"] = weights.article
    if sighting.chunk in found.stretches:
        share = _WIDE_CLAUSE if found.scoped.where.documents is None else 1.0
        parts["clause"] = found.stretches[sighting.chunk].worth * weights.clause * share
    if sighting.chunk in found.neighbours:
        parts["neighbour"] = weights.neighbour
    if sighting.chunk in found.reranked:
        parts["rerank"] = found.reranked[sighting.chunk] * weights.rerank
    return parts


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
