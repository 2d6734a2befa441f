"""Two runs side by side: every measure of every suite both have, and the cases that flipped."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import InvalidRequest
from eval.flips import Flip, flipped
from eval.measures import parse
from eval.measures.protocol import Contribution, Measure
from eval.randomisation import Compared, Difference, paired
from eval.runs import Json, Run, Scores
from eval.statistics import holm
from eval.suite import Profile

MeasureOf = Callable[[str], Measure]

RESCORE = "Score it again: `probant eval rescore RUN`."


@dataclass(frozen=True, slots=True)
class Row:
    """A measure of a suite in two runs."""

    suite: str
    measure: str
    cases: int
    a: float
    b: float
    difference: Difference
    adjusted: float
    """The two-sided p, adjusted (Holm) for all rows of the table."""


@dataclass(frozen=True, slots=True)
class Comparison:
    a: str
    b: str
    rows: tuple[Row, ...]
    flips: tuple[Flip, ...]
    notes: tuple[str, ...]
    """What was left out, and why."""

    def to_json(self) -> Json:
        """Numbers rounded to 6 digits; None for what is not a number: JSON has none."""
        data: Json = rounded(asdict(self))
        return data


def compare(a: Run, b: Run, measure_of: MeasureOf = parse) -> Comparison:
    """What `b` has over `a`. Measures made of timings are left out: they differ from run to run.

    Raises `InvalidRequest` where a suite was measured on other data, other cases or scored by
    other measures, where the runs have no suite in common, and for the profile smoke.
    """
    common = [suite for suite in a.suites() if suite in b.suites()]
    if not common:
        raise InvalidRequest(
            f"{a.name} and {b.name} have no suite in common.", "Run the same suites on both sides."
        )
    found: list[tuple[str, str, Compared]] = []
    flips: list[Flip] = []
    for suite in common:
        before, after = a.scores(suite), b.scores(suite)
        check_comparable(before, after)
        shared = [m for m in before.contributions if m in after.contributions]
        paired_up = {m: pair_up(before, after, m, measure_of) for m in shared}
        found += [(suite, name, compared) for name, compared in paired_up.items()]
        gated = a.configuration["suites"][suite]["gated"][0]
        if gated in paired_up:
            flips += flipped(a, b, suite, gated, paired_up[gated])
    return Comparison(a.name, b.name, tuple(_rows(found)), tuple(flips), tuple(_notes(a, b)))


def check_comparable(before: Scores, after: Scores, again: str = RESCORE) -> None:
    """Raises `InvalidRequest`, saying why two scores of a suite can't be set side by side.

    `again` is what to do where they were scored by other measures.
    """
    if Profile.SMOKE in (before.profile, after.profile):
        raise InvalidRequest(
            "A run of the profile smoke is never compared: it shows only that everything runs.",
            "Run the profile quick or full.",
        )
    if before.fingerprint != after.fingerprint:
        raise InvalidRequest(
            f"A run of another suite: {before.suite} was measured on other data or another"
            " selection.",
            "Run both sides again on the same data and the same suite file.",
        )
    if before.scored_by != after.scored_by:
        raise InvalidRequest(
            f"{before.suite} was scored by other measures on one side than on the other.", again
        )


def pair_up(before: Scores, after: Scores, name: str, measure_of: MeasureOf = parse) -> Compared:
    """A measure's contributions of the cases that say something about it.

    Raises `InvalidRequest` where the two sides are not the same cases, or not by the same rule.
    """
    first, second = before.contributions.get(name, {}), after.contributions.get(name, {})
    if odd := sorted(first.keys() ^ second.keys()):
        raise InvalidRequest(
            f"{before.suite}: the case {odd[0]} has {name} on one side only"
            f" ({len(odd)} such cases).",
            "Run both sides again, to the end.",
        )
    if odd := sorted(case for case in first if _columns(first[case]) != _columns(second[case])):
        raise InvalidRequest(
            f"{before.suite}: the case {odd[0]} counts for {name} in another way on"
            f" either side ({len(odd)} such cases): the measure has changed.",
            "Run both sides again with the same code.",
        )
    return Compared(
        measure_of(name),
        {case: c for case, c in first.items() if c is not None},
        {case: c for case, c in second.items() if c is not None},
    )


def _columns(contribution: Contribution | None) -> int:
    return 0 if contribution is None else len(contribution)


def lines(comparison: Comparison) -> list[str]:
    """For people: the table, what was left out, and the cases that flipped."""
    table: list[tuple[str, ...]]
    table = [("suite", "measure", "n", comparison.a, comparison.b, "difference", "95 %", "p adj.")]
    table += [_cells(row) for row in comparison.rows]
    text = [*align(table), *(f"Note: {note}" for note in comparison.notes)]
    for flip in comparison.flips:
        way = "lost" if flip.lost else "won"
        text += ["", f"{flip.suite} {flip.case}: {way} ({flip.measure})", f"  {flip.asked}"]
        shown = {"gold": flip.gold, comparison.a: flip.a, comparison.b: flip.b}
        text += [f"  {name}: {_plain(value)}" for name, value in shown.items()]
    return text


def align(table: list[tuple[str, ...]]) -> list[str]:
    """Columns of equal width; the first two to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]


def _rows(found: list[tuple[str, str, Compared]]) -> Iterator[Row]:
    differences = [
        paired(c.measure, [c.before[k] for k in c.cases], [c.after[k] for k in c.cases])
        for _, _, c in found
    ]
    adjusted = holm([difference.p for difference in differences])
    for (suite, name, compared), difference, p in zip(found, differences, adjusted, strict=True):
        a, b = compared.values
        yield Row(suite, name, len(compared.before), a, b, difference, p)


def _notes(a: Run, b: Run) -> Iterator[str]:
    for run, other in ((a, b), (b, a)):
        for suite in run.suites():
            if suite not in other.suites():
                yield f"{suite} is left out: only {run.name} has it."


def _cells(row: Row) -> tuple[str, ...]:
    difference = row.difference
    numbers = (f"{row.a:.3f}", f"{row.b:.3f}", f"{difference.delta:+.3f}")
    interval = f"{difference.low:+.3f} to {difference.high:+.3f}"
    return (row.suite, row.measure, str(row.cases), *numbers, interval, f"{row.adjusted:.3f}")


def _plain(value: object) -> str:
    """JSON on one line, for people."""
    return json.dumps(value, ensure_ascii=False)


def rounded(value: Any) -> Any:
    """The same JSON with all numbers rounded to 6 digits, None for what is not finite."""
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, list | tuple) else value
