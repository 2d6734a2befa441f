"""Readings as JSON, column by column: how they cross a process border and rest in the database."""

from __future__ import annotations

from functools import partial
from typing import Any

from core.outcomes import ErrorItem, Hidden
from core.places import Box
from core.readings import (
    Cell,
    CellValue,
    Element,
    ElementKind,
    Leaf,
    LeafKind,
    Parsed,
    Table,
    Word,
    WordSpan,
)

# Without their constructors, which are Python: a page has hundreds of each, and a search reads ten.
_word = partial(tuple.__new__, Word)
_box = partial(tuple.__new__, Box)


def leaf_to_json(leaf: Leaf) -> dict[str, Any]:
    return {
        "number": leaf.number,
        "kind": leaf.kind.value,
        "label": leaf.label,
        "width_pt": leaf.width_pt,
        "height_pt": leaf.height_pt,
        "text": leaf.text,
        "words": words_to_json(leaf.words),
        "elements": [_element_to_json(element) for element in leaf.elements],
        "read_by": list(leaf.read_by),
        "values": [
            [value.address, value.raw, value.number_format, value.formula] for value in leaf.values
        ],
    }


def leaf_from_json(data: dict[str, Any]) -> Leaf:
    """Inverse of `leaf_to_json`. Raises KeyError, TypeError or ValueError on anything else."""
    return Leaf(
        number=data["number"],
        kind=LeafKind(data["kind"]),
        label=data["label"],
        width_pt=data["width_pt"],
        height_pt=data["height_pt"],
        text=data["text"],
        words=words_from_json(data["words"], data["number"]),
        elements=tuple(_element_from_json(element) for element in data["elements"]),
        read_by=tuple(data["read_by"]),
        values=tuple(CellValue(*value) for value in data["values"]),
    )


def words_to_json(words: tuple[Word, ...]) -> dict[str, Any]:
    """Columns of equal length; all but the spans are null where no word has such a thing."""
    boxes = [_corners(word.box) for word in words]
    cells = [word.cell for word in words]
    confidences = [word.confidence for word in words]
    return {
        "starts": [word.start for word in words],
        "ends": [word.end for word in words],
        "boxes": boxes if any(boxes) else None,
        "cells": cells if any(cells) else None,
        "confidences": confidences if any(c is not None for c in confidences) else None,
    }


def words_from_json(data: dict[str, Any], page: int) -> tuple[Word, ...]:
    count = len(data["starts"])
    boxes = _boxes(data["boxes"], page) if data["boxes"] else [None] * count
    cells = data["cells"] or [None] * count
    # Readings of before recognition have no such column.
    confidences = data.get("confidences") or [None] * count
    columns = data["starts"], data["ends"], boxes, cells, confidences
    return tuple(map(_word, zip(*columns, strict=True)))


def _boxes(corners: list[list[float] | None], page: int) -> list[Box | None]:
    boxes: list[Box | None] = []
    for each in corners:
        if each:
            x0, y0, x1, y1 = each
            boxes.append(_box((page, x0, y0, x1, y1)))
        else:
            boxes.append(None)
    return boxes


def _corners(box: Box | None) -> list[float] | None:
    return [box.x0, box.y0, box.x1, box.y1] if box else None


def _element_to_json(element: Element) -> dict[str, Any]:
    return {
        "kind": element.kind.value,
        "words": list(element.words),
        "level": element.level,
        "heading_path": list(element.heading_path),
        "table": _table_to_json(element.table) if element.table else None,
    }


def _element_from_json(data: dict[str, Any]) -> Element:
    return Element(
        kind=ElementKind(data["kind"]),
        words=WordSpan(*data["words"]),
        level=data["level"],
        heading_path=tuple(data["heading_path"]),
        table=_table_from_json(data["table"]) if data["table"] else None,
    )


def _table_to_json(table: Table) -> dict[str, Any]:
    return {
        "header": list(table.header) if table.header else None,
        "cells": [
            [cell.row, cell.column, *cell.words, cell.row_span, cell.column_span]
            for cell in table.cells
        ],
    }


def _table_from_json(data: dict[str, Any]) -> Table:
    return Table(
        cells=tuple(
            Cell(row, column, WordSpan(start, end), row_span, column_span)
            for row, column, start, end, row_span, column_span in data["cells"]
        ),
        header=WordSpan(*data["header"]) if data["header"] else None,
    )


def parsed_to_json(parsed: Parsed) -> dict[str, Any]:
    return {
        "leaves": [leaf_to_json(leaf) for leaf in parsed.leaves],
        "errors": [error.to_json() for error in parsed.errors],
        "hidden": [hidden.to_json() for hidden in parsed.hidden],
    }


def parsed_from_json(data: dict[str, Any]) -> Parsed:
    return Parsed(
        tuple(leaf_from_json(leaf) for leaf in data["leaves"]),
        tuple(ErrorItem(**error) for error in data["errors"]),
        tuple(Hidden.from_json(hidden) for hidden in data["hidden"]),
    )
