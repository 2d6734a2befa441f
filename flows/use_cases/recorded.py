"""What the ledger says of use cases: who did it is sealed, what was decided is not."""

from __future__ import annotations

from typing import Any

from core.ids import EntityId
from core.ledger import Entry, RecordKind
from core.use_cases import EvaluationRun, Stage, Standing


def submitted(entity: EntityId, standing: Standing) -> Entry:
    body = {**_of(standing), "declaration": standing.use_case.to_json()}
    return Entry(entity, RecordKind.USE_CASE_SUBMITTED, body, standing.author)


def evaluated(entity: EntityId, run: EvaluationRun) -> Entry:
    body = {
        "use_case": run.use_case,
        "version": run.version,
        "run": run.id,
        "suite": run.suite,
        "fingerprint": run.fingerprint,
        "made_with": run.made_with,
        "values": dict(run.values),
        "missed": list(run.missed),
    }
    return Entry(entity, RecordKind.USE_CASE_EVALUATED, body, run.by)


def moved(
    entity: EntityId, standing: Standing, before: Stage, by: str, reason: str, run: str | None
) -> Entry:
    body = {**_of(standing), "from": before.value, "to": standing.stage.value, "run": run}
    return Entry(entity, RecordKind.USE_CASE_MOVED, body, by, {"reason": reason})


def _of(standing: Standing) -> dict[str, Any]:
    return {"use_case": standing.use_case.id, "version": standing.use_case.version}
