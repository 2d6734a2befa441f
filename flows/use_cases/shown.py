"""Use cases and their runs, as they are shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.use_case_store import Undeclared
from core.use_cases import EvaluationRun, Standing
from governance.use_cases.entitled import is_overdue

Json = dict[str, Any]


def standing_to_json(standing: Standing, today: date) -> Json:
    return {
        **standing.use_case.to_json(),
        "version": standing.use_case.version,
        "stage": standing.stage.value,
        "author": standing.author,
        "submitted_at": standing.submitted_at.isoformat(),
        "since": standing.since.isoformat(),
        "overdue": is_overdue(standing.use_case, today),
    }


def run_to_json(run: EvaluationRun) -> Json:
    return {
        "id": run.id,
        "use_case": run.use_case,
        "version": run.version,
        "suite": run.suite,
        "fingerprint": run.fingerprint,
        "made_with": run.made_with,
        "values": dict(run.values),
        "missed": list(run.missed),
        "passed": run.passed,
        "at": run.at.isoformat(),
        "by": run.by,
    }


def undeclared_to_json(one: Undeclared) -> Json:
    return {
        "model": one.model,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "count": one.count,
    }
