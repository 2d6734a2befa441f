"""Scores a run again: the same outputs, by today's measures and bars."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence

from core.errors import Conflict, InvalidRequest
from eval import code, recording, scoring
from eval.cases import Case, Task, case_from_json, output_from_json
from eval.files import append, write_json
from eval.others import FloorKind, floor_file, floor_values
from eval.runs import Json, Run, open_run
from eval.suite import Suite


def rescore(run: Run, name: str, suites: Mapping[str, Suite]) -> Run:
    """A new run beside the old one, with what its suites that are in `suites` measure today.

    Nothing is asked again; timings are taken over. Raises `Conflict` where there is a run of that
    name, `InvalidRequest` for a damaged one or where no suite is known.
    """
    known = [suite for suite in run.suites() if suite in suites]
    if not known:
        raise InvalidRequest(f"None of the suites of {run.name} is known or was run to its end.")
    folder = run.folder.with_name(name)
    if folder.exists():
        raise Conflict(f"There is a run {name} already.", "Give another name.")
    half = folder.with_name(f".{name}.half")  # a run appears whole or not at all
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    write_json(half / "run.json", _configuration(run, {s: suites[s] for s in known}))
    floors: dict[str, dict[str, Json]] = {}
    for suite in known:
        cases = _rescore(run, Run(half), suites[suite])
        floors[suite] = _floors(run, Run(half), suites[suite], cases)
    if any(floors.values()):
        write_json(half / "floors.json", {suite: told for suite, told in floors.items() if told})
    half.rename(folder)
    return open_run(folder)


def _configuration(run: Run, suites: Mapping[str, Suite]) -> Json:
    told = run.configuration
    declared = {s: told["suites"][s] | suite.measured() for s, suite in suites.items()}
    scored = {**told["code"], "measures": code.fingerprint(code.MEASURES)}
    return told | {"code": scored, "suites": declared, "rescored": run.name}


def _rescore(old: Run, new: Run, suite: Suite) -> list[Case]:
    """The cases, as they were asked."""
    task = Task(old.configuration["suites"][suite.name]["task"])
    folder = new.folder / suite.name
    folder.mkdir()
    timings = old.timings(suite.name)
    steady = [measure for measure in suite.measures if not measure.is_timed]
    cases = []
    for record in old.records(suite.name):
        case = case_from_json(task, record.case)
        output = output_from_json(task, record.output)
        cases.append(case)
        told = scoring.record_of(steady, case, output, {})
        append(folder / recording.RECORDS, told.to_json())
        append(folder / recording.TIMINGS, {"id": case.id, "timings": timings[case.id]})
    documents = json.loads((old.folder / suite.name / "summary.json").read_text("utf-8"))
    recording.summarise(new, suite.name, task, cases, suite.measures, documents["documents"])
    return cases


def _floors(old: Run, new: Run, suite: Suite, cases: Sequence[Case]) -> dict[str, Json]:
    """Values by floor and measure, where the old run has floors."""
    told: dict[str, Json] = {}
    for kind in FloorKind:
        path = old.folder / suite.name / floor_file(kind)
        if path.exists():
            shutil.copy(path, new.folder / suite.name)
            told[kind.value] = floor_values(suite, cases, path)
    return told
