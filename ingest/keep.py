"""Bytes that are stored before their document is recorded are there once it is."""

from __future__ import annotations

from pathlib import Path

from core.errors import NotFound
from core.ids import EntityId, VersionId
from core.ports import Blobs
from core.principals import AccessScope


async def keep(blobs: Blobs, entity: EntityId, version: VersionId, path: Path) -> None:
    """Store a file again where a purge of an earlier copy took it before it was recorded.

    To be called in the unit of work that records it: from there on no purge takes it.
    """
    try:
        await blobs.path(AccessScope.whole(entity), entity, version)
    except NotFound:
        await blobs.put(entity, path)
