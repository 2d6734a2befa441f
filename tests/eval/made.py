"""Runs made by hand: numbers by measure, and nothing else that matters."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.cases import Asked, Case, Cited, Found, GoldEvidence, Output, Reply, Task, to_json
from eval.measures.protocol import Contribution, Measure
from eval.runs import Run, open_run
from eval.statistics import aggregated

Number = float | Contribution | None
Column = Sequence[Number]
"""What each case adds to a measure; a number stands for a column of one."""


@dataclass(frozen=True, slots=True)
class Fake:
    """The mean of one column, under a name."""

    name: str
    higher_is_better: bool = True
    is_timed: bool = False
    tasks = frozenset(Task)

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        raise NotImplementedError

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return float(contributions[:, 0].mean())


@dataclass(frozen=True, slots=True)
class Rows(Fake):
    """The share of what the cases hold that was found, of (found, of how many)."""

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        found, of = contributions.sum(axis=0)
        return float(found / of)


FAKES = {
    "rows": Rows("rows"),
    "hit": Fake("hit"),
    "grade": Fake("grade"),
    "error": Fake("error", higher_is_better=False),
    "slowness": Fake("slowness", higher_is_better=False, is_timed=True),
}


def fake(name: str) -> Measure:
    return FAKES[name]


@dataclass(frozen=True, slots=True)
class Made:
    """A suite of a run, as a test wants it: numbers by measure, a case each."""

    measures: Mapping[str, Column]
    gated: tuple[str, ...] = ("hit",)
    bars: Mapping[str, float] = field(default_factory=dict)
    fingerprint: str = "f1"
    finished: bool = True
    timed: Mapping[str, float] = field(default_factory=dict)


def made_run(
    folder: Path,
    suites: Mapping[str, Made],
    profile: str = "quick",
    scored_by: str = "m1",
    left_out: Mapping[str, str] | None = None,
) -> Run:
    """A run directory of those suites, as the runner writes it."""
    folder.mkdir()
    declared = {
        name: {
            "fingerprint": made.fingerprint,
            "task": "answer",
            "cases": _count(made),
            "measures": list(made.measures),
            "gated": list(made.gated),
            "bars": dict(made.bars),
        }
        for name, made in suites.items()
    }
    configuration = {
        "profile": profile,
        "suites": declared,
        "left_out": dict(left_out or {}),
        "code": {"commit": "abc", "fingerprint": "c1", "measures": scored_by},
        "environment": {},
    }
    (folder / "run.json").write_text(json.dumps(configuration), "utf-8")
    for name, made in suites.items():
        _write_suite(folder / name, made)
    return open_run(folder)


def _write_suite(folder: Path, made: Made) -> None:
    folder.mkdir()
    cases = _count(made)
    lines = [json.dumps(_record(made, number)) for number in range(cases)]
    (folder / "records.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    values = {name: _value(name, column) for name, column in made.measures.items()}
    timed = {
        name: {"value": value if math.isfinite(value) else None, "cases": cases}
        for name, value in made.timed.items()
    }
    (folder / "timings.json").write_text(json.dumps({"values": timed}), "utf-8")
    if made.finished:
        (folder / "summary.json").write_text(json.dumps({"values": values}), "utf-8")


def _count(made: Made) -> int:
    return len(next(iter(made.measures.values())))


def _record(made: Made, number: int) -> dict[str, Any]:
    measures = {
        name: None if (c := _contribution(column[number])) is None else list(c)
        for name, column in made.measures.items()
    }
    return _answered(number) | {"measures": measures}


def _contribution(number: Number) -> Contribution | None:
    return (number,) if isinstance(number, float) else number


@functools.cache
def _answered(number: int) -> dict[str, Any]:
    case = Asked(f"q{number}", f"How many in {number}?", ("ten",), (GoldEvidence("d.pdf", (3,)),))
    reply = Reply(
        "answered",
        (Found("d.pdf", 3, "the text of the passage"),),
        f"answer {number}",
        (Cited("d.pdf", 3, "ten of them", True),),
    )
    return {"id": case.id, "case": to_json(case), "output": to_json(reply)}


def _value(name: str, column: Column) -> dict[str, Any]:
    known = [c for number in column if (c := _contribution(number)) is not None]
    value = aggregated(FAKES[name], np.array(known)) if known else math.nan
    return {"value": None if math.isnan(value) else round(value, 6), "cases": len(known)}


def hits(found: int, cases: int) -> list[float]:
    return [1.0] * found + [0.0] * (cases - found)
