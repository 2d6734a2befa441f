"""What a report takes from the records of a suite, in one pass: its failures first of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.cases import Task
from eval.flips import is_right
from eval.measures import parse
from eval.measures.protocol import Measure
from eval.runs import Record

SHOWN = 200
"""Failing cases of a suite that a report shows."""
AURC = "abstention.aurc"
VERDICT = ""
"""Stands for the verdict itself among the rules by which cases fail."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases failed by a rule, of those that it judged."""

    failed: int
    judged: int


@dataclass(frozen=True, slots=True)
class Failures:
    first: tuple[Record, ...]
    """At most `SHOWN`, in the suite's order."""
    by_rule: Mapping[str, Tally]
    """By the measure that decided, or `VERDICT`; each case counts once."""
    risks: tuple[tuple[float, ...], ...]
    """(confidence, loss) of the cases; empty where `AURC` was not measured."""

    @property
    def count(self) -> int:
        return sum(tally.failed for tally in self.by_rule.values())

    @property
    def judged(self) -> int:
        return sum(tally.judged for tally in self.by_rule.values())

    @property
    def sentences(self) -> list[str]:
        """One a rule: "2 of 3 verdicts are wrong", "10 of 40 cases fail by citation.hit"."""
        return [
            f"{tally.failed} of {tally.judged} "
            + ("verdicts are wrong" if rule == VERDICT else f"cases fail by {rule}")
            for rule, tally in self.by_rule.items()
        ]


def failures(records: Iterable[Record], task: Task, gated: Sequence[str]) -> Failures:
    """`gated` are names that `eval.measures.parse` reads."""
    measures = {name: parse(name) for name in gated}
    first: list[Record] = []
    risks: list[tuple[float, ...]] = []
    by_rule: dict[str, Tally] = {}
    for record in records:
        if judged := _judged(record, task, measures):
            rule, failed = judged
            before = by_rule.get(rule, Tally(0, 0))
            by_rule[rule] = Tally(before.failed + failed, before.judged + 1)
            if failed and len(first) < SHOWN:
                first.append(record)
        if risk := record.measures.get(AURC):
            risks.append(risk)
    return Failures(tuple(first), by_rule, tuple(risks))


def _judged(record: Record, task: Task, measures: Mapping[str, Measure]) -> tuple[str, bool] | None:
    """What decided on a case, and whether it failed: a wrong verdict, or the wrong side of one half
    under the first measure that says something about it. None where none does.
    """
    if task is Task.VERIFY:
        # One verdict alone leaves most of its measures undefined.
        return VERDICT, record.case["supported"] is not record.output["supported"]
    for name, measure in measures.items():
        if contribution := record.measures.get(name):
            right = is_right(measure, contribution)
            if right is not None:
                return name, not right
    return None
