"""Who the landlord is: where the contract names its parties is told, not clauses about them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest

from core.encoding import Encoder
from core.evidence import Hit
from core.explanation import Explanation
from core.generations import Space
from core.ids import DocumentId
from core.principals import SearchFilter
from core.scoping import SearchScope
from flows.evidence import Gathered
from flows.holding import with_holders
from flows.question import Question
from retrieval.roles import CONFIDENCE
from retrieval.scope.missing import About, Missing
from retrieval.search import Found, Query, Retriever
from tests.contracts.databases import scope
from tests.flows.uncaged import open_uncaged
from tests.parts import USER, added
from tests.retrieval.passages import hit

LANDLORD = "SCI Tournesolaire, société civile, ci-après le « Bailleur »,"
TENANT = "SAS Brindacier Agencement, ci-après le « Preneur »,"
PARTIES = f"ENTRE LES SOUSSIGNÉS {LANDLORD} d'une part, {TENANT} d'autre part."
CLAUSE = "Le Bailleur est propriétaire de l'immeuble dont le Preneur occupe le lot 7."


@pytest.mark.asyncio
async def test_who_has_a_role_is_told_in_either_language(tmp_path: Path, encoder: Encoder) -> None:
    lease = tmp_path / "bail.txt"
    lease.write_text(f"BAIL COMMERCIAL\n\n{PARTIES}\n\n{CLAUSE}\n", "utf-8")
    async with open_uncaged(tmp_path / "data", encoder) as parts:
        await added(parts, lease)
        asked = [Question("Qui est le bailleur ?"), Question("Who is the tenant?")]
        answers = [await parts.asker.ask(USER, one) for one in asked]
    assert [[c.quote for c in one.citations] for one in answers] == [[LANDLORD], [TENANT]]
    assert [one.confidence for one in answers] == [CONFIDENCE, CONFIDENCE]


@dataclass
class Second:
    """A search that finds where the parties are named."""

    queries: list[Query] = field(default_factory=list)

    async def search(self, space: Space, query: Query, limit: int) -> Found:
        self.queries.append(query)
        return Found([hit(PARTIES)], SearchScope(), Explanation(SearchScope(), (), (), (), ()))


async def asked(
    question: str, hits: list[Hit], *, missing: Missing | None = None, abstain_below: float = 0.9
) -> tuple[Gathered, list[Query]]:
    second, got = Second(), Gathered(About(hits, missing or Missing()))
    query, space = Query(question, SearchFilter(scope())), cast("Space", None)
    retriever = cast("Retriever", second)
    found = await with_holders(retriever, space, query, got, abstain_below)
    return found, second.queries


@pytest.mark.asyncio
async def test_what_no_passage_tells_is_searched_for_in_their_documents() -> None:
    away = hit(CLAUSE)
    away = replace(away, passage=replace(away.passage, document=DocumentId("away")))
    found, queries = await asked("Qui est le bailleur ?", [away])
    assert [one.unit.quote for one in found.evidence] == [LANDLORD]
    assert [one.where.documents for one in queries] == [(DocumentId("away"),)]
    found, queries = await asked("Qui est le bailleur ?", [hit(PARTIES)])
    assert (len(found.evidence), queries) == (1, [])


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("question", "hits", "missing", "abstain_below"),
    [
        ("Quel est le loyer ?", [hit(PARTIES)], Missing(), 0.9),
        ("Qui est le bailleur de Zorblax ?", [hit(PARTIES)], Missing(names=("Zorblax",)), 0.9),
        ("Qui est le bailleur ?", [hit(PARTIES)], Missing(), 0.99),
        ("Qui est le bailleur ?", [], Missing(), 0.9),
        ("Qui est le garant ?", [hit(PARTIES)], Missing(), 0.9),
    ],
)
async def test_else_the_evidence_stays_as_it_is(
    question: str, hits: list[Hit], missing: Missing, abstain_below: float
) -> None:
    found, _ = await asked(question, hits, missing=missing, abstain_below=abstain_below)
    assert found.evidence == ()
