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

MOST = 5_000
"""Things kept, the last ones: of pages and their sentences, 100 MB at the very most."""


class Once:
    """Makes each thing once, for as long as some questions are asked together.

    To be let go with them: documents are deleted, and what may be seen of them changes.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[Hashable, Hashable], Any] = OrderedDict()

    def of(self, kind: Hashable, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave when this kind of thing was first asked for by this key."""
        if (kind, key) not in self._kept:
            self._keep(kind, {key: make()})
        found: T = self._kept[kind, key]
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
        known = {key: self._kept[kind, key] for key in keys if (kind, key) in self._kept}
        new = [key for key in dict.fromkeys(keys) if key not in known]
        found = dict(await find(new)) if new else {}
        self._keep(kind, found)
        known |= found
        return {key: known[key] for key in keys if key in known}

    def _keep(self, kind: Hashable, made: Mapping[K, T]) -> None:
        self._kept.update(((kind, key), thing) for key, thing in made.items())
        while len(self._kept) > max(self._most, len(made)):
            self._kept.popitem(last=False)


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
