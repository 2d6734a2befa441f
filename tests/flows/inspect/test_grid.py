"""How tables and sheets are laid out before they are drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.readings import Cell, Element, ElementKind, Leaf, LeafKind, Table, Word, WordSpan
from flows.inspect.grid import MOST_COLUMNS, MOST_ROWS, is_figure, sheet_grid, table_grid
from tests.flows.inspect.made import page, sheet


def test_a_merged_cell_covers_its_columns_and_an_absent_one_is_empty() -> None:
    leaf = page()
    table = leaf.elements[2].table
    assert table
    rows = table_grid(table).rows
    texts = [[(at, leaf.quote(slot.words), slot.column_span) for at, slot in row] for row in rows]
    assert texts == [
        [(0, "Total", 1), (1, "2024", 2)],
        [(0, "Paris", 1), (1, "12", 1), (2, "500", 1)],
        [(0, "Lyon", 1), (1, "", 1), (2, "900", 1)],
    ]
    assert [slot.is_header for row in rows for _, slot in row][:3] == [True, True, False]


def test_a_cell_inside_a_merged_one_is_still_seen() -> None:
    cells = (Cell(0, 0, WordSpan(0, 1), column_span=2), Cell(0, 1, WordSpan(1, 2)))
    [row] = table_grid(Table(cells)).rows
    assert [slot.words for _, slot in row] == [WordSpan(0, 1), WordSpan(1, 2)]


@given(st.sets(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=80))
def test_what_is_drawn_follows_the_cells_and_not_their_numbers(spots: set[tuple[int, int]]) -> None:
    cells = [
        Cell(row, column, WordSpan(rank, rank + 1), row_span=10**9)
        for rank, (row, column) in enumerate(sorted(spots))
    ]
    grid = table_grid(Table(tuple(cells)))
    assert len(grid.rows) == len({row for row, _ in spots})
    drawn = {slot.words.start for row in grid.rows for _, slot in row if slot.words.end}
    columns = sorted({column for _, column in spots})[:MOST_COLUMNS]
    assert drawn == {cell.words.start for cell in cells if cell.column in columns}


def test_a_sheet_too_large_to_draw_says_what_is_left_out() -> None:
    count = 400
    words = tuple(Word(2 * n, 2 * n + 1, cell=f"{'A' * (n % 3 + 1)}{n + 1}") for n in range(count))
    element = Element(ElementKind.PARAGRAPH, WordSpan(0, count))
    grid = sheet_grid(Leaf(1, LeafKind.SHEET, "x " * count, words, (element,), "S"))
    assert len(grid.rows) == MOST_ROWS
    assert grid.left_out == (100, 0)


def test_a_sheet_keeps_the_numbers_of_its_rows_and_columns() -> None:
    leaf = sheet()
    grid = sheet_grid(leaf)
    assert (grid.row_names, grid.column_names) == ((2, 9), (2, 3))
    assert leaf.quote(grid.rows[1][0][1].words) == "12.5 %"
    assert [slot.is_header for _, slot in grid.rows[0]] == [True, True]


@pytest.mark.parametrize("text", ["1,234", "(88)", "$ 5,363", "12,5 %", "-", "2019-07-01", "1 577"])
def test_what_lines_up_on_the_right(text: str) -> None:
    assert is_figure(text)


@pytest.mark.parametrize("text", ["", "Q-01", "2 rooms", "1 " * 50_000 + "x"])
def test_what_does_not(text: str) -> None:
    assert not is_figure(text)
