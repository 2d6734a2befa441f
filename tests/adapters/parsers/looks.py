"""Readings as plain values, easy to compare in a test."""

from __future__ import annotations

from core.outcomes import HiddenReason
from core.readings import Element, Leaf, Parsed


def outline(leaf: Leaf) -> list[tuple[str, str]]:
    """(kind, text) of each element; a heading's kind has its level."""
    return [(_kind(element), leaf.quote(element.words)) for element in leaf.elements]


def _kind(element: Element) -> str:
    return f"{element.kind.value}{element.level or ''}"


def grid(leaf: Leaf, element: Element) -> dict[tuple[int, int], str]:
    assert element.table
    return {(cell.row, cell.column): leaf.quote(cell.words) for cell in element.table.cells}


def header(leaf: Leaf, element: Element) -> str:
    assert element.table
    return leaf.quote(element.table.header) if element.table.header else ""


def tables(leaf: Leaf) -> list[Element]:
    return [element for element in leaf.elements if element.table]


def complaints(parsed: Parsed) -> list[str]:
    return [error.category for error in parsed.errors]


def kept_out(parsed: Parsed) -> set[tuple[str, str, str]]:
    """(reason, where, text) of what nobody sees; properties of the file apart."""
    return {
        (item.reason.value, item.label, item.text)
        for item in parsed.hidden
        if item.reason is not HiddenReason.METADATA
    }


def properties(parsed: Parsed) -> dict[str, str]:
    """Label → text of the file's properties."""
    return {h.label: h.text for h in parsed.hidden if h.reason is HiddenReason.METADATA}
