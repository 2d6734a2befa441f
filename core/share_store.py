"""The part of the database port that keeps what entities share."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from core.ids import DocumentId, EntityId, Reader
from core.principals import AccessScope
from core.sharing import Share, ShareId


class Shares(Protocol):
    """Shares, and at once with each of them who may read what. None is ever deleted."""

    async def add(self, share: Share, inside: Collection[DocumentId] = ()) -> None:
        """From now on its reader may read on its days: the document and those `inside`, which came
        in it; or what is on the collection and what comes there, as far as it says nothing else of
        who reads it. What is on a collection is noted as to be tagged, where it holds today."""
        ...

    async def revoke(self, share: ShareId, at: datetime, by: str) -> bool:
        """Nobody reads anything by it any more, and what it was of is noted as to be tagged; False
        where that is so already."""
        ...

    async def find(self, scope: AccessScope, share: ShareId) -> Share | None: ...

    async def page(
        self, scope: AccessScope, limit: int, after: ShareId | None = None, *, ended: bool = False
    ) -> list[Share]:
        """What the scope's entity shares, newest first, those after `after` only: what begins later
        or holds today; with `ended`, also what has ended or was revoked.

        Those of a document that the scope does not hold are left out, unless it is gone.
        """
        ...

    async def sharers(self, entity: EntityId, readers: Collection[Reader]) -> tuple[EntityId, ...]:
        """Other entities that share something with one of these readers today, in order."""
        ...

    async def turn_over(self) -> int:
        """Note what begins or has ended to hold since the last time; how many shares that were.
        What they are of is then to be tagged anew (`Documents.to_tag`)."""
        ...
