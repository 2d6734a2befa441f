"""Tables of annual reports, from the corpus tatqa."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, RootModel, ValidationError

from core.errors import InvalidRequest
from eval.data.facts.fact import Fact
from eval.data.facts.tables import YearTable, facts_of
from eval.data.workshop import Workshop

_YEAR = re.compile(r"(?:19|20)\d\d")
_UNITS = {
    "dollars": re.compile(r"\$|\bUSD\b|dollar", re.IGNORECASE),
    "euros": re.compile(r"€|\bEUR\b|euro", re.IGNORECASE),
    "pounds": re.compile(r"£|\bGBP\b|sterling", re.IGNORECASE),
}
_SCALES = {
    "thousand": re.compile(r"thousand|[$€£]['’]?000", re.IGNORECASE),
    "million": re.compile(r"million|[$€£] ?m\b", re.IGNORECASE),
}
_HEADER_ROWS = 3
"""The years stand in one of the first; unit and scale above them or right below."""


class _Grid(BaseModel):
    uid: str
    table: list[list[str]]


class _Context(BaseModel):
    table: _Grid


class _Contexts(RootModel[list[_Context]]):
    """The file."""


def facts(workshop: Workshop) -> Iterator[Fact]:
    """Raises `NotFound`, `InvalidRequest`."""
    path = workshop.corpus("tatqa", "tatqa.json") / "tatqa.json"
    for context in _read(path):
        table = _table(context.table)
        if table:
            yield from facts_of(table)


def _read(path: Path) -> list[_Context]:
    try:
        return _Contexts.model_validate_json(path.read_bytes()).root
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InvalidRequest(f"{path}: {where}: {first['msg']}.") from error


def _table(grid: _Grid) -> YearTable | None:
    """None for a table without a row of years, or of no unit and scale that can be told."""
    top = _years_row(grid.table)
    if top is None:
        return None
    years, body = grid.table[top][1:], grid.table[top + 1 :]
    header = " ".join(cell for row in grid.table[: top + 1] for cell in row)
    header += " " + " ".join(" ".join(row) for row in body[:1] if not row[0])
    unit = _only(_UNITS, " ".join(cell for row in grid.table for cell in row))
    scale = _only(_SCALES, header)
    if not unit or not scale:
        return None
    rows = tuple((row[0], dict(zip(years, row[1:], strict=False))) for row in body if row[0])
    text = "\n".join(" | ".join(row) for row in grid.table)
    return YearTable(grid.uid, "table", text, unit, scale, rows)


def _years_row(rows: Sequence[Sequence[str]]) -> int | None:
    for rank, row in enumerate(rows[:_HEADER_ROWS]):
        years = row[1:]
        if len(set(years)) == len(years) > 1 and all(map(_YEAR.fullmatch, years)):
            return rank
    return None


def _only(patterns: dict[str, re.Pattern[str]], text: str) -> str:
    """The name of the one pattern that is found; empty where none is, or several are."""
    found = [name for name, pattern in patterns.items() if pattern.search(text)]
    return found[0] if len(found) == 1 else ""
