"""Cases that one run has right and the other wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from eval.measures.protocol import Contribution, Measure
from eval.randomisation import Compared
from eval.runs import Json, Record, Run
from eval.statistics import aggregated

HALF = 0.5
"""A case is right on the better side of this, and on it."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A case that one run had right and the other wrong, by its suite's first gated measure."""

    suite: str
    measure: str
    case: str
    lost: bool
    """Right in the first run and wrong in the second; else the other way round."""
    asked: str
    gold: Json
    a: Json
    b: Json


def flipped(a: Run, b: Run, suite: str, name: str, compared: Compared) -> Iterator[Flip]:
    before, after = ({r.id: r for r in run.records(suite)} for run in (a, b))
    for case in compared.differing:
        had = is_right(compared.measure, compared.before[case])
        has = is_right(compared.measure, compared.after[case])
        if had is not None and has is not None and had != has:
            yield _flip(suite, name, had, before[case], after[case])


def is_right(measure: Measure, contribution: Contribution) -> bool | None:
    """Whether a case alone has the better half of a measure; None where that is undefined."""
    value = aggregated(measure, np.array([contribution]))
    if np.isnan(value):
        return None
    return value >= HALF if measure.higher_is_better else value <= HALF


def _flip(suite: str, name: str, lost: bool, before: Record, after: Record) -> Flip:
    case = before.case
    asked = case.get("question") or case.get("claim")
    asked = asked or f"{case.get('document', '')} page {case.get('page', '-')}"
    kinds = ("answers", "evidence", "answerable", "supported", "rows", "headings")
    gold = {kind: case[kind] for kind in kinds if kind in case}
    shown = _shown(before.output), _shown(after.output)
    return Flip(suite, name, before.id, lost, asked, gold, *shown)


def _shown(output: Json) -> Json:
    """A reply without the texts of its hits, other outputs as they are."""
    if "state" not in output:
        return output
    cited = [{k: c[k] for k in ("document", "page", "quote")} for c in output["citations"]]
    hits = [{k: hit[k] for k in ("document", "page")} for hit in output["hits"]]
    return {"state": output["state"], "answer": output["answer"], "cited": cited, "hits": hits}
