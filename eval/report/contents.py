"""What a report says of a run, before any markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.errors import InvalidRequest
from eval.bars import bars_of, is_silent
from eval.cases import Task
from eval.report.failures import Failures, failures
from eval.report.line import Line, Verdict
from eval.report.texts import ENVIRONMENT
from eval.runs import Json, Run

Slices = Mapping[str, Mapping[str, Mapping[str, Json]]]
"""By slice, then by its value, then by measure: a `Value` as JSON."""


@dataclass(frozen=True)
class Section:
    """A suite that was run to the end."""

    run: Run
    name: str
    declared: Json
    summary: Json
    floors: Mapping[str, Mapping[str, Json]]
    """By the floor's name, then by measure."""

    @property
    def about(self) -> str:
        return str(self.declared.get("about", ""))

    @property
    def task(self) -> Task:
        return Task(self.declared["task"])

    @property
    def cases(self) -> int:
        return int(self.summary["cases"])

    @property
    def failed(self) -> int:
        """Cases whose output is an error or is missing."""
        return int(self.summary["failed"])

    @property
    def gated(self) -> list[str]:
        return list(self.declared["gated"])

    @property
    def slices(self) -> Slices:
        told: Slices = self.summary.get("slices", {})
        return told

    @cached_property
    def bars(self) -> Mapping[str, float]:
        return bars_of(self.run, self.name)

    @cached_property
    def lines(self) -> list[Line]:
        """One a measure, in the suite's order; one that was not computed has no value."""
        return [self._line(measure) for measure in self.declared["measures"]]

    def _line(self, measure: str) -> Line:
        value = self.summary["values"].get(measure, {})
        return Line(
            suite=self.name,
            measure=measure,
            cases=value.get("cases", 0),
            value=value.get("value"),
            low=value.get("low"),
            high=value.get("high"),
            floors={n: v[measure].get("value") for n, v in self.floors.items() if measure in v},
            bar=self.bars.get(measure),
            lower_is_better=measure in self.declared.get("lower_is_better", ()),
            is_silent=is_silent(self.run, self.name, measure, value),
        )

    @property
    def leading(self) -> Line:
        """The line that stands for the suite: its first gated measure."""
        first = next(iter(self.gated), self.declared["measures"][0])
        return next(line for line in self.lines if line.measure == first)

    @property
    def verdict(self) -> Verdict:
        """Over all the bars of the suite."""
        verdicts = {line.verdict for line in self.lines}
        if Verdict.MISSES in verdicts:
            return Verdict.MISSES
        return Verdict.MEETS if Verdict.MEETS in verdicts else Verdict.NONE

    @cached_property
    def failures(self) -> Failures:
        return failures(self.run.records(self.name), self.task, self.gated)

    @property
    def reading(self) -> str:
        """What became of the documents, where not all were read whole; else nothing."""
        counts = dict(self.summary.get("documents", {}))
        if not any(counts[status] for status in counts if status != "indexed"):
            return ""
        told = {"indexed": 0, "partial": 0, "failed": 0} | counts
        first, *rest = (f"{count} {status}" for status, count in told.items())
        return ", ".join((first.replace(" ", " documents ", 1), *rest))


@dataclass(frozen=True, slots=True)
class Contents:
    name: str
    configuration: Json
    sections: list[Section]
    unfinished: list[str]
    """Suites that were begun or declared, and have no summary."""

    @property
    def headline(self) -> str:
        """How many suites meet their bars, in a sentence."""
        if not self.sections:
            return "No suite was run to the end."
        verdicts = [section.verdict for section in self.sections]
        free = verdicts.count(Verdict.NONE)
        barred, met = len(verdicts) - free, verdicts.count(Verdict.MEETS)
        if not barred:
            return f"{_suites(free)} measured; none has a bar to meet."
        rest = f" {_suites(free)} without a bar." if free else ""
        return f"{met} of {_suites(barred)} {'meets' if met == 1 else 'meet'} every bar.{rest}"

    @property
    def missed(self) -> list[str]:
        """Suites that miss a bar."""
        return [s.name for s in self.sections if s.verdict is Verdict.MISSES]

    @property
    def left_out(self) -> dict[str, str]:
        """Why a suite was not run at all, by suite."""
        return dict(self.configuration.get("left_out", {}))

    @property
    def origin(self) -> str:
        """Whose output was scored, where it was not Probant's; else nothing."""
        if not (scored := self.configuration.get("scored")):
            return ""
        return f"Scored from {scored['file']} (SHA-256 {scored['sha256']}): another system's output"

    @property
    def environment(self) -> tuple[str, ...]:
        """Names in run.json of what the numbers were made with."""
        # Encoder and settings are Probant's: they say nothing about another system.
        return ("environment",) if self.origin else ENVIRONMENT

    @property
    def is_smoke(self) -> bool:
        return bool(self.configuration["profile"] == "smoke")


def _suites(count: int) -> str:
    return f"{count} suite" if count == 1 else f"{count} suites"


def contents(run: Run) -> Contents:
    """Raises `NotFound` and `InvalidRequest` for a run that is incomplete or damaged."""
    configuration = run.configuration
    finished = run.suites()
    floors = _floors(run)
    sections = [
        Section(run, name, configuration["suites"][name], run.summary(name), floors.get(name, {}))
        for name in finished
    ]
    unfinished = [name for name in configuration["suites"] if name not in finished]
    return Contents(run.name, configuration, sections, unfinished)


def _floors(run: Run) -> dict[str, Any]:
    """{suite: {floor: {measure: Value as JSON}}}; empty where no floor was measured."""
    path = run.folder / "floors.json"
    if not path.is_file():
        return {}
    try:
        floors: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise InvalidRequest(f"{path} is damaged: {error}.") from error
    return floors
