"""Scores what Probant did not make: other systems' run files, and the plain floors."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from core.errors import Conflict
from eval import floors, recording, run_files, scoring
from eval.cases import Asked, Case, Output, Reply, Task
from eval.files import write_json
from eval.measures.names import looks_at_hits
from eval.plan import Plan, Planned, configuration
from eval.progress import Told
from eval.runs import Json, Run
from eval.store import Store, open_store
from eval.suite import Suite
from eval.texts import Texts
from eval.workspace import Workspace


class FloorKind(StrEnum):
    BM25 = "bm25"
    """Words alone."""
    DENSE = "dense"
    """Vectors of the installation's encoder alone."""


async def score(
    workspace: Workspace, plan: Plan, path: Path, name: str, told: Told
) -> tuple[Run, int]:
    """A run made of another system's outputs for the plan's one suite, and how many it lacks.

    Raises `InvalidRequest` for a malformed file or one of another suite, `Conflict` where there is
    a run of that name.
    """
    [planned] = plan.suites
    suite, cases = planned.suite, planned.dataset.cases
    read = run_files.read(path, suite.task, {case.id for case in cases}, original_names(planned))
    folder = workspace.runs / name
    if (folder / "run.json").exists():
        raise Conflict(f"There is a run {name} already.", "Give another name to --run.")
    outputs = read.outputs
    if any(isinstance(output, Reply) and output.citations for output in outputs.values()):
        async with _opened(workspace, planned, told) as store:
            outputs = scoring.grounded(outputs, await _cited_texts(store, outputs))
    records = scoring.score(suite.task, cases, suite.measures, outputs, {})
    half = Run(folder.with_name(f".{name}.half"))  # a run appears whole or not at all
    shutil.rmtree(half.folder, ignore_errors=True)
    recording.begin(half.folder, configuration(workspace, plan) | {"scored": _identity(path)})
    recording.resume(half.folder / suite.name, cases)
    for record in records:
        recording.record(half.folder / suite.name, record, {})
    recording.summarise(half, suite.name, suite.task, cases, suite.measures, {})
    half.folder.rename(folder)
    return Run(folder), read.missing


def _identity(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {"file": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def original_names(planned: Planned) -> dict[str, str]:
    """From a file's own name to its name in the suite, where no other file is called the same."""
    sources = planned.dataset.documents
    named = [(s.content.name, s.name) for s in sources if isinstance(s.content, Path)]
    count = Counter(name for name, _ in named)
    return {name: hashed for name, hashed in named if count[name] == 1}


def _opened(
    workspace: Workspace, planned: Planned, told: Told
) -> AbstractAsyncContextManager[Store]:
    def reading(stage: str, number: int, total: int) -> None:
        told(planned.suite.name, stage, number, total)

    return open_store(workspace, planned.dataset.documents, planned.suite.settings, reading)


async def _cited_texts(store: Store, outputs: Mapping[str, Output]) -> Texts:
    replies = [output for output in outputs.values() if isinstance(output, Reply)]
    cited = {c.document for reply in replies for c in reply.citations}
    return {name: await store.leaves(name) for name in sorted(cited & store.documents.keys())}


async def write_floor(
    workspace: Workspace, planned: Planned, kind: FloorKind, path: Path, told: Told
) -> None:
    """A run file of what a plain search gives. Raises `InvalidRequest` where there is no floor."""
    floors.check(planned.suite.task)
    async with _opened(workspace, planned, told) as store:
        texts = await store.texts()
    told(planned.suite.name, f"floor {kind}", 0, 1)
    await asyncio.to_thread(_write_floor, workspace, planned, kind, path, texts)
    told(planned.suite.name, f"floor {kind}", 1, 1)


def _write_floor(
    workspace: Workspace, planned: Planned, kind: FloorKind, path: Path, texts: Texts
) -> None:
    windows = floors.windows(texts)
    if kind is FloorKind.BM25:
        floor = floors.bm25(windows)
    else:
        floor = floors.dense(windows, workspace.remembering_encoder)
    homes = {source.name: source.collection for source in planned.dataset.documents}
    cases = [case for case in planned.dataset.cases if isinstance(case, Asked)]
    is_ranked = any(map(looks_at_hits, planned.suite.measures))
    depth = floors.HITS if is_ranked else 1
    floors.write(path, floors.replies(floor, planned.suite.task, cases, homes, depth))


async def measure_floors(
    workspace: Workspace, plan: Plan, run: Run, kinds: Sequence[FloorKind], told: Told
) -> None:
    """The floors of a run's suites, beside it: RUN/SUITE/floor-KIND.jsonl and RUN/floors.json."""
    measured: dict[str, dict[str, Json]] = {}
    for planned in plan.suites:
        if planned.suite.task in (Task.SEARCH, Task.ANSWER):
            measured[planned.suite.name] = {
                kind.value: await _floor(workspace, planned, run, kind, told) for kind in kinds
            }
    await asyncio.to_thread(write_json, run.folder / "floors.json", measured)


async def _floor(
    workspace: Workspace, planned: Planned, run: Run, kind: FloorKind, told: Told
) -> Json:
    """Values by measure."""
    path = run.folder / planned.suite.name / floor_file(kind)
    if not path.exists():
        await write_floor(workspace, planned, kind, path, told)
    return floor_values(planned.suite, planned.dataset.cases, path)


def floor_file(kind: FloorKind) -> str:
    return f"floor-{kind}.jsonl"


def floor_values(suite: Suite, cases: Sequence[Case], path: Path) -> Json:
    """Values by measure of a floor's run file."""
    outputs = run_files.read(path, suite.task, {c.id for c in cases}, {}).outputs
    # A floor cites whole windows of the text itself: they are in their source.
    cited = {name: _in_source(output) for name, output in outputs.items()}
    records = scoring.score(suite.task, cases, suite.measures, cited, {})
    values: Json = scoring.summary(cases, suite.measures, scoring.by_measure(records), 0)["values"]
    return values


def _in_source(output: Output) -> Output:
    if not isinstance(output, Reply):
        return output
    return replace(output, citations=tuple(replace(c, in_source=True) for c in output.citations))
