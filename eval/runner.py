"""Runs a plan: suite by suite, case by case, each written down before the next one begins."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from core.errors import InvalidRequest
from eval import recording, scoring
from eval.cases import Case, Task
from eval.measures.names import looks_at_hits
from eval.plan import Plan, Planned, configuration
from eval.progress import Told
from eval.runs import Run
from eval.store import Store, open_store
from eval.tasks.do import do
from eval.tasks.work import Bench
from eval.workspace import Workspace


def new_name(plan: Plan) -> str:
    return f"{plan.profile}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"


async def run(workspace: Workspace, plan: Plan, name: str, told: Told) -> Run:
    """The run of that name, begun or gone on with where it was interrupted.

    Raises `Conflict` where there is a run of that name of other code, data or settings;
    `InvalidRequest` where no suite can run.
    """
    if not plan.suites:
        why = " ".join(plan.left_out.values())
        raise InvalidRequest(f"No suite can run. {why}")
    folder = workspace.runs / name
    recording.begin(folder, configuration(workspace, plan))
    done = Run(folder)
    finished = done.suites()
    for planned in plan.suites:
        if planned.suite.name not in finished:
            await _run_suite(workspace, planned, done, told)
    return done


async def _run_suite(workspace: Workspace, planned: Planned, run: Run, told: Told) -> None:
    suite, cases = planned.suite, planned.dataset.cases
    folder = run.folder / suite.name
    done = recording.resume(folder, cases)

    def reading(stage: str, number: int, total: int) -> None:
        told(suite.name, stage, number, total)

    documents = planned.dataset.documents if _needs_store(suite.task) else ()
    async with open_store(workspace, documents, suite.settings, reading) as store:
        if _needs_store(suite.task):
            workspace.encoder.encode_queries(["warm"])  # the first question waits for no weights
        bench = _bench(workspace, planned, store)
        for number, case in enumerate(cases[done:], start=done):
            told(suite.name, "cases", number, len(cases))
            await _run_case(bench, planned, case, folder)
    told(suite.name, "cases", len(cases), len(cases))
    statuses = Counter(store.outcomes.values())
    recording.summarise(run, suite.name, suite.task, cases, suite.measures, statuses)


def _needs_store(task: Task) -> bool:
    """Reading, surviving and verifying look at files and texts, not at what is indexed."""
    return task in (Task.SEARCH, Task.ANSWER, Task.GRID, Task.OBEY)


def _bench(workspace: Workspace, planned: Planned, store: Store) -> Bench:
    sources = {source.name: source for source in planned.dataset.documents}
    is_ranked = any(map(looks_at_hits, planned.suite.measures))
    return Bench(store, sources, workspace.remembering_parser, is_ranked)


async def _run_case(bench: Bench, planned: Planned, case: Case, folder: Path) -> None:
    suite = planned.suite
    done = await do(suite.task, bench, case)
    steady = [measure for measure in suite.measures if not measure.is_timed]
    told = scoring.record_of(steady, case, done.output, done.timings)
    recording.record(folder, told, done.timings)
