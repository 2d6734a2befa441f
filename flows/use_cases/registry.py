"""The registry: submits use cases, has them evaluated, and lets them into use."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from core.errors import Conflict, InvalidRequest, NotFound, Refused
from core.ids import EntityId, UseCaseId
from core.principals import Principal
from core.stores import Database, UnitOfWork
from core.use_case_store import StoredRun, StoredVersion, Undeclared
from core.use_cases import EVERY, IN_USE, EvaluationRun, Stage, Standing, UseCase
from flows.ledger import entries
from flows.ledger.recorder import Recorder
from flows.lineage import hands
from flows.use_cases import recorded
from governance.policy import Action, decide
from governance.row_seals import Unsealed
from governance.use_cases.line import Evidence, check_move, check_run
from governance.use_cases.sealing import Seals

log = logging.getLogger(__name__)

MOST_REASON_CHARS = 1_000
_SHADOW = timedelta(days=90)
_RUNS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Registry:
    """Of the caller's entity. What is for every entity is governed by people of `home`."""

    database: Database
    recorder: Recorder
    seals: Seals
    home: EntityId
    made_with: str
    """What answers depend on here, besides documents: its hash, as evaluation runs carry it."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def submit(self, principal: Principal, use_case: UseCase) -> Standing:
        """A new version, as a draft. It changes nothing for whoever uses an earlier one.

        Raises `Refused`, and `Conflict` for a version that was submitted before, or an id that
        another entity has taken.
        """
        decide(principal, Action.DECLARE).granted()
        self._check_governs(principal, use_case.entity)
        now = self.clock()
        standing = Standing(use_case, Stage.DRAFT, principal.id, now, now)
        async with self.database.begin() as unit:
            await unit.use_cases.hold(use_case.id)
            for one in await unit.use_cases.versions(use_case.id):
                if one.entity != (use_case.entity or EVERY):
                    raise Conflict(f"The id {use_case.id} is taken.", "Choose another one.")
            await unit.use_cases.add(self.seals.stored(standing))
            unit.ledger.append(recorded.submitted(principal.entity, standing))
        return standing

    async def page(self, principal: Principal) -> list[Standing]:
        """Every version for the caller's entity: by id, the latest submitted first."""
        decide(principal, Action.OVERSEE).granted()
        async with self.database.begin() as unit:
            rows = await unit.use_cases.standing(principal.entity, list(Stage))
        found = sorted(self._opened(rows), key=lambda one: one.submitted_at, reverse=True)
        return sorted(found, key=lambda one: one.use_case.id)

    async def versions(
        self, principal: Principal, use_case: UseCaseId
    ) -> tuple[list[Standing], list[EvaluationRun]]:
        """The latest submitted first, with the runs of all of them. Raises `NotFound`."""
        decide(principal, Action.OVERSEE).granted()
        async with self.database.begin() as unit:
            found = self._opened(await self._theirs(unit, principal, use_case))
            runs = await unit.use_cases.runs(use_case, _RUNS_SHOWN)
        return found, self._opened_runs(runs)

    async def undeclared(self, principal: Principal) -> list[Undeclared]:
        """What people of the entity asked that is no use case of theirs, most often first."""
        entity = decide(principal, Action.OVERSEE).granted().entity
        async with self.database.begin() as unit:
            return await unit.use_cases.undeclared(entity, self.clock().date() - _SHADOW)

    async def as_it_was(self, use_case: UseCaseId, version: str) -> Standing | None:
        """A version wherever it stands by now; None where the service did not write it so."""
        async with self.database.begin() as unit:
            rows = await unit.use_cases.versions(use_case)
        return next(iter(self._opened(one for one in rows if one.version == version)), None)

    async def latest(self, use_case: UseCaseId) -> Standing:
        """The last version submitted, for whoever holds the database itself. Raises `NotFound`."""
        async with self.database.begin() as unit:
            return self._last(await unit.use_cases.versions(use_case), use_case)

    async def evaluated(self, run: EvaluationRun) -> Standing:
        """Keep a run of the latest version; a draft that passes is evaluated from now on.

        For whoever holds the database itself: a run that somebody sends proves nothing.
        Raises `NotFound`, and `Conflict` where another version was submitted meanwhile.
        """
        async with self.database.begin() as unit:
            await unit.use_cases.hold(run.use_case)
            standing = self._last(await unit.use_cases.versions(run.use_case), run.use_case)
            if standing.use_case.version != run.version:
                raise Conflict("Another version was submitted meanwhile.", "Evaluate that one.")
            entity = standing.use_case.entity or self.home
            await unit.use_cases.add_run(self.seals.stored_run(run))
            unit.ledger.append(recorded.evaluated(entity, run))
            if standing.stage is not Stage.DRAFT:
                return standing
            try:
                check_run(standing, await self._evidence(unit, standing), run.at)
            except Refused:
                return standing
            return await self._move(unit, standing, Stage.EVALUATED, run.by, "", run, entity)

    async def promote(
        self,
        principal: Principal,
        use_case: UseCaseId,
        to: Stage,
        reason: str = "",
        version: str | None = None,
    ) -> Standing:
        """The version, or the latest one, at its next stage. Whatever else of it was in use there
        is retired.

        Raises `NotFound`; `Conflict` for a stage that is not the next one; `Refused` with the rule
        for everything that a promotion lacks. Each refusal is recorded.
        """
        if len(reason) > MOST_REASON_CHARS:
            raise InvalidRequest(f"The reason has {MOST_REASON_CHARS} characters at most.")
        try:
            return await self._promoted(principal, use_case, to, reason, version)
        except (Refused, Conflict) as refusal:
            told = refusal if isinstance(refusal, Refused) else Refused("", rule="promotion: stage")
            what = {"use_case": use_case, "version": version, "to": to.value, "reason": reason}
            await self.recorder.write(entries.refused(principal, told, "promote", what))
            if isinstance(refusal, Refused):
                refusal.is_recorded = True
            raise

    async def _promoted(
        self,
        principal: Principal,
        use_case: UseCaseId,
        to: Stage,
        reason: str,
        version: str | None,
    ) -> Standing:
        self._check_may(principal, to)
        if to is Stage.EVALUATED:
            raise Conflict("A run of its suite makes it so.", "Run `probant usecase evaluate`.")
        async with self.database.begin() as unit:
            await unit.use_cases.hold(use_case)
            rows = await self._theirs(unit, principal, use_case)
            chosen = [one for one in rows if version in (None, one.version)]
            if not chosen:
                raise NotFound(f"{use_case} has no such version.")
            standing = self._last(chosen, use_case)
            self._check_governs(principal, standing.use_case.entity)
            evidence = await self._evidence(unit, standing)
            theirs = await hands(unit, principal, standing.author)
            check_move(standing, to, theirs, evidence, self.clock())
            run = evidence.run if to is not Stage.RETIRED else None
            for other in self._opened(rows):
                if _is_replaced(other, standing, to):
                    why = f"replaced by {standing.use_case.version}"
                    await self._move(
                        unit, other, Stage.RETIRED, principal.id, why, None, principal.entity
                    )
            return await self._move(unit, standing, to, principal.id, reason, run, principal.entity)

    async def _move(
        self,
        unit: UnitOfWork,
        standing: Standing,
        to: Stage,
        by: str,
        reason: str,
        run: EvaluationRun | None,
        entity: EntityId,
    ) -> Standing:
        moved = replace(standing, stage=to, since=self.clock())
        await unit.use_cases.move(self.seals.stored(moved))
        record = recorded.moved(entity, moved, standing.stage, by, reason, run.id if run else None)
        unit.ledger.append(record)
        return moved

    async def _evidence(self, unit: UnitOfWork, standing: Standing) -> Evidence:
        use_case = standing.use_case
        rows = await unit.use_cases.runs(use_case.id, 1)
        first = await unit.use_cases.first_run(use_case.id, use_case.version)
        try:
            run = self.seals.run(rows[0]) if rows else None
            return Evidence(run, self.seals.run(first) if first else None, self.made_with)
        except Unsealed as error:
            raise _changed(str(error)) from error

    async def _theirs(
        self, unit: UnitOfWork, principal: Principal, use_case: UseCaseId
    ) -> list[StoredVersion]:
        """Raises `NotFound`, also for one of another entity."""
        every = await unit.use_cases.standing(principal.entity, list(Stage), use_case)
        if not every:
            raise _unknown(use_case)
        return sorted(every, key=lambda one: one.submitted_at, reverse=True)

    def _last(self, rows: Sequence[StoredVersion], use_case: UseCaseId) -> Standing:
        if not rows:
            raise _unknown(use_case)
        try:
            return self.seals.standing(rows[0])
        except Unsealed as error:
            raise _changed(str(error)) from error

    def _opened(self, rows: Iterable[StoredVersion]) -> list[Standing]:
        """Those that the service wrote as they are."""
        found: list[Standing] = []
        for row in rows:
            try:
                found.append(self.seals.standing(row))
            except Unsealed as error:
                log.error("a use case does not count: %s", error)
        return found

    def _opened_runs(self, rows: Iterable[StoredRun]) -> list[EvaluationRun]:
        found: list[EvaluationRun] = []
        for row in rows:
            try:
                found.append(self.seals.run(row))
            except Unsealed as error:
                log.error("a run does not count: %s", error)
        return found

    def _check_governs(self, principal: Principal, entity: EntityId | None) -> None:
        if (entity or self.home) != principal.entity:
            whose = "every entity" if entity is None else "another entity"
            raise Refused(
                f"What is for {whose} is not yours to govern.",
                f"Ask {'the entity that runs this service' if entity is None else 'its owner'}.",
                rule="promotion: entity",
            )

    def _check_may(self, principal: Principal, to: Stage) -> None:
        """Whoever submits may retire as well."""
        if to is Stage.RETIRED and decide(principal, Action.DECLARE).scope:
            return
        decide(principal, Action.APPROVE).granted()


def _is_replaced(other: Standing, by: Standing, to: Stage) -> bool:
    """A version that comes into use takes the place of what was there, and one in production also
    that of an older pilot."""
    if other.use_case.version == by.use_case.version or other.stage not in IN_USE:
        return False
    return to is Stage.PRODUCTION or (to is Stage.PILOT and other.stage is Stage.PILOT)


def _unknown(use_case: str) -> NotFound:
    return NotFound(
        f"There is no use case {use_case[:80]!r}.", "`probant usecase submit` brings one in."
    )


def _changed(said: str) -> Refused:
    return Refused(
        f"It does not count: {said}.",
        "Submit it again, and tell who watches over the database.",
        rule="use case: changed outside the service",
    )
