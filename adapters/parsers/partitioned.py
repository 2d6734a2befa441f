"""Elements of `unstructured` → elements of ours, word for word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from adapters.parsers.html_tables import rows_of
from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.tables import add_table, one_line
from core.readings import ElementKind

_KINDS = {
    "Title": ElementKind.HEADING,
    "ListItem": ElementKind.LIST_ITEM,
    "Header": ElementKind.HEADER,
    "Footer": ElementKind.FOOTER,
    "Image": ElementKind.FIGURE,
}
_DEEPEST_HEADING = 6


def is_any_title(element: Any) -> bool:
    return True


def add_elements(
    builder: LeafBuilder,
    elements: Iterable[Any],
    is_heading: Callable[[Any], bool] = is_any_title,
    outermost_list: int = 0,
) -> None:
    """Append elements; a Title that `is_heading` refuses becomes a paragraph.

    `outermost_list` is the depth that the partitioner gives to items of a list that is in no other.
    """
    for element in elements:
        rows, header = _rows(element)
        if rows:
            add_table(builder, rows, header)
        else:
            _add_text(builder, element, is_heading, outermost_list)


def _rows(element: Any) -> tuple[list[Any], int | None]:
    """Cells of a table; none where it is too large for unstructured to lay out: it is then text."""
    html = element.metadata.text_as_html if element.category == "Table" else None
    return rows_of(html) if html else ([], None)


def _add_text(
    builder: LeafBuilder, element: Any, is_heading: Callable[[Any], bool], outermost_list: int
) -> None:
    kind = _KINDS.get(element.category, ElementKind.PARAGRAPH)
    if kind is ElementKind.HEADING and not is_heading(element):
        kind = ElementKind.PARAGRAPH
    start = builder.mark
    add_lines(builder, element.text)
    builder.element(kind, start, _level(kind, element.metadata.category_depth or 0, outermost_list))


def _level(kind: ElementKind, depth: int, outermost_list: int) -> int:
    if kind is ElementKind.HEADING:
        return min(depth + 1, _DEEPEST_HEADING)
    return max(1, depth + 1 - outermost_list) if kind is ElementKind.LIST_ITEM else 0


def add_lines(builder: LeafBuilder, text: str) -> None:
    """Append the words of a text, its lines kept apart."""
    for line in text.splitlines():
        builder.add(one_line(line), "\n")
