"""PPTX: one leaf of kind slide per slide, numbered as in the file, empty ones included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from adapters.parsers import offline
from adapters.parsers.finish import finish_apart, opening
from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.partitioned import add_elements
from core.outcomes import ErrorItem
from core.readings import Leaf, LeafKind, Parsed


def read(path: Path) -> Parsed:
    """Hidden slides stay empty and are reported, as are charts and diagrams, which are not read.

    Speaker notes are not on the slide and are left out.
    """
    with opening("PPTX"):
        offline.prepare()
        slides = list(_slides(path))
        elements = _partition(path)
        errors = [error for n, slide in enumerate(slides, 1) for error in _complaints(n, slide)]
        hidden = {error.page for error in errors if error.category == "hidden"}
    leaves = [
        _leaf(number, [] if number in hidden else elements[number])
        for number in range(1, len(slides) + 1)
    ]
    return finish_apart("pptx", leaves, errors)


def _slides(path: Path) -> Iterable[Any]:
    import pptx

    slides: Iterable[Any] = pptx.Presentation(str(path)).slides
    return slides


def _partition(path: Path) -> dict[int, list[Any]]:
    from unstructured.partition.pptx import partition_pptx

    by_slide: dict[int, list[Any]] = defaultdict(list)
    for element in partition_pptx(str(path), include_page_breaks=False, languages=[""]):
        by_slide[element.metadata.page_number or 1].append(element)
    return by_slide


def _leaf(number: int, elements: list[Any]) -> Leaf:
    builder = LeafBuilder(number, LeafKind.SLIDE)
    add_elements(builder, elements, _is_slide_title)
    return builder.build()


def _is_slide_title(element: Any) -> bool:
    """Depth 0 is the title placeholder; deeper titles are guesses from short lines of the body."""
    return not element.metadata.category_depth


def _complaints(number: int, slide: Any) -> Iterator[ErrorItem]:
    if slide.element.get("show") in ("0", "false"):
        yield ErrorItem("pptx", "hidden", "a hidden slide was left out", number)
        return
    graphics = sum(1 for shape in _shapes(slide.shapes) if _is_unread(shape))
    if graphics:
        message = f"{graphics} charts, diagrams or embedded objects were not read"
        yield ErrorItem("pptx", "unsupported", message, number)


def _shapes(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _is_unread(shape: Any) -> bool:
    return shape.element.tag.endswith("}graphicFrame") and not shape.has_table
