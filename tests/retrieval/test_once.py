"""What questions that are asked together have read is read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from retrieval.once import Once


class Shelf:
    """Finds the even numbers, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    async def find(self, keys: Sequence[int]) -> Mapping[int, str]:
        self.asked.append(list(keys))
        return {key: f"number {key}" for key in keys if key % 2 == 0}


def test_a_thing_is_made_once_and_one_of_another_kind_is_another_thing() -> None:
    made: list[str] = []
    once = Once()
    for kind in ("a", "b", "a"):
        assert once.of(kind, 1, lambda kind=kind: made.append(kind) or kind) == kind  # type: ignore[misc]
    assert made == ["a", "b"]


async def test_only_what_is_new_is_looked_for_and_the_order_is_that_asked_for() -> None:
    shelf, once = Shelf(), Once()
    assert list(await once.each("n", [4, 2, 3], shelf.find)) == [4, 2]
    assert list(await once.each("n", [6, 2, 4, 6], shelf.find)) == [6, 2, 4]
    assert shelf.asked == [[4, 2, 3], [6]]


async def test_what_was_not_there_is_looked_for_again() -> None:
    shelf, once = Shelf(), Once()
    for _ in range(2):
        assert await once.each("n", [3], shelf.find) == {}
    assert shelf.asked == [[3], [3]]


async def test_the_first_are_forgotten_and_found_again() -> None:
    shelf, once = Shelf(), Once(most=2)
    for keys in ([2, 4], [6], [2], [2, 4, 6, 8]):
        assert list(await once.each("n", keys, shelf.find)) == keys
    assert shelf.asked == [[2, 4], [6], [2], [4, 8]]
