"""Windows of time in UTC, and names of counters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import EntityId, UseCaseId
from core.quotas import Counter, Measure, Whose, Window

MOMENTS = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)


@given(MOMENTS, st.sampled_from(Window))
def test_a_moment_is_in_its_window_whatever_its_zone(at: datetime, window: Window) -> None:
    start, end = window.start(at), window.end(at)
    assert start <= at < end
    assert start == window.start(at.astimezone(UTC))


@given(MOMENTS, st.sampled_from(Window))
def test_windows_follow_each_other_without_a_gap(at: datetime, window: Window) -> None:
    start, end = window.start(at), window.end(at)
    assert window.start(start) == start
    assert window.start(end) == end
    last = end - timedelta(microseconds=1)
    assert (window.start(last), window.end(last)) == (start, end)


@pytest.mark.parametrize(
    ("window", "start", "end"),
    [
        (Window.MINUTE, "2028-02-29T23:59:00", "2028-03-01T00:00:00"),
        (Window.HOUR, "2028-02-29T23:00:00", "2028-03-01T00:00:00"),
        (Window.DAY, "2028-02-29T00:00:00", "2028-03-01T00:00:00"),
        (Window.MONTH, "2028-02-01T00:00:00", "2028-03-01T00:00:00"),
    ],
)
def test_a_window_begins_where_the_calendar_does(window: Window, start: str, end: str) -> None:
    at = datetime(2028, 2, 29, 23, 59, 59, 999_999, UTC)
    assert window.start(at) == datetime.fromisoformat(f"{start}+00:00")
    assert window.end(at) == datetime.fromisoformat(f"{end}+00:00")


NAMES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,39}", fullmatch=True)
COUNTERS = st.builds(
    Counter,
    st.sampled_from(Whose),
    st.sampled_from(Measure),
    st.sampled_from(Window),
    NAMES.map(EntityId),
    st.none() | NAMES.map(UseCaseId),
    st.text(max_size=20),
)


@given(COUNTERS, COUNTERS)
def test_two_counters_are_never_one(one: Counter, other: Counter) -> None:
    assert (one.key == other.key) == (one == other)
