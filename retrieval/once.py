"""What was read out of passages, for questions that look at the same ones."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from core.evidence import Passage
from core.ids import ChunkId
from core.principals import SearchFilter
from core.stores import Sighting, UnitOfWork

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

MOST = 1_000
"""Things of a kind that are kept, the last ones: of pages, tens of megabytes at the very most."""


class Once:
    """Makes each thing once, for as long as some questions are asked together.

    To be let go with them: documents are deleted, and what may be seen of them changes.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[Hashable, OrderedDict[Hashable, Any]] = {}

    def of(self, kind: Hashable, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave when this kind of thing was first asked for by this key."""
        kept = self._kept.setdefault(kind, OrderedDict())
        if key not in kept:
            self._keep(kept, {key: make()})
        found: T = kept[key]
        return found

    async def each(
        self,
        kind: Hashable,
        keys: Sequence[K],
        find: Callable[[Sequence[K]], Awaitable[Mapping[K, T]]],
    ) -> dict[K, T]:
        """Things by their keys, in the order of these; `find` is asked for all new ones together.

        What it does not find is left out, and asked for again another time.
        """
        kept = self._kept.setdefault(kind, OrderedDict())
        known = {key: kept[key] for key in keys if key in kept}
        new = [key for key in dict.fromkeys(keys) if key not in known]
        found = dict(await find(new)) if new else {}
        self._keep(kept, found)
        known |= found
        return {key: known[key] for key in keys if key in known}

    def _keep(self, kept: OrderedDict[Hashable, Any], made: Mapping[Any, Any]) -> None:
        kept.update(made)
        while len(kept) > max(self._most, len(made)):
            kept.popitem(last=False)


async def passages_once(
    unit: UnitOfWork, where: SearchFilter, chunks: Sequence[ChunkId], once: Once
) -> dict[ChunkId, Passage]:
    """Those of the chunks that are live and inside the filter; each unpacked once."""
    return await once.each(
        ("passage", where), chunks, lambda new: unit.readings.passages(where, new)
    )


async def sightings_once(
    unit: UnitOfWork, where: SearchFilter, chunks: Sequence[ChunkId], once: Once
) -> dict[ChunkId, Sighting]:
    """Those of the chunks that are live and inside the filter."""
    return await once.each(
        ("sighting", where), chunks, lambda new: unit.readings.sightings(where, new)
    )
