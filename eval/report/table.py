"""The table of a run for a terminal and for scripts."""

from __future__ import annotations

from dataclasses import asdict

from eval.compare import align
from eval.report.contents import contents
from eval.report.line import Line
from eval.report.texts import interval, number
from eval.runs import Json, Run

_HEADS = ("suite", "n", "measure", "value", "interval", "floor", "bar", "verdict")


def table(run: Run) -> list[Json]:
    """A row a suite and measure. Raises `NotFound`, `InvalidRequest` for a damaged run."""
    return [_row(line) for section in contents(run).sections for line in section.lines]


def _row(line: Line) -> Json:
    return {**asdict(line), "verdict": line.verdict.value}


def lines(run: Run) -> list[str]:
    """For people, in columns."""
    told = contents(run)
    rows = [_cells(line) for section in told.sections for line in section.lines]
    return [*align([_HEADS, *rows]), told.headline]


def _cells(line: Line) -> tuple[str, ...]:
    name = line.measure
    floors = " ".join(f"{n} {number(name, v)}" for n, v in line.floors.items())
    bar = "–" if line.bar is None else number(name, line.bar)
    return (
        line.suite,
        str(line.cases),
        name,
        number(name, line.value),
        interval(name, line.low, line.high),
        floors or "–",
        bar,
        line.verdict.value,
    )
