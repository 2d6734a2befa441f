"""Runs a plan: suite by suite, case by case, each written down before the next one begins."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.errors import Conflict, InvalidRequest
from eval import scoring
from eval.cases import MISSING, Case, Task
from eval.measures.ranking import Ranking
from eval.plan import Plan, Planned, configuration
from eval.progress import Told
from eval.runs import Record, Run
from eval.store import Store, open_store
from eval.tasks.do import do
from eval.tasks.work import Bench
from eval.workspace import Workspace

RECORDS, TIMINGS = "records.jsonl", "timings.jsonl"


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
    begin(folder, configuration(workspace, plan))
    for planned in plan.suites:
        if not (folder / planned.suite.name / "summary.json").is_file():
            await _run_suite(workspace, planned, folder / planned.suite.name, told)
    return Run(folder)


def begin(folder: Path, wanted: Mapping[str, Any]) -> None:
    """Writes run.json, or finds it as it would be written. Raises `Conflict` where it differs."""
    file = folder / "run.json"
    text = json.dumps(wanted, indent=1, ensure_ascii=False, sort_keys=True)
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write(file, text)
    elif file.read_text("utf-8") != text:
        raise Conflict(
            f"The run {folder.name} was begun with other code, data or settings.",
            "Give another name to --run, or none.",
        )


async def _run_suite(workspace: Workspace, planned: Planned, folder: Path, told: Told) -> None:
    suite, cases = planned.suite, planned.dataset.cases
    done = _resume(folder, cases)

    def reading(stage: str, number: int, total: int) -> None:
        told(suite.name, stage, number, total)

    documents = planned.dataset.documents if _needs_store(suite.task) else ()
    async with open_store(workspace, documents, suite.settings, reading) as store:
        if suite.task in (Task.SEARCH, Task.ANSWER):
            workspace.encoder.encode_queries(["warm"])  # the first question waits for no weights
        bench = _bench(workspace, planned, store)
        for number, case in enumerate(cases[done:], start=done):
            told(suite.name, "cases", number, len(cases))
            await _run_case(bench, planned, case, folder)
    told(suite.name, "cases", len(cases), len(cases))
    summarise(planned, folder)


def _needs_store(task: Task) -> bool:
    """Reading, surviving and verifying look at files and texts, not at what is indexed."""
    return task in (Task.SEARCH, Task.ANSWER)


def _bench(workspace: Workspace, planned: Planned, store: Store) -> Bench:
    sources = {source.name: source for source in planned.dataset.documents}
    is_ranked = any(isinstance(measure, Ranking) for measure in planned.suite.measures)
    return Bench(store, sources, workspace.remembering_parser, is_ranked)


async def _run_case(bench: Bench, planned: Planned, case: Case, folder: Path) -> None:
    suite = planned.suite
    done = await do(suite.task, bench, case)
    steady = [measure for measure in suite.measures if not measure.is_timed]
    record = scoring.record_of(steady, case, done.output, done.timings)
    timings = {name: round(value, 1) for name, value in done.timings.items()}
    _append(folder / RECORDS, record.to_json())
    _append(folder / TIMINGS, {"id": case.id, "timings": timings})


def write_lines(folder: Path, records: Sequence[Record]) -> None:
    """The records of a suite that nothing was timed for."""
    folder.mkdir(exist_ok=True)
    for record in records:
        _append(folder / RECORDS, record.to_json())
        _append(folder / TIMINGS, {"id": record.id, "timings": {}})


def _append(path: Path, data: Mapping[str, Any]) -> None:
    line = json.dumps(data, ensure_ascii=False, sort_keys=True)
    with path.open("a", encoding="utf-8", errors="replace") as file:
        file.write(line + "\n")


def _resume(folder: Path, cases: tuple[Case, ...]) -> int:
    """How many cases are written down; what a crash cut off is dropped.

    Raises `InvalidRequest` where the lines are not those of these cases.
    """
    folder.mkdir(exist_ok=True)
    paths = [folder / RECORDS, folder / TIMINGS]
    whole = [_whole_lines(path) for path in paths]
    count = min(len(lines) for lines in whole)
    for path, lines in zip(paths, whole, strict=True):
        if path.exists():
            path.write_bytes(b"".join(lines[:count]))
    ids = [json.loads(line)["id"] for line in whole[0][:count]]
    if ids != [case.id for case in cases[:count]]:
        raise InvalidRequest(f"{paths[0]} is damaged: its lines are not the suite's cases.")
    return count


def _whole_lines(path: Path) -> list[bytes]:
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")[:-1]
    return [line + b"\n" for line in lines]


def summarise(planned: Planned, folder: Path) -> None:
    """Writes summary.json and timings.json.

    From what was written down, so that an interrupted run ends as one that was not."""
    suite, cases = planned.suite, planned.dataset.cases
    run = Run(folder.parent)
    records = list(run.records(suite.name))
    steady = scoring.by_measure(records)
    timings = run.timings(suite.name)
    timed = {
        repr(measure): {
            case.id: measure.contribution(case, MISSING[suite.task], timings[case.id])
            for case in cases
        }
        for measure in suite.measures
        if measure.is_timed
    }
    failed = sum(bool(record.output["error"]) for record in records)
    write(folder / "timings.json", _pretty(scoring.timed(cases, suite.measures, timed)))
    summary = scoring.summary(cases, suite.measures, steady, failed)
    write(folder / "summary.json", _pretty(summary))


def _pretty(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True)


def write(path: Path, text: str) -> None:
    """The whole file or nothing of it."""
    half = path.with_name(path.name + ".half")
    half.write_text(text, "utf-8")
    half.replace(path)
