"""The journey of a question, first half: question → scope → candidates → passages, best first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import TYPE_CHECKING

from core.evidence import Hit
from core.explanation import Candidate, Explanation
from core.generations import Space
from core.ids import ChunkId, DocumentId
from core.indexing import ScoredChunk
from core.principals import SearchFilter
from core.scoping import SearchScope, Wanted
from core.stores import Database, Sighting, UnitOfWork
from retrieval.encode import SharedEncoder
from retrieval.focus import focused
from retrieval.once import Once, passages_once, sightings_once
from retrieval.rank import BEYOND, SAME_PAGE, SHOWN, Candidates, Ranked, Weights, ranked
from retrieval.rerank import Reranking
from retrieval.scope.narrow import Scoped
from retrieval.scope.scope import Scoper, fitted
from retrieval.structure import Structure, structure_of
from retrieval.worded import worded

if TYPE_CHECKING:
    from core.indexing import Vector

CANDIDATES = 100
"""Chunks asked of each ranking. Min-max normalisation needs a tail to compare with."""
_OF_ARTICLE = 20
"""More that BM25 finds for the articles alone that a question names."""
_STATEMENT_LEAVES = 24
"""Pages with the statements that a question is about: all their passages are candidates."""
_EXPANDED = 3
"""Best candidates whose neighbours become candidates."""
_EXPLAINED = 30
"""Candidates that an explanation shows."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question, and where the answer may be looked for."""

    text: str
    """It stands alone: what a follow-up leaves out is said again."""
    where: SearchFilter
    wanted: Wanted = field(default_factory=Wanted)
    """The scope as the caller corrects it."""
    before: tuple[str, ...] = ()
    """Earlier questions of the conversation, oldest first."""
    asked: str = ""
    """The words of a follow-up that was made to stand alone; else empty."""
    is_now: bool = False
    """Whether the day of `where` is the one on which it is asked: the question may name another."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives: passages, where they were looked for, and why these."""

    hits: list[Hit]
    scope: SearchScope
    explanation: Explanation
    scoped: Scoped | None = None
    """What the scope was made from; None where there was none to make."""
    vector: Vector | None = None
    """The question's, by the encoder of the space that was searched."""


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds passages. Every hit was checked against the database: live, and inside the filter."""

    database: Database
    weights: Weights
    reranking: Reranking | None = None
    questions: SharedEncoder = field(default_factory=SharedEncoder)
    once: Once | None = None
    """What questions that are asked together have read; None for one alone."""

    async def search(self, space: Space, query: Query, limit: int) -> Found:
        """The best passages for a question, best first, at most `limit`."""
        started = perf_counter()
        found = await self.reranked(query, await self.candidates(space, query, limit))
        searched = perf_counter()
        shown = await self.show(found, ranked(found, self.weights), limit)
        timings = {"find": searched - started, "rank": perf_counter() - searched}
        told = {stage: 1000 * seconds for stage, seconds in timings.items()}
        return replace(shown, explanation=replace(shown.explanation, timings_ms=told))

    async def candidates(self, space: Space, query: Query, limit: int = 0) -> Candidates:
        """What speaks for an answer, before it is weighed."""
        encoding = asyncio.create_task(self.questions.query(space.encoder, query.text))
        wanted = max(CANDIDATES, limit)
        try:
            # What needs no vector is looked up meanwhile.
            scoped, structure = await self.scope(query), structure_of(query.text)
            stated = await self.stated(scoped, structure)
            rankings = [
                await both(space, query.text, structure, encoding, where, wanted)
                for where in each_where(scoped)
            ]
            vector = await encoding
        finally:
            encoding.cancel()
        dense = _together(near for near, _ in rankings)
        bm25 = _together(rare for _, rare in rankings)
        found = await self.weighable(query.text, scoped, structure, stated, dense, bm25)
        return replace(found, vector=vector)

    async def scope(self, query: Query) -> Scoped:
        """Which documents a question is about."""
        scoped = Scoped(query.where, SearchScope())
        if self.weights.scope:
            scoper = Scoper(self.database)
            told = query.text, query.where, query.wanted, query.before
            scoped = await scoper.scoped(*told, is_now=query.is_now)
        if not query.asked:
            return scoped
        return replace(scoped, scope=scoped.scope.of_follow_up(query.asked, query.text))

    async def stated(self, scoped: Scoped, structure: Structure) -> list[Sighting]:
        """The passages of the pages that show the statements which a question is about."""
        leaves = _statement_leaves(scoped, structure)
        if not leaves:
            return []
        async with self.database.begin() as unit:
            return await unit.readings.on_leaves(scoped.where, leaves)

    async def weighable(
        self,
        question: str,
        scoped: Scoped,
        structure: Structure,
        stated: Sequence[Sighting],
        dense: Sequence[ScoredChunk],
        bm25: Sequence[ScoredChunk],
    ) -> Candidates:
        """Two rankings of one question with all else that its scores are made of."""
        chunks = list(dict.fromkeys(hit.chunk for hit in (*dense, *bm25)))
        async with self.database.begin() as unit:
            once = self.once or Once()
            seen = await sightings_once(unit, scoped.where, chunks, once)
            if not scoped.fits:
                documents = {sighting.document for sighting in seen.values()}
                scoped = await fitted(unit, scoped, documents)
            seen |= {sighting.chunk: sighting for sighting in stated}
            found = Candidates(question, scoped, structure, dense, bm25, seen, {})
            return await worded(unit, await self._expanded(unit, found), self.weights, once)

    async def _expanded(self, unit: UnitOfWork, found: Candidates) -> Candidates:
        """With what stands before and after the best: a table or a list may go on there."""
        if not self.weights.neighbour:
            return found
        best = [one.sighting.chunk for one in ranked(found, self.weights)[:_EXPANDED]]
        near = await unit.readings.beside(found.scoped.where, best)
        beside = {one.chunk: one for one in near}
        sightings = {**found.sightings, **beside}
        return replace(found, sightings=sightings, neighbours=frozenset(beside))

    async def reranked(self, query: Query, found: Candidates) -> Candidates:
        """With the cross-encoder's scores of the best, where there is one."""
        if not self.reranking or not self.weights.rerank:
            return found
        best = ranked(found, self.weights)[: self.reranking.top]
        async with self.database.begin() as unit:
            ids = [one.sighting.chunk for one in best]
            passages = await unit.readings.passages(found.scoped.where, ids)
        chunks = {chunk: passage.chunk for chunk, passage in passages.items()}
        return replace(found, reranked=await self.reranking.scores(query.text, chunks))

    async def show(self, found: Candidates, order: Sequence[Ranked], limit: int) -> Found:
        """The first of them as passages, and why they are."""
        ids = [one.sighting.chunk for one in order[:limit]]
        async with self.database.begin() as unit:
            live = await passages_once(unit, found.scoped.where, ids, self.once or Once())
        cosine = {hit.chunk: hit.score for hit in found.dense}
        shown = [one for one in order[:limit] if one.sighting.chunk in live]
        read = [live[one.sighting.chunk] for one in shown]
        focuses = await asyncio.to_thread(
            focused, found.question, found.structure, read, found.stretches
        )
        hits = [
            Hit(passage, one.score, cosine.get(one.sighting.chunk), focus)
            for one, passage, focus in zip(shown, read, focuses, strict=True)
        ]
        explanation = _explained(found, order, limit)
        return Found(hits, found.scoped.scope, explanation, found.scoped, found.vector)


def words_of(question: str, structure: Structure) -> str:
    """What BM25 looks for: the question's own words, and those that mean the same."""
    return f"{question} {structure.terms}"


def each_where(scoped: Scoped) -> list[SearchFilter]:
    """One filter; one for each of those that are compared, that none crowds out another."""
    if not scoped.groups:
        return [scoped.where]
    return [replace(scoped.where, documents=tuple(sorted(group))) for group in scoped.groups]


def _together(rankings: Iterable[Sequence[ScoredChunk]]) -> list[ScoredChunk]:
    """One ranking of what was found in several groups of documents."""
    found = (hit for ranking in rankings for hit in ranking)
    return sorted(found, key=lambda hit: (-hit.score, hit.chunk))


async def both(
    space: Space,
    question: str,
    structure: Structure,
    encoding: Awaitable[Vector],
    where: SearchFilter,
    limit: int,
) -> tuple[list[ScoredChunk], list[ScoredChunk]]:
    """The nearest passages, and the best of BM25, which need no vector to wait for."""

    async def nearest() -> list[ScoredChunk]:
        return await space.index.dense(await encoding, where, limit)

    near, rare = await asyncio.gather(nearest(), bm25_of(space, question, structure, where, limit))
    return near, rare


async def bm25_of(
    space: Space, question: str, structure: Structure, where: SearchFilter, limit: int
) -> list[ScoredChunk]:
    """The best of BM25; after them some of the articles that the question names, for these words
    are few among its others."""
    found = list(await space.index.sparse(words_of(question, structure), where, limit))
    low = found[-1].score if found else 0.0
    for number in structure.articles:
        known = {hit.chunk for hit in found}
        more = await space.index.sparse(f"article {number}", where, _OF_ARTICLE)
        found += [ScoredChunk(hit.chunk, low) for hit in more if hit.chunk not in known]
    return found


def _statement_leaves(scoped: Scoped, structure: Structure) -> list[tuple[DocumentId, int]]:
    """Pages that show a statement which the question is about, of the documents that fit best."""
    wanted = structure.stated | structure.implied
    if not wanted:
        return []
    best = sorted(
        scoped.cards.values(),
        key=lambda card: (-sum(scoped.fits.get(card.document, {}).values()), card.document),
    )
    leaves = [
        (card.document, leaf) for card in best for leaf, kind in card.statements if kind in wanted
    ]
    return leaves[:_STATEMENT_LEAVES]


def _explained(found: Candidates, order: Sequence[Ranked], limit: int) -> Explanation:
    ranks = {
        name: {hit.chunk: rank for rank, hit in enumerate(hits, 1)}
        for name, hits in (("dense", found.dense), ("bm25", found.bm25))
    }
    best = sorted(found.reranked, key=lambda chunk: (-found.reranked[chunk], chunk))
    ranks["reranked"] = {chunk: rank for rank, chunk in enumerate(best, 1)}
    first = order[: max(_EXPLAINED, limit)]
    return Explanation(
        scope=found.scoped.scope,
        reasons=found.scoped.reasons,
        statements=tuple(sorted(found.structure.stated | found.structure.implied)),
        concepts=tuple(sorted(found.structure.concepts)),
        candidates=tuple(
            _candidate(one, ranks, rank <= limit) for rank, one in enumerate(first, 1)
        ),
    )


def _candidate(one: Ranked, ranks: dict[str, dict[ChunkId, int]], is_shown: bool) -> Candidate:
    sighting: Sighting = one.sighting
    return Candidate(
        chunk=sighting.chunk,
        document=sighting.document,
        document_name=sighting.document_name,
        leaf=sighting.leaf,
        score=one.score,
        parts=one.parts,
        ranks={name: of[sighting.chunk] for name, of in ranks.items() if sighting.chunk in of},
        fate=_fate(one, is_shown),
    )


def _fate(one: Ranked, is_shown: bool) -> str:
    if is_shown:
        return SHOWN
    return SAME_PAGE if "repeated" in one.parts else BEYOND
