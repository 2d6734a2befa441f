"""A use case and its runs, for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from core.use_cases import EvaluationRun, UseCase
from governance.use_cases.declared import from_json

DECLARED: dict[str, Any] = {
    "id": "leases",
    "title": "Lecture des baux",
    "purpose": "Trouver ce que disent les baux, et rien d'autre.",
    "owner": "Direction immobilière",
    "entity": "here",
    "roles": ["reader"],
    "groups": [],
    "pilot_groups": ["pilots"],
    "collections": ["leases"],
    "classification": "internal",
    "models": ["extractive"],
    "retention_days": 365,
    "risk": {"class": "minimal", "reason": "Aide à la lecture, sans décision."},
    "supervision": {"mode": "none"},
    "baseline": {"minutes": 12, "method": "declared", "sample": 3, "how": "Trois l'ont dit."},
    "evaluation": {"suite": "samples", "bars": {"citation.source": 1.0}},
    "review_date": "2099-06-30",
}


def declared(**changes: Any) -> UseCase:
    return from_json({**DECLARED, **changes})


def a_run(use_case: UseCase, made_with: str, **changes: Any) -> EvaluationRun:
    """One above every bar, of now."""
    given: dict[str, Any] = {
        "id": uuid4().hex,
        "use_case": use_case.id,
        "version": use_case.version,
        "suite": "samples",
        "fingerprint": "f1",
        "made_with": made_with,
        "values": {"citation.source": 1.0},
        "missed": (),
        "at": datetime.now(UTC),
        "by": "local",
        **changes,
    }
    return EvaluationRun(**given)
