"""What is watched is told when it changes, and to the end."""

from __future__ import annotations

import pytest

from core.errors import Gone, Unavailable
from flows.follow import follow

pytestmark = pytest.mark.asyncio


class Seen:
    """Shows these, one a look."""

    def __init__(self, *things: int | Exception) -> None:
        self.things = list(things)

    async def look(self) -> int:
        thing = self.things.pop(0)
        if isinstance(thing, Exception):
            raise thing
        return thing


async def told(*things: int | Exception) -> list[int]:
    return [one async for one in follow(Seen(*things).look, lambda one: one >= 9, 0)]


async def test_changes_are_told_and_the_last_is_final() -> None:
    assert await told(1, 1, 2, 2, 2, 3, 9) == [1, 2, 3, 9]
    assert await told(9) == [9]


async def test_a_database_that_is_away_for_a_while_ends_nothing() -> None:
    away = Unavailable("It does not answer.")
    assert await told(1, away, away, 2, 9) == [1, 2, 9]
    with pytest.raises(Unavailable):  # nothing was seen yet: whoever asks is told
        await told(away, 1)


async def test_what_was_deleted_ends_it() -> None:
    with pytest.raises(Gone):
        await told(1, Gone("It was deleted."))
