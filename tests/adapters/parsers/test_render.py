"""Drawing pages: how many at once, and what a broken child is worth."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from adapters.parsers.confine import Limits
from adapters.parsers.render import CagedRenderer
from core.errors import Unreadable
from core.ports import PageImage

PAGE = Path("page.pdf")
TWO = b"\x00\x00\x00\x00\x00\x00\x00\x40"
"""2.0, as it goes before the image."""


class Cage:
    """Counts who is inside; everyone stays for a few turns of the loop."""

    def __init__(self) -> None:
        self.inside = self.most = 0

    async def __call__(self, task: str, arguments: dict[str, Any], limits: Limits) -> bytes:
        self.inside += 1
        self.most = max(self.most, self.inside)
        for _ in range(5):
            await asyncio.sleep(0)
        self.inside -= 1
        return TWO + b"png"


async def _draw_ten(renderer: CagedRenderer) -> list[PageImage]:
    return await asyncio.gather(*(renderer.render(PAGE, 1, 2.0, ()) for _ in range(10)))


def test_no_more_pages_are_drawn_at_once_than_it_may_in_any_event_loop() -> None:
    cage = Cage()
    renderer = CagedRenderer(3, cage)
    for _ in range(2):
        assert asyncio.run(_draw_ten(renderer)) == [PageImage(b"png", 2.0)] * 10
    assert cage.most == 3


async def test_a_child_that_leaves_nonsense_is_an_unreadable_page() -> None:
    async def broken(task: str, arguments: dict[str, Any], limits: Limits) -> bytes:
        return b"png"

    with pytest.raises(Unreadable):
        await CagedRenderer(1, broken).render(PAGE, 1, 2.0, ())
