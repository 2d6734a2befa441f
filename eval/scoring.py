"""Outputs to numbers: for Probant's own runs, and for the run files of other systems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from eval.cases import MISSING, Case, Output, Reply, Task, to_json
from eval.measures.protocol import Contribution, Measure
from eval.runs import Json, Record
from eval.statistics import value_of
from eval.texts import Texts, holds

Timings = Mapping[str, Mapping[str, float]]
"""By case, then milliseconds by stage."""
ByMeasure = Mapping[str, Mapping[str, Contribution | None]]
"""Contributions by measure, then by case."""

MAX_SLICE_VALUES = 40
"""A slice of more values is one group a handful of cases: a table that nobody can read."""


def grounded(outputs: Mapping[str, Output], texts: Texts) -> dict[str, Output]:
    """The same outputs, with `in_source` of every citation found out from the documents' texts."""
    return {case: _grounded(output, texts) for case, output in outputs.items()}


def _grounded(output: Output, texts: Texts) -> Output:
    if not isinstance(output, Reply):
        return output
    citations = tuple(
        replace(c, in_source=holds(texts, c.document, c.page, c.quote)) for c in output.citations
    )
    return replace(output, citations=citations)


def score(
    task: Task,
    cases: Sequence[Case],
    measures: Sequence[Measure],
    outputs: Mapping[str, Output],
    timings: Timings,
) -> list[Record]:
    """A record a case, in order, with what each measure not made of timings says about it.

    A case without an output counts as a miss.
    """
    steady = [measure for measure in measures if not measure.is_timed]
    return [
        record_of(steady, case, outputs.get(case.id, MISSING[task]), timings.get(case.id, {}))
        for case in cases
    ]


def record_of(
    measures: Sequence[Measure], case: Case, output: Output, timings: Mapping[str, float]
) -> Record:
    found = contributions(measures, case, output, timings)
    return Record(case.id, to_json(case), to_json(output), found)


def contributions(
    measures: Sequence[Measure], case: Case, output: Output, timings: Mapping[str, float]
) -> dict[str, Contribution | None]:
    """What the case adds to each measure, by the measure's name."""
    return {repr(measure): measure.contribution(case, output, timings) for measure in measures}


def by_measure(records: Iterable[Record]) -> dict[str, dict[str, Contribution | None]]:
    found: dict[str, dict[str, Contribution | None]] = {}
    for record in records:
        for name, contribution in record.measures.items():
            found.setdefault(name, {})[record.id] = contribution
    return found


def is_failure(task: Task, record: Record) -> bool:
    """Whether there is nothing to judge: no output, or an error instead of one.

    A page read as empty and a file refused are outputs: bad ones, but not failures of the run.
    """
    output = record.output
    if task is Task.VERIFY and output["supported"] is None:
        return True
    if task is Task.SURVIVE and output["status"] == "missing":
        return True
    return bool(output["error"]) or output.get("state") in ("failed", "missing")


def summary(
    cases: Sequence[Case], measures: Sequence[Measure], contributions: ByMeasure, failed: int
) -> Json:
    """What summary.json holds: values with intervals, over all cases and over each slice.

    Measures made of timings are left out: see `timed`. `failed` is how many records are an
    `is_failure`.
    """
    steady = [measure for measure in measures if not measure.is_timed]
    return {
        "cases": len(cases),
        "failed": failed,
        "values": _values(steady, contributions, [case.id for case in cases]),
        "slices": {
            name: {value: _values(steady, contributions, ids) for value, ids in groups.items()}
            for name, groups in _slices(cases).items()
        },
    }


def timed(cases: Sequence[Case], measures: Sequence[Measure], contributions: ByMeasure) -> Json:
    """What timings.json holds: the values of the measures that are made of timings."""
    chosen = [measure for measure in measures if measure.is_timed]
    return {"values": _values(chosen, contributions, [case.id for case in cases])}


def _values(
    measures: Sequence[Measure], contributions: ByMeasure, ids: Sequence[str]
) -> dict[str, Json]:
    values: dict[str, Json] = {}
    for measure in measures:
        of_cases = contributions.get(repr(measure), {})
        said = [c for case in ids if (c := of_cases.get(case)) is not None]
        values[repr(measure)] = value_of(measure, said).to_json()
    return values


def _slices(cases: Sequence[Case]) -> dict[str, dict[str, list[str]]]:
    """Ids by slice name and value, sorted; names of too many values left out."""
    found: dict[str, dict[str, list[str]]] = {}
    for case in cases:
        for name, value in case.slices.items():
            found.setdefault(name, {}).setdefault(value, []).append(case.id)
    return {
        name: dict(sorted(groups.items()))
        for name, groups in sorted(found.items())
        if len(groups) <= MAX_SLICE_VALUES
    }
