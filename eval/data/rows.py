"""Reads tables; whatever is malformed is said with its file and line."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from core.errors import InvalidRequest

Value = TypeVar("Value")
_LONGEST_CELL = 10_000_000


def csv_rows(
    path: Path, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Iterator[tuple[str, dict[str, str]]]:
    """("FILE:LINE", cells by column) of each row that is not blank; cells are stripped, and empty
    where the row or its column is missing. The separator is a comma or, as French spreadsheets
    write it, a semicolon. Raises `InvalidRequest`.
    """
    text = unicodedata.normalize("NFC", text_of(path))
    csv.field_size_limit(_LONGEST_CELL)
    header = text.partition("\n")[0]
    separator = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        # Some exports leave a byte order mark before a column in the middle.
        columns = [cell.strip("\ufeff ") for cell in next(reader, [])]
        _check_columns(path, columns, required, optional)
        first = reader.line_num + 1
        for cells in reader:
            where, first = f"{path}:{first}", reader.line_num + 1
            if any(cell.strip() for cell in cells):
                yield where, _row(where, columns, cells, (*required, *optional))
    except csv.Error as error:
        raise InvalidRequest(f"{path}:{reader.line_num}: this is not CSV: {error}.") from error


def known(named: Mapping[str, Value], name: str, what: str, where: str) -> Value:
    """What is called `name`. Raises `InvalidRequest` where there is none."""
    if name not in named:
        raise InvalidRequest(f"{where}: there is no {what} {name!r}.")
    return named[name]


def text_of(path: Path) -> str:
    """A UTF-8 file, with or without a byte order mark. Raises `InvalidRequest` if it is neither."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        remedy = "Save it as UTF-8 (in a spreadsheet: CSV UTF-8)."
        raise InvalidRequest(f"{path} is not UTF-8.", remedy) from error


def _check_columns(
    path: Path, columns: list[str], required: tuple[str, ...], optional: tuple[str, ...]
) -> None:
    remedy = f"Columns: {', '.join((*required, *optional))}."
    for column in required:
        if column not in columns:
            raise InvalidRequest(f"{path}:1: there is no column {column!r}.", remedy)
    for column in columns:
        if column not in (*required, *optional):
            raise InvalidRequest(f"{path}:1: unknown column {column!r}.", remedy)
        if columns.count(column) > 1:
            raise InvalidRequest(f"{path}:1: the column {column!r} is there twice.", remedy)


def _row(
    where: str, columns: list[str], cells: list[str], names: tuple[str, ...]
) -> dict[str, str]:
    if len(cells) > len(columns):
        raise InvalidRequest(
            f"{where}: {len(cells)} cells under {len(columns)} columns.",
            "Put cells that hold the separator in quotation marks.",
        )
    given = {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}
    return {name: given.get(name, "") for name in names}
