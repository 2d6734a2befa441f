"""What a report takes from the records of a suite, in one pass: its failures first of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.cases import Task
from eval.runs import Record

SHOWN = 200
"""Failing cases of a suite that a report shows."""
AURC = "abstention.aurc"
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Failures:
    first: tuple[Record, ...]
    """At most `SHOWN`, in the suite's order."""
    count: int
    judged: int
    """Cases about which a gated measure says something."""
    risks: tuple[tuple[float, ...], ...]
    """(confidence, loss) of the cases; empty where `AURC` was not measured."""


def failures(
    records: Iterable[Record], task: Task, gated: Sequence[str], lower_is_better: frozenset[str]
) -> Failures:
    first: list[Record] = []
    risks: list[tuple[float, ...]] = []
    count = judged = 0
    for record in records:
        verdict = fails(record, task, gated, lower_is_better)
        judged += verdict is not None
        count += verdict is True
        if verdict and len(first) < SHOWN:
            first.append(record)
        if risk := record.measures.get(AURC):
            risks.append(risk)
    return Failures(tuple(first), count, judged, tuple(risks))


def fails(
    record: Record, task: Task, gated: Sequence[str], lower_is_better: frozenset[str]
) -> bool | None:
    """Whether a case failed: a wrong verdict, or the wrong side of one half under the first gated
    measure that says something about it. None where none does.
    """
    if task is Task.VERIFY:
        # Its measures take counts, which are no score of one case.
        return bool(record.case["supported"] is not record.output["supported"])
    for name in gated:
        if contribution := record.measures.get(name):
            # A measure of several columns has its score in the last: (confidence, loss).
            score = contribution[-1]
            return score > _HALF if name in lower_is_better else score < _HALF
    return None
