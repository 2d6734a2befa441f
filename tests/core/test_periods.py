"""Periods as descriptions write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import Period


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("2018", Period(2018)),
        ("2022-Q3", Period(2022, quarter=3)),
        ("2021-07-01/2022-06-30", Period(2022)),
        ("2022-01-30/2023-01-28", Period(2022)),
        ("2022-01-01/2022-12-31", Period(2022)),
        ("2022-07-01/2022-12-31", Period(2022, half=2)),
        ("2022-01-01/2022-06-30", Period(2022, half=1)),
        ("2022-04-01/2022-06-30", Period(2022, quarter=2)),
        ("spring", None),
        ("2022-13-01/2022-12-31", None),
        ("", None),
        ("2015-01-01/2023-12-31", None),
        ("2022-12-31/2022-01-01", None),
        ("0001-01-01/0001-01-20", Period(1, quarter=1)),
    ],
)
def test_what_is_written_is_read(written: str, period: Period | None) -> None:
    assert Period.parse(written) == period


@given(st.builds(Period, st.integers(1900, 2099), st.none() | st.integers(1, 4)))
def test_what_it_writes_it_reads(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(st.text(max_size=30))
def test_nothing_breaks_it(written: str) -> None:
    Period.parse(written)
