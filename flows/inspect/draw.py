"""Has the pages of an inspection drawn, for its page of HTML."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import NotFound, Unreadable
from core.ports import PageImage, PageRenderer
from core.readings import Leaf, LeafKind
from flows.inspect.read import Inspection
from ingest.pipeline import Progress

MOST_LEAVES = 60
"""One page of HTML: some 10 MB with as many pictures."""
PIXELS_PER_POINT = 1.3
"""94 dpi: text of 8 points is readable, about 100 kB a page."""
_LONGEST_PIXELS = 2_200
"""Facing pages that are one page of the file are readable, too."""
MOST_PICTURE_BYTES = 40_000_000
"""Of one page of HTML: a scanned page takes ten times what a drawn one does."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What goes on the page of HTML."""

    found: Inspection
    leaves: tuple[Leaf, ...]
    """The first of those that were asked for."""
    pictures: dict[int, PageImage]
    """By leaf number; only leaves of kind page have one, and not each."""

    @property
    def left_out(self) -> int:
        """Leaves that were asked for and are not on the page."""
        return len(self.found.shown) - len(self.leaves)


async def draw(
    found: Inspection, path: Path, renderer: PageRenderer, progress: Progress
) -> Drawing:
    """The first `MOST_LEAVES` leaves with their pictures, as long as there is room.

    A page that can't be drawn has none.
    """
    leaves = found.shown[:MOST_LEAVES]
    paged = [leaf for leaf in leaves if leaf.kind is LeafKind.PAGE]
    absolute = await asyncio.to_thread(path.absolute)  # the renderer lives in another folder
    done = 0

    async def picture(leaf: Leaf) -> PageImage | None:
        nonlocal done
        drawn = await _picture(absolute, leaf, renderer)
        done += 1
        progress("draw", done, len(paged))
        return drawn

    images = await asyncio.gather(*map(picture, paged))
    return Drawing(found, leaves, dict(_that_fit(zip(paged, images, strict=True))))


def _that_fit(drawn: Iterable[tuple[Leaf, PageImage | None]]) -> Iterator[tuple[int, PageImage]]:
    room = MOST_PICTURE_BYTES
    for leaf, image in drawn:
        if image and len(image.png) <= room:
            room -= len(image.png)
            yield leaf.number, image


async def _picture(path: Path, leaf: Leaf, renderer: PageRenderer) -> PageImage | None:
    longest = max(leaf.width_pt or 0, leaf.height_pt or 0, 1)
    scale = min(PIXELS_PER_POINT, _LONGEST_PIXELS / longest)
    try:
        return await renderer.render(path, leaf.number, scale, ())
    except (Unreadable, NotFound):
        return None
