"""Whether table rows were read whole, and their figures under the right year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from eval.cases import GoldRow, PageRead, Printed, TableRow

# Currency signs of financial statements, footnote marks: printed beside a figure, not part of it.
_BESIDE = re.compile(r"[\s$*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰]")
# Words of a cell. White space between a digit and three digits groups them.
_APART = re.compile(r"(?<!\d)\s+|\s+(?!\d{3}(?!\d))")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A figure, or a word, and the column it stands in."""

    text: str
    column: int


def rows(case: Printed, read: PageRead) -> tuple[int, int] | None:
    """How many gold rows have label and figures in one row that was read, of how many."""
    return _count(case, read, _holds)


def years(case: Printed, read: PageRead) -> tuple[int, int] | None:
    """How many of them have moreover each figure under its year, of how many.

    A header that holds several years, as over columns that were fused, tells none of them.
    """
    return _count(case, read, lambda row, gold: _holds(row, gold) and _is_dated(row, gold))


def _count(
    case: Printed, read: PageRead, is_found: Callable[[TableRow, GoldRow], bool]
) -> tuple[int, int] | None:
    if not case.rows:
        return None
    found = sum(any(is_found(row, gold) for row in read.rows) for gold in case.rows)
    return found, len(case.rows)


def _holds(row: TableRow, gold: GoldRow) -> bool:
    if _joined(gold.label) not in _joined("".join(row.cells)):
        return False
    wanted = Counter(_bare(figure) for figure in gold.figures.values())
    return not wanted - Counter(piece.text for piece in _pieces(row))


def _is_dated(row: TableRow, gold: GoldRow) -> bool:
    pieces = _pieces(row)
    return all(
        any(p.text == _bare(figure) and _years_above(row, p.column) == {year} for p in pieces)
        for year, figure in gold.figures.items()
    )


def _years_above(row: TableRow, column: int) -> set[str]:
    """Years of the column's header, or of the nearest one to its left that has any: a currency sign
    or half a bracket in a column of its own shifts the figures to the right.
    """
    for header in reversed(row.columns[: column + 1]):
        if found := _YEAR.findall(header):
            return set(found)
    return set()


def _pieces(row: TableRow) -> list[_Piece]:
    """The words of a row as figures are compared; brackets that were split from them joined on."""
    pieces: list[_Piece] = []
    for column, cell in enumerate(row.cells):
        for text in map(_bare, _APART.split(cell)):
            if pieces and text and (text[0] == ")" or pieces[-1].text == "("):
                before = pieces.pop()
                # The figure's own column, be the bracket before it or after it.
                own = column if before.text == "(" else before.column
                pieces.append(_Piece(before.text + text, own))
            elif text:
                pieces.append(_Piece(text, column))
    return pieces


def _bare(figure: str) -> str:
    return _BESIDE.sub("", figure)


def _joined(text: str) -> str:
    """Letters and digits alone: labels of a gold may have lost spaces, dashes and apostrophes."""
    return "".join(filter(str.isalnum, text)).casefold()
