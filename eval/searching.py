"""Puts the cases of suites to the search alone, with any weights."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from core.errors import InvalidRequest
from core.ids import ChunkId
from eval.cases import Asked, Found, Output, Reply, Task
from eval.measures.covered import HalfCovered
from eval.measures.names import looks_at_hits
from eval.measures.protocol import Contribution, Measure
from eval.measures.ranking import Ranking
from eval.measures.units import Level
from eval.plan import Plan, Planned
from eval.progress import Told
from eval.store import Store, open_store
from eval.suite import Suite
from eval.tasks.ask import HITS, options_of, question_of
from eval.tasks.do import do, log
from eval.tasks.work import Bench
from eval.workspace import Workspace
from flows.question import query_of
from retrieval.rank import Candidates, Weights, ranked

Key = tuple[str, str]
"""A suite, and a measure or a case of it."""
Scored = Mapping[Key, Mapping[str, Contribution]]
"""What cases contribute, by (suite, measure), then by case; without those that say nothing."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found for a case, before it is weighed: enough to rank it again and again."""

    case: Asked
    candidates: Candidates | None
    """None where the search failed."""
    options: tuple[str, ...] = ()
    texts: Mapping[ChunkId, str] | None = None
    """Of the candidates, where a measure reads texts."""

    def under(self, weights: Weights) -> Reply:
        """What `eval.tasks.ask.search` would give; without texts where none are known."""
        if self.candidates is None:
            return Reply("missing")
        texts = self.texts or {}
        hits = (
            Found(s.document_name, s.leaf, texts.get(s.chunk, ""), round(one.score, 6))
            for one in ranked(self.candidates, weights)[:HITS]
            for s in [one.sighting]
        )
        return Reply("answered", tuple(hits), options=self.options)


@dataclass(frozen=True, slots=True)
class Searches:
    """The searches of one suite, over its open store."""

    planned: Planned
    measures: tuple[Measure, ...]
    bench: Bench

    @property
    def weights(self) -> Weights:
        """Those of the installation."""
        return self.bench.store.parts.asker.retriever.weights

    async def under(self, weights: Weights, told: Told) -> Scored:
        """Every case searched anew. A search that fails is a miss, as everywhere."""
        bench = replace(self.bench, store=_weighed(self.bench.store, weights))
        cases = self.planned.dataset.cases
        outputs: dict[str, Output] = {}
        for number, case in enumerate(cases):
            told(self.planned.suite.name, "searches", number, len(cases))
            outputs[case.id] = (await do(Task.SEARCH, bench, case)).output
        return scored(self.planned, self.measures, outputs)

    async def gathered(self, told: Told) -> list[Gathered]:
        """The candidates of every case, by the installation's weights."""
        cases = [case for case in self.planned.dataset.cases if isinstance(case, Asked)]
        found = []
        for number, case in enumerate(cases):
            told(self.planned.suite.name, "searches", number, len(cases))
            found.append(await self._gathered(case))
        told(self.planned.suite.name, "searches", len(cases), len(cases))
        return found

    async def _gathered(self, case: Asked) -> Gathered:
        store, asker = self.bench.store, self.bench.store.parts.asker
        try:
            query = await query_of(asker.database, store.user, question_of(case), asker.most_chars)
            found = await asker.retriever.candidates(await asker.spaces.live(), query, HITS)
            texts = None
            if any(map(reads_texts, self.measures)):
                async with asker.database.begin() as unit:
                    live = await unit.readings.passages(found.scoped.where, list(found.sightings))
                texts = {chunk: passage.chunk.text for chunk, passage in live.items()}
        except Exception as error:
            log.warning("%s failed: %s", case.id, error)
            return Gathered(case, None)
        return Gathered(case, found, options_of(store.documents, found.scoped.scope), texts)


@asynccontextmanager
async def open_searches(
    workspace: Workspace, planned: Planned, told: Told
) -> AsyncIterator[Searches]:
    """Over the store of a suite, which is built first where there is none."""

    def reading(stage: str, number: int, total: int) -> None:
        told(planned.suite.name, stage, number, total)

    documents, settings = planned.dataset.documents, planned.suite.settings
    async with open_store(workspace, documents, settings, reading) as store:
        workspace.encoder.encode_queries(["warm"])
        bench = Bench(store, {}, workspace.remembering_parser, is_ranked=True)
        yield Searches(planned, looked_at(planned.suite), bench)


def check(plan: Plan) -> None:
    """Raises `InvalidRequest` where no suite can run, or one has no measure of its search."""
    if not plan.suites:
        raise InvalidRequest(f"No suite can run. {' '.join(plan.left_out.values())}")
    for planned in plan.suites:
        looked_at(planned.suite)


def checked(names: Sequence[str]) -> tuple[str, ...]:
    """Names of weights, each once; all where none is given. Raises `InvalidRequest` for others."""
    known = Weights.names()
    for name in names:
        if name not in known:
            raise InvalidRequest(
                f"There is no weight {name[:80]!r}.", f"Known: {', '.join(known)}."
            )
    return tuple(dict.fromkeys(names)) or known


def looked_at(suite: Suite) -> tuple[Measure, ...]:
    """The measures of a suite that score hits and are gated, then those that have a bar.

    Raises `InvalidRequest` where there is none.
    """
    by_name = {repr(m): m for m in suite.measures if looks_at_hits(m)}
    wanted = dict.fromkeys((*suite.gated, *suite.bars, *suite.relative))
    found = tuple(by_name[name] for name in wanted if name in by_name)
    if not found:
        raise InvalidRequest(
            f"The suite {suite.name} has no measure of its search that is gated or has a bar.",
            "Take a suite that has, such as financebench-pages.",
        )
    return found


def reads_texts(measure: Measure) -> bool:
    """Whether it looks at more of a hit than where it stands."""
    is_passage = isinstance(measure, Ranking) and measure.level is Level.PASSAGE
    return is_passage or isinstance(measure, HalfCovered)


def scored(
    planned: Planned, measures: tuple[Measure, ...], outputs: Mapping[str, Output]
) -> dict[Key, dict[str, Contribution]]:
    """What a suite's cases contribute to some measures."""
    return {
        (planned.suite.name, repr(measure)): {
            case.id: said
            for case in planned.dataset.cases
            if (said := measure.contribution(case, outputs[case.id], {})) is not None
        }
        for measure in measures
    }


def _weighed(store: Store, weights: Weights) -> Store:
    """The same store, searched with other weights."""
    asker = store.parts.asker
    retriever = replace(asker.retriever, weights=weights)
    return replace(store, parts=replace(store.parts, asker=replace(asker, retriever=retriever)))
