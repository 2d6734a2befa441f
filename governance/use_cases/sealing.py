"""Rows of use cases and runs under a seal, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.errors import InvalidRequest
from core.ids import UseCaseId
from core.ledger import Secrets
from core.use_case_store import StoredRun, StoredVersion
from core.use_cases import EVERY, EvaluationRun, Standing
from governance.row_seals import RowSeals, Unsealed
from governance.use_cases.declared import from_json

_KEY = "use-cases"


@dataclass(frozen=True, slots=True)
class Seals:
    secrets: Secrets

    def stored(self, standing: Standing) -> StoredVersion:
        """Raises `Unavailable` where the key can't be read."""
        use_case = standing.use_case
        row = StoredVersion(
            use_case.id,
            use_case.version,
            use_case.entity or EVERY,
            use_case.to_json(),
            standing.author,
            standing.submitted_at,
            standing.stage,
            standing.since,
            b"",
        )
        return replace(row, seal=self._rows.of(_of_version(row)))

    def standing(self, row: StoredVersion) -> Standing:
        """Raises `Unsealed` for a row that was changed, `Unavailable`."""
        self._rows.check(row.seal, _of_version(row), f"{row.id} {row.version[:12]}")
        try:
            # A later release may give it another version: what was sealed stays.
            use_case = replace(from_json(row.declaration), version=row.version)
        except InvalidRequest as error:
            raise Unsealed(f"{row.id} {row.version[:12]} can't be read: {error}") from error
        return Standing(use_case, row.stage, row.author, row.submitted_at, row.since)

    def stored_run(self, run: EvaluationRun) -> StoredRun:
        told = {
            "suite": run.suite,
            "fingerprint": run.fingerprint,
            "made_with": run.made_with,
            "values": dict(run.values),
            "missed": list(run.missed),
            "by": run.by,
        }
        seal = self._rows.of(_of_run(run.id, run.use_case, run.version, told, run.at.isoformat()))
        return StoredRun(run.id, run.use_case, run.version, told, run.at, seal)

    def run(self, row: StoredRun) -> EvaluationRun:
        """Raises `Unsealed` for a row that was changed, `Unavailable`."""
        said = _of_run(row.id, row.use_case, row.version, row.told, row.at.isoformat())
        self._rows.check(row.seal, said, f"the run {row.id}")
        told = row.told
        return EvaluationRun(
            id=row.id,
            use_case=row.use_case,
            version=row.version,
            suite=told["suite"],
            fingerprint=told["fingerprint"],
            made_with=told["made_with"],
            values=told["values"],
            missed=tuple(told["missed"]),
            at=row.at,
            by=told["by"],
        )

    @property
    def _rows(self) -> RowSeals:
        return RowSeals(self.secrets, _KEY)


def _of_version(row: StoredVersion) -> dict[str, Any]:
    return {
        "kind": "version",
        **{name: value for name, value in _fields(row).items() if name != "seal"},
        "stage": row.stage.value,
        "submitted_at": row.submitted_at.isoformat(),
        "since": row.since.isoformat(),
    }


def _fields(row: StoredVersion) -> dict[str, Any]:
    return {name: getattr(row, name) for name in StoredVersion.__dataclass_fields__}


def _of_run(
    id_: str, use_case: UseCaseId, version: str, told: Mapping[str, Any], at: str
) -> dict[str, Any]:
    return {
        "kind": "run",
        "id": id_,
        "use_case": use_case,
        "version": version,
        "told": dict(told),
        "at": at,
    }
