"""What `make bench-reading` says of its bars, and how it lays tasks out on cores."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reading.cores import laid_out
from benchmarks.reading.figure import Figure
from benchmarks.reading.files import page_count, sampled_pages, some
from benchmarks.reading.passes import FIRST


@pytest.mark.parametrize(
    ("value", "least", "most", "kept"),
    [
        (0.7, 0.7, None, "yes"),
        (0.69, 0.7, None, "NO"),
        (2.0, None, 2.0, "yes"),
        (2.1, None, 2.0, "NO"),
        (5.0, None, None, ""),
        ("not installed", 0.7, None, ""),
    ],
)
def test_a_figure_says_whether_its_bar_is_kept(
    value: float | str, least: float | None, most: float | None, kept: str
) -> None:
    row = Figure("what", "1 file", value, "ratio", least, most).row()
    assert row["kept"] == kept
    assert list(row) == ["what", "over", "figure", "unit", "bar", "kept"]


def test_tasks_take_the_core_that_is_free_first() -> None:
    assert laid_out([4.0, 1.0, 1.0, 1.0], 2) == 4.0
    assert laid_out([1.0, 1.0, 4.0], 2) == 5.0
    assert laid_out([3.0, 2.0], 1) == 5.0
    assert laid_out([], 2) == 0.0


def test_the_same_files_are_drawn_every_time_in_their_order() -> None:
    drawn = some(list(range(100)), 10)
    assert drawn == some(list(range(100)), 10) == sorted(drawn)
    assert len(set(drawn)) == 10
    assert some([1, 2], 10) == [1, 2]


def test_drawn_pages_make_one_file_that_every_first_pass_reads(tmp_path: Path) -> None:
    pages = sampled_pages(tmp_path, 3)
    assert page_count(pages) == 3
    for read in FIRST.values():
        read(pages)
