"""Of two issuers that are compared both are shown, or neither."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.encoding import Encoder
from core.evidence import Hit
from core.explanation import Explanation
from core.ids import ReadingId
from core.principals import SearchFilter
from core.scoping import SearchScope
from flows.evidence import Gathered, gathered
from retrieval.scope.asked import Asked
from retrieval.scope.narrow import Scoped, fits_of
from retrieval.scope.periods import asked_periods
from retrieval.search import Found, Query
from tests.contracts.databases import scope
from tests.retrieval.passages import hit
from tests.retrieval.scope.test_missing import HARBOR, NORTHWIND, OURS, THEIRS, of

QUESTION = "What were the net sales of Northwind and of Blue Harbor in {}?"


def theirs(text: str) -> Hit:
    found = hit(text, reading=ReadingId("00000000-0000-0000-0000-000000000002"))
    return replace(found, passage=replace(found.passage, document=THEIRS))


async def evidence_of(
    encoder: Encoder, year: int, *hits: Hit, abstain_below: float = 0.0
) -> Gathered:
    question = QUESTION.format(year)
    cards = {card.document: card for card in (NORTHWIND, HARBOR)}
    asked = Asked((), asked_periods(question), {}, frozenset(), {}, {})
    where = SearchFilter(scope())
    scoped = Scoped(where, SearchScope(), cards, fits_of(asked, cards), asked=asked)
    explanation = Explanation(SearchScope(), (), (), (), ())
    found = Found(list(hits), SearchScope(), explanation, scoped)
    return await gathered(encoder, Query(question, where), found, abstain_below)


@pytest.mark.asyncio
async def test_each_side_of_a_comparison_is_shown(encoder: Encoder) -> None:
    other = theirs("Net sales were 34 million in 2022.")
    ours = of(OURS, "Net sales were 12 million in 2022.")
    got = await evidence_of(encoder, 2022, ours, other)
    assert [one.unit.passage.document for one in got.evidence] == [OURS, THEIRS]
    assert got.confidence == min(one.confidence for one in got.evidence)
    unsure = await evidence_of(encoder, 2022, ours, other, abstain_below=1.0)
    assert (unsure.evidence, unsure.confidence > 0) == ((), True)


@pytest.mark.asyncio
async def test_half_of_a_comparison_is_not_shown(encoder: Encoder) -> None:
    ours = of(OURS, "Net sales were 12 million in 2021.")
    got = await evidence_of(encoder, 2021, ours, theirs("Net sales were 34 million in 2019."))
    assert (got.evidence, got.confidence) == ((), 0.0)
