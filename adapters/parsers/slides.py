"""PPTX: one leaf of kind slide per slide, numbered as in the file, empty ones included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from lxml import etree

from adapters.parsers import offline
from adapters.parsers.finish import finish_apart, opening
from adapters.parsers.hidden_texts import HiddenTexts
from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.package_properties import tell_properties
from adapters.parsers.partitioned import add_elements
from core.outcomes import ErrorItem, HiddenReason
from core.readings import Leaf, LeafKind, Parsed


def read(path: Path) -> Parsed:
    """Hidden slides stay empty and are told, as are shapes beside a slide, speaker notes (they are
    not on the slide) and comments. Charts and diagrams are not read, which is reported.
    """
    hidden = HiddenTexts()
    with opening("PPTX"):
        offline.prepare()
        deck = _deck(path)
        slides = list(deck.slides)
        has_beside = [_take_out_beside(deck, n, slide, hidden) for n, slide in enumerate(slides, 1)]
        elements = _partition(_saved(deck) if any(has_beside) else path)
        for number, slide in enumerate(slides, 1):
            _tell(number, slide, hidden)
        errors = [error for n, slide in enumerate(slides, 1) for error in _complaints(n, slide)]
        unseen = {number for number, slide in enumerate(slides, 1) if _is_hidden(slide)}
        tell_properties(path, hidden)
    leaves = [
        _leaf(number, [] if number in unseen else elements[number])
        for number in range(1, len(slides) + 1)
    ]
    return finish_apart("pptx", leaves, errors, hidden.items())


def _deck(path: Path) -> Any:
    import pptx

    return pptx.Presentation(str(path))


def _saved(deck: Any) -> IO[bytes]:
    file = BytesIO()
    deck.save(file)
    file.seek(0)
    return file


def _partition(source: Path | IO[bytes]) -> dict[int, list[Any]]:
    from unstructured.partition.pptx import partition_pptx

    given: dict[str, Any] = (
        {"filename": str(source)} if isinstance(source, Path) else {"file": source}
    )
    by_slide: dict[int, list[Any]] = defaultdict(list)
    for element in partition_pptx(**given, include_page_breaks=False, languages=[""]):
        by_slide[element.metadata.page_number or 1].append(element)
    return by_slide


def _take_out_beside(deck: Any, number: int, slide: Any, hidden: HiddenTexts) -> bool:
    """Whether there was a shape wholly off the slide; it is gone from the deck in memory."""
    beside = [shape for shape in slide.shapes if _is_beside(shape, deck)]
    for shape in beside:
        hidden.add(HiddenReason.OFF_PAGE, _text(shape), number, f"slide {number}")
        shape.element.getparent().remove(shape.element)
    return bool(beside)


def _is_beside(shape: Any, deck: Any) -> bool:
    place = (shape.left, shape.top, shape.width, shape.height)
    if None in place:
        return False
    left, top, width, height = place
    beside = left >= deck.slide_width or left + width <= 0
    return bool(beside or top >= deck.slide_height or top + height <= 0)


def _tell(number: int, slide: Any, hidden: HiddenTexts) -> None:
    if _is_hidden(slide):
        text = "\n".join(_text(shape) for shape in slide.shapes)
        hidden.add(HiddenReason.HIDDEN_PART, text, number, f"slide {number}")
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame):
        hidden.add(HiddenReason.COMMENT, frame.text, number, f"notes of slide {number}")
    for comment in _comments(slide):
        hidden.add(HiddenReason.COMMENT, comment, number, f"comments on slide {number}")


def _comments(slide: Any) -> Iterator[str]:
    """Of either kind: those of before 2018 have a `text`, threaded ones a text body of runs."""
    for relation in slide.part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/comments"):
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            yield from ("".join(node.itertext()) for node in root.iter("{*}text", "{*}t"))


def _is_hidden(slide: Any) -> bool:
    return slide.element.get("show") in ("0", "false")


def _text(shape: Any) -> str:
    """The words of a shape, those of a group or a table included."""
    return " ".join(node.text or "" for node in shape.element.iter("{*}t"))


def _leaf(number: int, elements: list[Any]) -> Leaf:
    builder = LeafBuilder(number, LeafKind.SLIDE)
    add_elements(builder, elements, _is_slide_title)
    return builder.build()


def _is_slide_title(element: Any) -> bool:
    """Depth 0 is the title placeholder; deeper titles are guesses from short lines of the body."""
    return not element.metadata.category_depth


def _complaints(number: int, slide: Any) -> Iterator[ErrorItem]:
    if _is_hidden(slide):
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
