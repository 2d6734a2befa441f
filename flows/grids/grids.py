"""Asks for grids, shows, cancels and deletes them; `flows.grids.answerer` reads their cells."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.documents import Document
from core.grids import Grid
from core.ids import CollectionId, GridId, grid_id
from core.principals import AccessScope, Principal
from core.stores import Database, UnitOfWork
from core.use_cases import Standing, Supervision
from flows.grids import recorded
from flows.grids.asking import check_size, chosen, have_read, live_reading
from flows.grids.questions import QuestionSet
from flows.grids.reader import VERSION
from flows.grids.showing import found, progress_of, rows_of, seen_page
from flows.grids.views import Progress, Row, ShownCell
from flows.quotas.quotas import Quotas
from governance.policy import Action, decide


@dataclass(frozen=True, slots=True)
class Grids:
    """Every method that names a grid raises `NotFound`, also for one of another entity."""

    database: Database
    quotas: Quotas
    release: str
    """Of Probant: what it reads may change with it."""

    async def ask(
        self,
        principal: Principal,
        asked: QuestionSet,
        documents: Sequence[str] = (),
        collection: CollectionId | None = None,
        use_case: Standing | None = None,
    ) -> Progress:
        """A grid over documents, by name or id, or over all of a collection; durable on return.

        The same request over the same readings is the same grid: what is missing of it (it was
        cancelled, or given up) and what failed is then read after all. Each cell that is to be read
        is a request of its own. Raises `InvalidRequest` (no document, too many), `NotFound` for a
        document or a collection that can't be seen, `Refused`, `QuotaSpent`.
        """
        where = (collection,) if collection else None
        scope = decide(principal, Action.ASK, where, use_case).granted()
        async with self.database.begin() as unit:
            these = await chosen(unit, scope, documents)
            check_size(len(these), len(asked.questions))
            grid = await self._grid(unit, principal, scope, asked, these, use_case)
        async with self.database.begin() as unit:
            await unit.grids.add(grid)
            unit.ledger.append(recorded.asked(grid))
            cells = await have_read(unit, grid)
            await self.quotas.take_in(unit, principal, use_case, cells)
        self.quotas.note(principal, use_case, cells)
        return await self.progress(principal, grid.id)

    async def _grid(
        self,
        unit: UnitOfWork,
        principal: Principal,
        scope: AccessScope,
        asked: QuestionSet,
        documents: Sequence[Document],
        use_case: Standing | None,
    ) -> Grid:
        live = await unit.generations.live()
        encoder = live.fingerprint if live else ""
        made_with = {"probant": self.release, "reader": VERSION, "encoder": encoder}
        if use_case:
            made_with["use_case"] = f"{use_case.use_case.id} {use_case.use_case.version}"
            if use_case.use_case.oversight.mode is not Supervision.NONE:
                made_with["supervision"] = use_case.use_case.oversight.mode.value
        request = {
            "questions": [question.to_json() for question in asked.questions],
            "title": asked.title,
            "language": asked.language,
            "documents": [[one.id, await live_reading(unit, one)] for one in documents],
            "clearance": int(scope.clearance),
            "made_with": made_with,
        }
        canonical = json.dumps(request, sort_keys=True, ensure_ascii=False)
        return Grid(
            id=grid_id(principal.entity, principal.id, canonical),
            entity=principal.entity,
            title=asked.title,
            language=asked.language,
            questions=asked.questions,
            documents=tuple(document.id for document in documents),
            created_at=datetime.now(UTC),
            created_by=principal.id,
            clearance=scope.clearance,
            made_with=made_with,
        )

    async def progress(self, principal: Principal, grid: GridId) -> Progress:
        scope = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            return await progress_of(unit, scope, await found(unit, principal, scope, grid))

    async def page(
        self, principal: Principal, limit: int, after: GridId | None = None
    ) -> list[Progress]:
        """Newest first, those after `after` only."""
        scope = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            seen = await seen_page(unit, principal, scope, limit, after)
            return [await progress_of(unit, scope, grid) for grid in seen]

    async def cells(
        self, principal: Principal, grid: GridId, limit: int, start: int = 0
    ) -> list[ShownCell]:
        """Document by document, each in the order of the questions, from the one of rank `start`.

        What may not be seen any more is shown as failed, without its evidence.
        """
        known = (await self.progress(principal, grid)).grid
        width = len(known.questions)
        last = min(start + limit, known.size) - 1
        rows = await self.rows(principal, known, start // width, last // width)
        first = start // width * width
        flat = [cell for row in rows for cell in row.shown(known.questions)]
        return flat[start - first : start - first + limit]

    async def rows(self, principal: Principal, grid: Grid, first: int, last: int) -> list[Row]:
        """Those of rank `first` to `last`, both included, as far as there are any."""
        scope = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            known = await found(unit, principal, scope, grid.id)
            return await rows_of(unit, scope, known, first, last)

    async def cancel(self, principal: Principal, grid: GridId) -> Progress:
        """Read no more of its cells; those that were read stay."""
        scope = decide(principal, Action.ASK).granted()
        async with self.database.begin() as unit:
            known = await found(unit, principal, scope, grid)
            if await unit.grids.working(known.id):
                await unit.grids.cancel(known.id, datetime.now(UTC))
        return await self.progress(principal, grid)

    async def delete(self, principal: Principal, grid: GridId) -> None:
        """Its questions, its cells and their quotes. Documents stay as they are."""
        scope = decide(principal, Action.DELETE).granted()
        async with self.database.begin() as unit:
            await unit.grids.delete((await found(unit, principal, scope, grid)).id)
