"""Use cases, as the database keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from adapters.sql.locks import lock_use_case
from adapters.sql.transaction import Transaction
from adapters.sql.use_case_tables import evaluation_runs, undeclared_uses, use_cases
from core.errors import Conflict
from core.ids import EntityId, UseCaseId
from core.use_case_store import StoredRun, StoredVersion, Undeclared
from core.use_cases import EVERY, Stage

_of, _run, _asked = use_cases.c, evaluation_runs.c, undeclared_uses.c

MOST_NAMES = 200
"""Of an entity on a day that are told apart: whoever asks chooses them."""
OTHERS = "…"


class SqlUseCases:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def hold(self, use_case: UseCaseId) -> None:
        await lock_use_case(self._transaction, use_case)

    async def add(self, version: StoredVersion) -> None:
        try:
            await self._transaction.write(insert(use_cases).values(_to_row(version)))
        except IntegrityError as error:
            raise Conflict(f"This version of {version.id} was submitted before.") from error

    async def move(self, version: StoredVersion) -> None:
        moved = {"stage": version.stage.value, "since": version.since, "seal": version.seal}
        this = and_(_of.id == version.id, _of.version == version.version)
        await self._transaction.write(update(use_cases).where(this).values(moved))

    async def versions(self, use_case: UseCaseId) -> list[StoredVersion]:
        found = select(use_cases).where(_of.id == use_case)
        return await self._versions(found.order_by(_of.submitted_at.desc(), _of.version))

    async def standing(
        self, entity: EntityId, stages: Sequence[Stage], use_case: UseCaseId | None = None
    ) -> list[StoredVersion]:
        found = select(use_cases).where(
            _of.entity.in_((entity, EVERY)), _of.stage.in_([stage.value for stage in stages])
        )
        if use_case is not None:
            found = found.where(_of.id == use_case)
        return await self._versions(found.order_by(_of.id, _of.since.desc(), _of.version))

    async def _versions(self, found: Select[Any]) -> list[StoredVersion]:
        return [_version(row) for row in await self._transaction.read(found)]

    async def add_run(self, run: StoredRun) -> None:
        row = {
            "id": run.id,
            "use_case": run.use_case,
            "version": run.version,
            "told": run.told,
            "at": run.at,
            "seal": run.seal,
        }
        await self._transaction.write(insert(evaluation_runs).values(row))

    async def runs(self, use_case: UseCaseId, limit: int) -> list[StoredRun]:
        found = select(evaluation_runs).where(_run.use_case == use_case)
        newest = found.order_by(_run.at.desc(), _run.id).limit(limit)
        return [_to_run(row) for row in await self._transaction.read(newest)]

    async def first_run(self, use_case: UseCaseId, version: str) -> StoredRun | None:
        found = select(evaluation_runs).where(_run.use_case == use_case, _run.version == version)
        row = (await self._transaction.read(found.order_by(_run.at, _run.id).limit(1))).first()
        return _to_run(row) if row else None

    async def note_undeclared(self, entity: EntityId, model: str, day: date) -> None:
        today = and_(_asked.entity == entity, _asked.day == day)
        known = select(_asked.model).where(today).limit(MOST_NAMES)
        names = set((await self._transaction.read(known)).scalars())
        if model not in names and len(names) >= MOST_NAMES:
            model = OTHERS
        key = {"entity": entity, "day": day, "model": model}
        await self._transaction.write_new(undeclared_uses, {**key, "count": 0})
        counted = (
            update(undeclared_uses)
            .where(today, _asked.model == model)
            .values(count=_asked.count + 1)
        )
        await self._transaction.write(counted)

    async def undeclared(self, entity: EntityId, since: date) -> list[Undeclared]:
        total = func.sum(_asked.count).label("total")
        found = (
            select(_asked.model, func.min(_asked.day), func.max(_asked.day), total)
            .where(_asked.entity == entity, _asked.day >= since)
            .group_by(_asked.model)
            .order_by(total.desc(), _asked.model)
        )
        rows = await self._transaction.read(found)
        return [Undeclared(model, first, last, int(count)) for model, first, last, count in rows]


def _to_row(version: StoredVersion) -> dict[str, Any]:
    return {
        "id": version.id,
        "version": version.version,
        "entity": version.entity,
        "declaration": version.declaration,
        "author": version.author,
        "submitted_at": version.submitted_at,
        "stage": version.stage.value,
        "since": version.since,
        "seal": version.seal,
    }


def _version(row: Row[*tuple[Any, ...]]) -> StoredVersion:
    return StoredVersion(
        id=UseCaseId(row.id),
        version=row.version,
        entity=row.entity,
        declaration=row.declaration,
        author=row.author,
        submitted_at=row.submitted_at,
        stage=Stage(row.stage),
        since=row.since,
        seal=row.seal,
    )


def _to_run(row: Row[*tuple[Any, ...]]) -> StoredRun:
    return StoredRun(row.id, UseCaseId(row.use_case), row.version, row.told, row.at, row.seal)
