"""A reranker's word counts: what it finds better comes first."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from core.errors import Unavailable
from core.evidence import Chunk
from core.ids import ChunkId, DocumentId, EntityId, Locator, ReadingId
from core.indexing import ScoredChunk
from core.principals import AccessScope, SearchFilter
from core.readings import WordSpan
from core.scoping import SearchScope
from core.stores import Sighting
from retrieval.rank import Candidates, Weights, ranked
from retrieval.rerank import Reranking
from retrieval.scope.narrow import Scoped
from retrieval.structure import structure_of

TEXTS = {"a": "The rent is paid in advance.", "b": "The rent is 48,000.", "c": "Nothing of it."}


@dataclass
class Figures:
    """Implements the port: what has a figure answers."""

    fails: bool = False
    seen: list[str] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    fingerprint: str = "figures"

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        self.threads.add(threading.get_ident())
        self.seen += texts
        if self.fails:
            raise Unavailable("The device is gone.")
        return [0.9 if any(map(str.isdigit, text)) else 0.1 for text in texts]


def chunk(name: str) -> Chunk:
    return Chunk(
        id=ChunkId(name),
        reading=ReadingId("r"),
        ordinal=0,
        leaf=1,
        words=WordSpan(0, 1),
        locator=Locator("char:0-1"),
        text=TEXTS[name],
        heading_path=("Rents",),
        header="",
        language="en",
        context="Lease of ACME",
    )


def sighting(name: str, leaf: int) -> Sighting:
    return Sighting(
        ChunkId(name), ReadingId("r"), DocumentId("d"), "lease.pdf", leaf, leaf, ("Rents",)
    )


def found(reranked: dict[ChunkId, float]) -> Candidates:
    where = SearchFilter(AccessScope.whole(EntityId("here")))
    near = [ScoredChunk(ChunkId(name), 0.9 - rank / 10) for rank, name in enumerate(TEXTS)]
    sightings = {ChunkId(name): sighting(name, leaf) for leaf, name in enumerate(TEXTS, 1)}
    scoped = Scoped(where, SearchScope())
    return Candidates("?", scoped, structure_of("What is it?"), near, near, sightings, reranked)


def order(candidates: Candidates) -> list[str]:
    return [one.sighting.chunk for one in ranked(candidates, Weights())]


async def test_what_answers_better_comes_first() -> None:
    assert order(found({})) == ["a", "b", "c"]
    reranking = Reranking(Figures(), top=2)
    scores = await reranking.scores("What is it?", {ChunkId(n): chunk(n) for n in ("a", "b")})
    assert scores == {"a": 0.1, "b": 0.9}
    assert order(found(scores)) == ["b", "a", "c"]


async def test_it_reads_what_the_encoder_reads_away_from_the_event_loop() -> None:
    figures = Figures()
    await Reranking(figures, top=1).scores("?", {ChunkId("b"): chunk("b")})
    assert figures.seen == ["Lease of ACME\nRents\nThe rent is 48,000."]
    assert threading.get_ident() not in figures.threads


async def test_a_device_that_fails_is_told() -> None:
    with pytest.raises(Unavailable):
        await Reranking(Figures(fails=True), top=1).scores("?", {ChunkId("a"): chunk("a")})
