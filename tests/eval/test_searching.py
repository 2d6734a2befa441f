"""The search alone, with any weights: over a real store, and again from what was gathered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.encoding import Encoder
from core.errors import InvalidRequest
from eval import plan, searching
from eval.ablation import ablate, lines
from eval.cases import Asked, Reply
from eval.progress import silent
from eval.searching import Gathered, Searches, open_searches
from eval.suite import Profile, Suite, read
from eval.tasks.ask import search
from eval.tuning import Tried, tune
from retrieval.rank import Weights
from tests.eval.places import workspace, write_suite

MEASURES = (
    'measures = ["document.hit@1", "passage.hit@1", "document.first"]\ngated = ["document.first"]'
)


def search_suite(folder: Path) -> Suite:
    file = write_suite(folder)
    text = file.read_text("utf-8").replace('task = "answer"', 'task = "search"')
    begin, end = text.index("measures ="), text.index("[data]")
    file.write_text(f"{text[:begin]}{MEASURES}\n\n{text[end:]}", "utf-8")
    return read(file)


@pytest.fixture
async def searches(tmp_path: Path, encoder: Encoder) -> AsyncIterator[Searches]:
    place = workspace(tmp_path / "data", encoder)
    planned = await plan.load(place, search_suite(tmp_path / "suite"), Profile.FULL)
    async with open_searches(place, planned, silent) as opened:
        yield opened


async def test_what_was_gathered_ranks_as_the_search_does(searches: Searches) -> None:
    found = await searches.gathered(silent)
    for gathered in found:
        real = (await search(searches.bench, gathered.case)).output
        assert isinstance(real, Reply)
        again = gathered.under(searches.weights)
        assert real.hits
        assert [h.document for h in again.hits] == [h.document for h in real.hits]
        assert [h.score for h in again.hits] == [h.score for h in real.hits]
        assert again.options == real.options
    tried = Tried(searches.planned, searches.measures[0], found)
    best = tune(searches.weights, [tried], ("dense", "bm25"), silent)
    assert best.weights == searches.weights, "nothing is better than all right"
    assert best.rows[0].before == best.rows[0].held_out == 1


async def test_weights_change_the_ranking_and_not_the_installation(searches: Searches) -> None:
    before = searches.weights
    off = before
    for name in before.names():
        off = off.without(name)
    key = ("notes-suite", "document.first")
    right = (await searches.under(before, silent))[key]
    guessed = (await searches.under(off, silent))[key]
    assert sum(c[0] for c in guessed.values()) < sum(c[0] for c in right.values()) == 3
    assert searches.weights == before
    assert (await searches.under(before, silent))[key] == right


async def test_each_part_is_left_out_once(searches: Searches) -> None:
    rows = await ablate(searches, silent)
    parts = [
        name
        for name in searches.weights.names()
        if searches.weights.without(name) != searches.weights
    ]
    assert [row.without for row in rows] == ["", *parts]
    assert rows[0].difference is None
    assert rows[0].value == 1
    for row in rows[1:]:
        assert row.difference is not None
        assert row.difference.delta == pytest.approx(row.value - rows[0].value)
    together = (await ablate(searches, silent, [("dense", "bm25", "clause")]))[1]
    assert together.without == "dense+bm25+clause"
    assert together.value < 1, "nothing is left that looks at the text"
    table = list(lines(rows))
    assert len(table) == len(rows) + 2
    assert len({len(line) for line in table}) == 1, "columns stand under each other"


async def test_a_search_that_fails_is_a_miss(tmp_path: Path, encoder: Encoder) -> None:
    place = workspace(tmp_path / "data", encoder)
    planned = await plan.load(place, search_suite(tmp_path / "suite"), Profile.FULL)
    cases = [case for case in planned.dataset.cases if isinstance(case, Asked)]
    failed = [Gathered(case, None) for case in cases]
    tried = Tried(planned, searching.looked_at(planned.suite)[0], failed)
    assert set(tried.under(Weights())[tried.key].values()) == {(0.0,)}


def test_a_suite_without_a_measure_of_hits_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="no measure of its search"):
        searching.looked_at(read(write_suite(tmp_path)))
