"""A use case is a model: which ones somebody may ask, and what each lets them see."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.errors import Refused
from core.ids import UseCaseId
from core.principals import Principal
from core.stores import Database, UnitOfWork
from core.use_cases import IN_USE, Standing
from governance.row_seals import Unsealed
from governance.use_cases.entitled import admits, is_overdue
from governance.use_cases.sealing import Seals

log = logging.getLogger(__name__)

OPEN = "probant"
"""The model of no use case: who asks it sees all that they may read."""
UNDECLARED = "undeclared use"
"""The rule that refuses what is no use case of the caller's."""
_LONGEST = 100
"""Of a name that is counted: what somebody made up is not kept whole."""
_IN_USE = sorted(IN_USE)


@dataclass(frozen=True, slots=True)
class Uses:
    database: Database
    seals: Seals
    must_be_declared: bool
    """Whether nobody asks anything but a use case."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def offered(self, principal: Principal) -> list[Standing]:
        """What the principal may ask today, by id."""
        async with self.database.begin() as unit:
            return await self._offered(unit, principal)

    async def asked(self, principal: Principal, model: str) -> Standing | None:
        """The use case behind a model; None for `OPEN`, where that may be asked.

        Raises `Refused`, in the same words for what there is not and for what is not the caller's,
        and says how a use is declared. That it was asked is counted.
        """
        if model == OPEN and not self.must_be_declared:
            return None
        async with self.database.begin() as unit:
            offered = await self._offered(unit, principal, overdue=True)
            found = next((one for one in offered if one.use_case.id == model), None)
            if found is None:
                name = "".join(filter(str.isprintable, model))[:_LONGEST]
                await unit.use_cases.note_undeclared(principal.entity, name, self.clock().date())
        if found is None:
            raise _undeclared(model, [one.use_case.id for one in offered if self._is_open(one)])
        if not self._is_open(found):
            raise _overdue(found)
        return found

    def _is_open(self, standing: Standing) -> bool:
        return not is_overdue(standing.use_case, self.clock().date())

    async def _offered(
        self, unit: UnitOfWork, principal: Principal, *, overdue: bool = False
    ) -> list[Standing]:
        """Of each use case the last version to come into use for them."""
        found: dict[UseCaseId, Standing] = {}
        for row in await unit.use_cases.standing(principal.entity, _IN_USE):
            try:
                standing = self.seals.standing(row)
            except Unsealed as error:
                log.error("a use case does not count: %s", error)
                continue
            if admits(standing, principal) and (overdue or self._is_open(standing)):
                found.setdefault(row.id, standing)
        return list(found.values())


def _undeclared(model: str, known: Sequence[UseCaseId]) -> Refused:
    yours = f"You may ask: {', '.join(known)}." if known else "There is none that you may ask yet."
    return Refused(
        f"{model[:_LONGEST]!r} is no use that is authorised for you.",
        f"{yours} Declare another with `probant usecase new`, or ask the owner of one to let you "
        "in: docs/use-cases.md says how.",
        rule=UNDECLARED,
    )


def _overdue(standing: Standing) -> Refused:
    use_case = standing.use_case
    return Refused(
        f"The review of {use_case.id} was due on {use_case.review_date}: it waits for it.",
        f"Its owner, {use_case.owner}, reviews it and submits it with a later review_date.",
        rule="overdue review",
    )
