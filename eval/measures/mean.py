"""Measures that are a mean over cases, or a share of what many cases hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from eval.cases import Case, Output, Task
from eval.measures.protocol import Contribution

C = TypeVar("C", bound=Case)
O = TypeVar("O", bound=Output)  # noqa: E741


def tasks_of(task: Task) -> frozenset[Task]:
    """What scores answers scores the cells of a grid too: both are replies with citations."""
    return frozenset({task, Task.GRID} if task is Task.ANSWER else {task})


@dataclass(frozen=True, slots=True, repr=False)
class Mean(Generic[C, O]):
    """The mean over the cases of `score`, which is in [0, 1]."""

    name: str
    about: str
    """What it means, in one line."""
    task: Task
    score: Callable[[C, O], float | None]
    """None where the case says nothing about it."""
    higher_is_better: bool = True
    is_timed = False

    @property
    def tasks(self) -> frozenset[Task]:
        return tasks_of(self.task)

    def __repr__(self) -> str:
        return self.name

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        """(score,)"""
        # A suite has been checked to give a measure the cases and outputs of its task.
        score = self.score(cast("C", case), cast("O", output))
        return None if score is None else (float(score),)

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return float(np.mean(contributions[:, 0]))


@dataclass(frozen=True, slots=True, repr=False)
class Share(Generic[C, O]):
    """How many of the things that the cases hold were found: the cases weigh by their number."""

    name: str
    about: str
    """What it means, in one line."""
    task: Task
    count: Callable[[C, O], tuple[int, int] | None]
    """(found, of how many), (0, 0) where an output holds none; None where the case holds none."""
    higher_is_better = True
    is_timed = False

    @property
    def tasks(self) -> frozenset[Task]:
        return tasks_of(self.task)

    def __repr__(self) -> str:
        return self.name

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        """(found, of how many)"""
        counted = self.count(cast("C", case), cast("O", output))
        return None if counted is None else (float(counted[0]), float(counted[1]))

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        """NaN where there is nothing to be found."""
        found, of = contributions.sum(axis=0)
        return float(found / of) if of else float("nan")
