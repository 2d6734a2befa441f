"""What commands do with use cases, in this process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cli.backend import Json
from cli.local_documents import LocalDocuments
from core.errors import Refused
from core.ids import UseCaseId
from core.use_cases import Stage, Standing
from flows.ledger.refusals import record_refusal
from flows.use_cases.shown import run_to_json, standing_to_json, undeclared_to_json
from flows.use_cases.uses import OPEN
from governance.use_cases.declared import from_json


@dataclass(frozen=True, slots=True)
class LocalUseCases(LocalDocuments):
    async def asked(self, use_case: str | None) -> Standing | None:
        """The use case that somebody names, or None where none has to be named.

        Raises `Refused`, once that is recorded.
        """
        try:
            return await self.parts.uses.asked(self.user, use_case or OPEN)
        except Refused as refusal:
            await record_refusal(self.parts.recorder, self.user, refusal, "ask")
            raise

    async def use_cases(self) -> list[Json]:
        found = await self.parts.registry.page(self.user)
        return [standing_to_json(one, self._today) for one in found]

    async def use_case(self, use_case: str) -> Json:
        found, runs = await self.parts.registry.versions(self.user, UseCaseId(use_case))
        told = [standing_to_json(one, self._today) for one in found]
        return {"versions": told, "runs": [run_to_json(run) for run in runs]}

    async def submit_use_case(self, declaration: Json) -> Json:
        made = await self.parts.registry.submit(self.user, from_json(declaration))
        return standing_to_json(made, self._today)

    async def promote_use_case(
        self, use_case: str, to: Stage, reason: str, version: str | None
    ) -> Json:
        moved = await self.parts.registry.promote(
            self.user, UseCaseId(use_case), to, reason, version
        )
        return standing_to_json(moved, self._today)

    async def undeclared_uses(self) -> list[Json]:
        return [undeclared_to_json(one) for one in await self.parts.registry.undeclared(self.user)]

    @property
    def _today(self) -> Any:
        return self.parts.registry.clock().date()
