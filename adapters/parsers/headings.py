"""Gives every element the headings it stands under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.readings import Element, ElementKind, Leaf

_LONGEST_HEADING = 160
"""Characters; what is longer is a paragraph in disguise and would drown the context."""


def with_heading_paths(leaves: Sequence[Leaf]) -> tuple[Leaf, ...]:
    """The leaves with `heading_path` filled, outermost first, carried from leaf to leaf.

    A heading's own path holds the headings above it, not itself.
    """
    path: list[tuple[int, str]] = []
    done = []
    for leaf in leaves:
        elements = []
        for element in leaf.elements:
            if element.kind is ElementKind.HEADING:
                path = [(level, text) for level, text in path if level < element.level]
            elements.append(replace(element, heading_path=tuple(text for _, text in path)))
            path = _enter(path, leaf, element)
        done.append(replace(leaf, elements=tuple(elements)))
    return tuple(done)


def _enter(path: list[tuple[int, str]], leaf: Leaf, element: Element) -> list[tuple[int, str]]:
    if element.kind is not ElementKind.HEADING:
        return path
    text = leaf.quote(element.words)
    return [*path, (element.level, text)] if len(text) <= _LONGEST_HEADING else path
