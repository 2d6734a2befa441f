"""Writes runs down: configuration, a line a case, and what the lines add up to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from core.errors import Conflict, InvalidRequest
from eval import scoring
from eval.cases import MISSING, Case, Task
from eval.files import append, pretty, whole_lines, write, write_json
from eval.measures.protocol import Measure
from eval.runs import Record, Run

RECORDS, TIMINGS = "records.jsonl", "timings.jsonl"


def begin(folder: Path, wanted: Mapping[str, Any]) -> None:
    """Writes run.json, or finds it as it would be written. Raises `Conflict` where it differs."""
    file = folder / "run.json"
    text = pretty(wanted)
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write(file, text)
    elif file.read_text("utf-8") != text:
        told = Run(folder).configuration
        other = ", ".join(sorted(k for k in {*told, *wanted} if told.get(k) != wanted.get(k)))
        raise Conflict(
            f"The run {folder.name} was begun otherwise: {other} differ.",
            "Give another name to --run, or none.",
        )


def resume(folder: Path, cases: Sequence[Case]) -> int:
    """How many cases of a suite are written down; what a crash cut off is dropped.

    Raises `InvalidRequest` where the lines are not those of these cases.
    """
    folder.mkdir(exist_ok=True)
    paths = [folder / RECORDS, folder / TIMINGS]
    whole = [whole_lines(path) for path in paths]
    count = min(len(lines) for lines in whole)
    for path, lines in zip(paths, whole, strict=True):
        if path.exists():
            path.write_bytes(b"".join(lines[:count]))
    for path, lines in zip(paths, whole, strict=True):
        if _ids(path, lines[:count]) != [case.id for case in cases[:count]]:
            raise InvalidRequest(
                f"{path} is damaged: its lines are not the suite's cases.",
                "Remove the run's folder, or give another name to --run.",
            )
    return count


def _ids(path: Path, lines: Sequence[bytes]) -> list[str]:
    try:
        return [json.loads(line)["id"] for line in lines]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidRequest(f"{path} is damaged: {error}.", "Remove the run's folder.") from error


def record(folder: Path, record: Record, timings: Mapping[str, float]) -> None:
    append(folder / RECORDS, record.to_json())
    rounded = {name: round(value, 1) for name, value in timings.items()}
    append(folder / TIMINGS, {"id": record.id, "timings": rounded})


def summarise(
    run: Run,
    suite: str,
    task: Task,
    cases: Sequence[Case],
    measures: Sequence[Measure],
    documents: Mapping[str, int],
) -> None:
    """Writes summary.json and timings.json from what was written down, so that an interrupted run
    ends as one that was not. `documents` counts the suite's documents by status.
    """
    folder = run.folder / suite
    records = list(run.records(suite))
    failed = sum(scoring.is_failure(task, record) for record in records)
    timed = _timed(task, cases, measures, run.timings(suite))
    write_json(folder / "timings.json", scoring.timed(cases, measures, timed))
    summary = scoring.summary(cases, measures, scoring.by_measure(records), failed)
    write_json(folder / "summary.json", summary | {"documents": dict(documents)})


def _timed(
    task: Task,
    cases: Sequence[Case],
    measures: Sequence[Measure],
    timings: scoring.Timings,
) -> scoring.ByMeasure:
    return {
        repr(measure): {
            case.id: measure.contribution(case, MISSING[task], timings[case.id]) for case in cases
        }
        for measure in measures
        if measure.is_timed
    }
