"""Run directories: what was asked, what came back, what it is worth; written line by line.

    run.json                     configuration, code, data, environment: what decides the results
    SUITE/records.jsonl          one line a case, in the suite's order
    SUITE/summary.json           aggregates with intervals, slices
    SUITE/timings.jsonl          one line a case
    SUITE/timings.json           aggregates of the measures that are made of timings

    report.md, report.html       for people; they show timings too

Two runs of the same code on the same data are the same bytes but for timings and reports.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import InvalidRequest, NotFound

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """One case of a run. `case` and `output` are the dataclasses of `eval.cases` as JSON."""

    id: str
    case: Json
    output: Json
    measures: Mapping[str, tuple[float, ...] | None]
    """Contributions by measure, those made of timings left out; None where a case says nothing."""

    def to_json(self) -> Json:
        kept = {name: None if c is None else list(c) for name, c in self.measures.items()}
        return {"id": self.id, "case": self.case, "output": self.output, "measures": kept}


def record_from_json(data: Json) -> Record:
    """Raises KeyError, TypeError, AttributeError or ValueError where it is none."""
    measures = {
        name: None if told is None else tuple(map(float, told))
        for name, told in data["measures"].items()
    }
    return Record(data["id"], data["case"], data["output"], measures)


@dataclass(frozen=True, slots=True)
class Value:
    """A measure's value on some cases, with its bootstrap interval."""

    value: float
    low: float
    high: float
    cases: int
    """How many cases it was computed on: those that say something about it."""

    def to_json(self) -> Json:
        """None for what is not a number: JSON has none."""
        numbers = {"value": self.value, "low": self.low, "high": self.high}
        return {n: _finite(v) for n, v in numbers.items()} | {"cases": self.cases}


def _finite(number: float) -> float | None:
    return round(number, 6) if abs(number) < float("inf") else None


@dataclass(frozen=True, slots=True)
class Scores:
    """What comparing needs of one suite of a run or of a baseline: numbers, no text."""

    suite: str
    profile: str
    fingerprint: str
    """Of the task, the cases and the documents: only equals are compared."""
    scored_by: str
    """Hash of the measures' source: only equals are compared."""
    contributions: Mapping[str, Mapping[str, tuple[float, ...] | None]]
    """By measure, then by case."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run directory, finished or not."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def configuration(self) -> Json:
        """run.json: profile, suites {name: {fingerprint, task, measures, gated, bars …}}, code,
        environment. Raises `NotFound`, `InvalidRequest`.
        """
        told = _read(self.folder / "run.json")
        if not {"profile", "code", "suites"} <= told.keys():
            raise InvalidRequest(f"{self.folder / 'run.json'} is damaged: it describes no run.")
        return told

    def suites(self) -> list[str]:
        """The suites that were run to the end, in order."""
        declared = self.configuration["suites"]
        return [name for name in declared if (self.folder / name / "summary.json").is_file()]

    def records(self, suite: str) -> Iterator[Record]:
        """In the suite's order. Raises `NotFound`, `InvalidRequest` where a line is no record, or
        where lines are missing of a suite that was run to its end.
        """
        path, count = self.folder / suite / "records.jsonl", 0
        for count, data in enumerate(_lines(path), start=1):
            try:
                yield record_from_json(data)
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                raise InvalidRequest(f"{path}:{count} is no record: {error!r}.") from error
        expected = self.configuration["suites"][suite]["cases"]
        if suite in self.suites() and count != expected:
            raise InvalidRequest(f"{path} is damaged: {count} lines for {expected} cases.")

    def timings(self, suite: str) -> dict[str, dict[str, float]]:
        """Milliseconds by stage, by case. Raises `NotFound`, `InvalidRequest`."""
        path = self.folder / suite / "timings.jsonl"
        try:
            return {told["id"]: told["timings"] for told in _lines(path)}
        except (KeyError, TypeError) as error:
            raise InvalidRequest(f"{path} is damaged: {error!r}.") from error

    def summary(self, suite: str) -> Json:
        """{"cases": n, "failed": n, "values": {measure: Value}, "slices": {name: {value:
        {measure: Value}}}} with the values of timings.json merged in.
        """
        summary = _read(self.folder / suite / "summary.json")
        timed = _read(self.folder / suite / "timings.json")
        return summary | {"values": summary["values"] | timed["values"]}

    def scores(self, suite: str) -> Scores:
        declared = self.configuration
        by_measure: dict[str, dict[str, tuple[float, ...] | None]] = {}
        for record in self.records(suite):
            for name, contribution in record.measures.items():
                by_measure.setdefault(name, {})[record.id] = contribution
        fingerprint = declared["suites"][suite]["fingerprint"]
        scored_by = declared["code"]["measures"]
        return Scores(suite, declared["profile"], fingerprint, scored_by, by_measure)


def open_run(folder: Path) -> Run:
    """Raises `NotFound` where there is no run."""
    if not (folder / "run.json").is_file():
        raise NotFound(f"{folder} holds no run.", "`probant eval runs` lists them.")
    return Run(folder)


def _read(path: Path) -> Json:
    try:
        data = json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"{path} is damaged: {error}.") from error
    if not isinstance(data, dict):
        raise InvalidRequest(f"{path} is damaged: it holds no object.")
    return data


def _lines(path: Path) -> Iterator[Json]:
    # Not splitlines: texts may hold other line ends (U+2028), which JSON leaves as they are.
    for number, line in enumerate(_text(path).split("\n")[:-1], start=1):
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InvalidRequest(f"{path}:{number} is damaged: {error}.") from error


def _text(path: Path) -> str:
    """Raises `NotFound`, `InvalidRequest`."""
    try:
        return path.read_text("utf-8")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise NotFound(f"There is no file {path}.") from error
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{path} is damaged: it is not UTF-8.") from error
