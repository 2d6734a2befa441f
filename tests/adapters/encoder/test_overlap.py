"""A device is given its next batch before the last result is fetched, and nothing gets lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.encoder.overlap import made_ahead, overlapped

SOON_S = 60


class Device:
    """Tells what was launched and what was fetched, in order."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def launch(self, item: int) -> Callable[[], int]:
        self.told.append(f"launch {item}")
        return lambda: self.fetch(item)

    def fetch(self, item: int) -> int:
        self.told.append(f"fetch {item}")
        return item


@given(st.lists(st.integers(), max_size=12), st.integers(0, 4))
def test_every_result_comes_once_and_in_order(items: list[int], in_flight: int) -> None:
    assert list(overlapped(Device().launch, items, in_flight)) == items
    assert list(made_ahead(iter(items))) == items


@given(st.integers(0, 12), st.integers(0, 4))
def test_no_more_is_under_way_than_the_device_has_memory_for(count: int, in_flight: int) -> None:
    device, most = Device(), 0
    for _ in overlapped(device.launch, range(count), in_flight):
        starts = sum(one.startswith("launch") for one in device.told)
        most = max(most, starts - (len(device.told) - starts))
    assert most <= in_flight


def test_the_next_batch_is_launched_before_a_result_is_waited_for() -> None:
    device = Device()
    list(overlapped(device.launch, range(4), 2))
    assert device.told == [
        *("launch 0", "launch 1", "launch 2", "fetch 0"),
        *("launch 3", "fetch 1", "fetch 2", "fetch 3"),
    ]


def test_without_overlap_each_result_comes_before_the_next_launch() -> None:
    device = Device()
    list(overlapped(device.launch, range(2), 0))
    assert device.told == ["launch 0", "fetch 0", "launch 1", "fetch 1"]


def test_the_next_is_made_while_one_is_used() -> None:
    second_is_made = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        second_is_made.set()
        yield 2

    made = made_ahead(items())
    assert next(made) == 1
    assert second_is_made.wait(SOON_S)
    assert list(made) == [2]


def test_what_goes_wrong_in_making_one_is_raised_in_its_place() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("text 2")

    made = made_ahead(items())
    assert next(made) == 1
    with pytest.raises(ValueError, match="text 2"):
        next(made)


def test_who_stops_early_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    made = made_ahead(iter(range(5)))
    next(made)
    made.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
