"""Rows of use cases and runs under a seal: what somebody changed in the database counts no more.

A seal is HMAC-SHA256 over a row in canonical JSON, with a key of the installation that is kept
outside the database.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from core.errors import InvalidRequest
from core.ids import UseCaseId
from core.ledger import Secrets
from core.use_case_store import StoredRun, StoredVersion
from core.use_cases import EVERY, EvaluationRun, Standing
from governance.ledger.chain import canonical
from governance.use_cases.declared import from_json

_KEY = "use-cases"


class Unsealed(ValueError):
    """A row that the service did not write so, or can't read any more."""


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
        return replace(row, seal=self._seal(_of_version(row)))

    def standing(self, row: StoredVersion) -> Standing:
        """Raises `Unsealed` for a row that was changed, `Unavailable`."""
        self._check(row.seal, _of_version(row), f"{row.id} {row.version[:12]}")
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
        seal = self._seal(_of_run(run.id, run.use_case, run.version, told, run.at.isoformat()))
        return StoredRun(run.id, run.use_case, run.version, told, run.at, seal)

    def run(self, row: StoredRun) -> EvaluationRun:
        """Raises `Unsealed` for a row that was changed, `Unavailable`."""
        said = _of_run(row.id, row.use_case, row.version, row.told, row.at.isoformat())
        self._check(row.seal, said, f"the run {row.id}")
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

    def _seal(self, said: Mapping[str, Any]) -> bytes:
        return hmac.digest(self.secrets.secret(_KEY), canonical(said).encode(), sha256)

    def _check(self, seal: bytes, said: Mapping[str, Any], what: str) -> None:
        if not hmac.compare_digest(seal, self._seal(said)):
            raise Unsealed(f"{what} was changed outside the service")


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
