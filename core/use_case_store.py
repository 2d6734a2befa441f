"""The part of the database port that keeps use cases, their runs, and what was asked beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from core.ids import EntityId, UseCaseId
from core.use_cases import Stage


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version of a use case as a row."""

    id: UseCaseId
    version: str
    entity: str
    """`core.use_cases.EVERY` where it is for all of them."""
    declaration: Mapping[str, Any]
    author: str
    submitted_at: datetime
    stage: Stage
    since: datetime
    seal: bytes
    """Over all of the above: proves that the service wrote it."""


@dataclass(frozen=True, slots=True)
class StoredRun:
    """An evaluation run as a row."""

    id: str
    use_case: UseCaseId
    version: str
    told: Mapping[str, Any]
    """JSON of the rest of it."""
    at: datetime
    seal: bytes


@dataclass(frozen=True, slots=True)
class Undeclared:
    """How often people of an entity asked a model that is no use case of theirs."""

    model: str
    first: date
    last: date
    count: int


class UseCases(Protocol):
    async def hold(self, use_case: UseCaseId) -> None:
        """Until this unit of work ends, nobody else changes this use case."""
        ...

    async def add(self, version: StoredVersion) -> None:
        """Raises `Conflict` where there is this version already."""
        ...

    async def move(self, version: StoredVersion) -> None:
        """To its stage, under its seal."""
        ...

    async def versions(self, use_case: UseCaseId) -> list[StoredVersion]:
        """Of whatever entity, the latest submitted first."""
        ...

    async def standing(
        self, entity: EntityId, stages: Sequence[Stage], use_case: UseCaseId | None = None
    ) -> list[StoredVersion]:
        """Those at one of these stages that are for an entity, or for every one: by id, and of one
        the last to come there first."""
        ...

    async def add_run(self, run: StoredRun) -> None: ...

    async def runs(self, use_case: UseCaseId, limit: int) -> list[StoredRun]:
        """Of every version, newest first."""
        ...

    async def first_run(self, use_case: UseCaseId, version: str) -> StoredRun | None: ...

    async def note_undeclared(self, entity: EntityId, model: str, day: date) -> None:
        """Counted; past so many names on a day, as one of all others."""
        ...

    async def undeclared(self, entity: EntityId, since: date) -> list[Undeclared]:
        """From a day on, most often first."""
        ...
