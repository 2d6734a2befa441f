"""Doing the next thing while the one before goes on elsewhere."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")


def made_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items in order, each made in a thread while the one before it is used.

    One is made beyond the one in use, never more. Raises what making one raises, in its place.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        # A list, as an item may be anything, and an iterator that has ended has none.
        coming = thread.submit(lambda: [next(items)])
        while True:
            try:
                [item] = coming.result()
            except StopIteration:
                return
            coming = thread.submit(lambda: [next(items)])
            yield item


def overlapped(
    launch: Callable[[Item], Callable[[], Result]], items: Iterable[Item], in_flight: int
) -> Iterator[Result]:
    """The results of the items in order.

    `launch` starts one and gives what waits for its result; with `in_flight` of them under way, the
    next is started before the oldest is waited for. 0 waits for each before the next is taken.
    """
    pending: deque[Callable[[], Result]] = deque()
    for item in items:
        pending.append(launch(item))
        if len(pending) > in_flight:
            yield pending.popleft()()
    while pending:
        yield pending.popleft()()
