"""A search that finds what a test says, in a scope that the test says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

from core.explanation import Candidate, Explanation
from core.generations import Space
from core.ids import ChunkId, DocumentId
from core.scoping import Facet, Named, Option, Origin, SearchScope
from flows.bootstrap import Installation
from retrieval.search import Found, Query, Retriever

SCOPE = SearchScope(
    (
        Named(Facet.PERIOD, "2018", "FY2018"),
        Named(Facet.ISSUER, "ZORBLAX SA", "Zorblax", Origin.EARLIER),
        Named(Facet.KIND, "annual_report", "", Origin.CALLER),
    ),
    (DocumentId("d-1"), DocumentId("d-2")),
    (Option(DocumentId("d-1"), "ZORBLAX SA, annual report, 2018"),),
)
CANDIDATES = (
    Candidate(
        ChunkId("c-1"),
        DocumentId("d-1"),
        "[red]report.pdf",
        60,
        0.75,
        {"dense": 0.5, "bm25": 0.25},
        {"dense": 3},
        "shown",
    ),
    Candidate(
        ChunkId("c-2"), DocumentId("d-2"), "b.pdf", 2, 0.1, {"bm25": 0.1}, {"bm25": 9}, "too far"
    ),
)
EXPLANATION = Explanation(
    SCOPE,
    reasons=("“Zorblax” is the issuer of 2 documents",),
    statements=("cash_flow",),
    concepts=("capital_expenditure",),
    candidates=CANDIDATES,
    timings_ms={"dense": 3.4},
)


@dataclass
class ScopedRetriever:
    """Stands in for `retrieval.search.Retriever`."""

    queries: list[Query] = field(default_factory=list)
    """What it was asked."""

    async def search(self, space: Space, query: Query, limit: int) -> Found:
        self.queries.append(query)
        return Found([], SCOPE, EXPLANATION)


def with_retriever(parts: Installation, retriever: ScopedRetriever) -> Installation:
    """The same installation with that search."""
    return replace(parts, asker=replace(parts.asker, retriever=cast("Retriever", retriever)))
