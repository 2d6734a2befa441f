"""Weights of the search by coordinate search, with a cross-validated figure of what they gain."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np

from eval.ablation import cells, difference, table
from eval.compare import rounded
from eval.folds import shared_out
from eval.measures import parse
from eval.measures.protocol import Contribution, Measure
from eval.plan import Planned
from eval.progress import Told
from eval.randomisation import Compared, Difference
from eval.runs import Json
from eval.searching import Gathered, Key, Scored, scored
from eval.statistics import aggregated
from retrieval.rank import Weights

STEPS = (0.0, 0.5, 0.75, 1.25, 1.5, 2.0)
"""Tried of each weight, as multiples of what it was at first; of 1 where that was 0."""
ROUNDS = 3
"""Over all weights; fewer where a round changes none."""
LEAST_GAIN = 1e-9
"""Of what equals the present weights, the present ones stay: no change without a gain."""
HEADS = ("suite", "measure", "n", "before", "tuned", "held out", "difference", "95 %", "p")


@dataclass(frozen=True, slots=True)
class Row:
    """The leading measure of a suite."""

    suite: str
    measure: str
    cases: int
    before: float
    tuned: float
    """Under the new weights, over the cases that they were chosen by: too good."""
    held_out: float
    """Each case under the weights that were chosen without its fold: what to expect."""
    gain: Difference
    """Held out, to before."""


@dataclass(frozen=True, slots=True)
class Tuned:
    weights: Weights
    changed: Mapping[str, tuple[float, float]]
    """By weight: before and after."""
    rows: tuple[Row, ...]
    folds: tuple[Mapping[str, float], ...]
    """The weights that each fold was judged by: where they differ, the cases do not settle them."""

    def to_json(self) -> Json:
        data: Json = {
            "weights": {name: getattr(self.weights, name) for name in self.weights.names()},
            "changed": {name: list(both) for name, both in self.changed.items()},
            "rows": [asdict(row) for row in self.rows],
            "folds": [dict(weights) for weights in self.folds],
        }
        whole: Json = rounded(data)
        return whole


@dataclass(frozen=True, slots=True)
class Tried:
    """A suite whose cases were searched once, and its leading measure."""

    planned: Planned
    measure: Measure
    gathered: Sequence[Gathered]

    @property
    def key(self) -> Key:
        return self.planned.suite.name, repr(self.measure)

    def under(self, weights: Weights) -> dict[Key, dict[str, Contribution]]:
        outputs = {one.case.id: one.under(weights) for one in self.gathered}
        return scored(self.planned, (self.measure,), outputs)


def tune(start: Weights, suites: Sequence[Tried], names: Sequence[str], told: Told) -> Tuned:
    """The weights of these names that are best for the suites together."""

    def evaluate(weights: Weights) -> Scored:
        return {key: of for suite in suites for key, of in suite.under(weights).items()}

    folds = shared_out({s.planned.suite.name: s.planned.dataset.cases for s in suites})
    return Tuner(start, evaluate, [suite.key for suite in suites], names, told).tune(folds)


@dataclass(slots=True)
class Tuner:
    """Evaluates each weighting once, on all cases, whichever folds look at it."""

    start: Weights
    evaluate: Callable[[Weights], Scored]
    """The same cases with these weights."""
    leading: Sequence[Key]
    """(suite, measure): one a suite; what is sought is the best mean of their values."""
    names: Sequence[str]
    """The weights that may change."""
    told: Told
    _known: dict[Weights, Scored] = field(default_factory=dict)

    def tune(self, folds: Mapping[Key, int]) -> Tuned:
        """`folds` are by (suite, case), as `eval.folds` shares them out."""
        best = self._best(folds.keys())
        chosen: dict[int, Weights] = {}
        for fold in sorted(set(folds.values())):
            chosen[fold] = self._best({key for key in folds if folds[key] != fold})
        rows = [self._row(key, best, lambda case: chosen[folds[case]]) for key in self.leading]
        of_folds = tuple(self._values(weights) for weights in chosen.values())
        return Tuned(best, self._changed(best), tuple(rows), of_folds)

    def _best(self, cases: Collection[Key]) -> Weights:
        """The best weights over some cases that steps along one weight at a time lead to."""
        weights = self.start
        value = self._objective(self._scored(weights), cases)
        for _ in range(ROUNDS):
            before = weights
            for name in self.names:
                for step in STEPS:
                    tried = weights.replaced(name, step * (getattr(self.start, name) or 1.0))
                    reached = self._objective(self._scored(tried), cases)
                    if reached > value + LEAST_GAIN:
                        weights, value = tried, reached
            if weights == before:
                break
        return weights

    def _scored(self, weights: Weights) -> Scored:
        if weights not in self._known:
            self._known[weights] = self.evaluate(weights)
            self.told("tune", "weightings tried", len(self._known), 0)
        return self._known[weights]

    def _objective(self, scored: Scored, cases: Collection[Key]) -> float:
        """The mean over the suites of their leading measure's value over these cases."""
        values = [
            _value(key, [c for case, c in scored[key].items() if (key[0], case) in cases])
            for key in self.leading
        ]
        return float(np.mean([value for value in values if not np.isnan(value)] or [0.0]))

    def _row(self, key: Key, best: Weights, chosen: Callable[[Key], Weights]) -> Row:
        before = self._known[self.start][key]
        held = {case: self._known[chosen((key[0], case))][key][case] for case in before}
        compared = Compared(parse(key[1]), before, held)
        tuned = _value(key, list(self._known[best][key].values()))
        return Row(
            *key, len(before), compared.values[0], tuned, compared.values[1], difference(compared)
        )

    def _changed(self, best: Weights) -> dict[str, tuple[float, float]]:
        before, after = self._values(self.start), self._values(best)
        return {n: (before[n], after[n]) for n in before if before[n] != after[n]}

    def _values(self, weights: Weights) -> dict[str, float]:
        return {name: float(getattr(weights, name)) for name in weights.names()}


def _value(key: Key, contributions: list[Contribution]) -> float:
    if not contributions:
        return float("nan")
    return aggregated(parse(key[1]), np.array(contributions))


def lines(tuned: Tuned) -> Iterator[str]:
    """For people: the weights to set, and what they are worth."""
    if not tuned.changed:
        yield "No other weights are better."
    for name, (before, after) in tuned.changed.items():
        others = sorted({weights[name] for weights in tuned.folds})
        folds = ", ".join(f"{value:g}" for value in others)
        yield f"{name}: {before:g} -> {after:g} (folds: {folds})"
    yield ""
    yield from table(HEADS, [_cells(row) for row in tuned.rows], 2)


def _cells(row: Row) -> tuple[str, ...]:
    values = (f"{value:.3f}" for value in (row.before, row.tuned, row.held_out))
    return (row.suite, row.measure, str(row.cases), *values, *cells(row.gain))
