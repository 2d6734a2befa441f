"""Back-pressure: nobody's bulk load grows the queue without an end."""

from __future__ import annotations

from core.errors import Busy
from core.ids import EntityId
from core.stores import UnitOfWork

RETRY_AFTER_S = 30
"""Long enough for workers to have finished some, short enough to keep them busy."""


async def check_backlog(unit: UnitOfWork, entity: EntityId, most_waiting: int) -> None:
    """Raises `Busy` where as many of the entity's documents wait to be read as are accepted."""
    waiting = (await unit.jobs.backlog(entity)).of_entity
    if waiting >= most_waiting:
        raise Busy(
            f"{waiting} documents already wait to be read.",
            "Send the rest later, or raise PROBANT_MAX_WAITING.",
            retry_after_s=RETRY_AFTER_S,
        )
