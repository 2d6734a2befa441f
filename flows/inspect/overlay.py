"""A page's picture, under an SVG of what was read on it: boxes, reading order, cells, words."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from statistics import median

from core.places import Box
from core.ports import PageImage
from core.readings import Element, Leaf, WordSpan
from flows.inspect.read import is_doubtful
from flows.inspect.texts import FRENCH, say

_NO_PICTURE = "No picture: it can't be drawn, or the others take all the room. Try --page."
_A4 = (595.0, 842.0)
_DISC = 1 / 90
"""Radius of a number by the side of a square as large as the page: as readable on any page."""
_LARGEST_OF_LINE = 0.8
"""The same by the height of most words: a larger one hides what stands beside it."""
_PAD = 1.5
"""Points between the words and their frame."""


def picture(leaf: Leaf, image: PageImage | None) -> str:
    """The figure of a leaf of kind page; `image` is None where it could not be drawn."""
    width, height = leaf.width_pt or _A4[0], leaf.height_pt or _A4[1]
    boxes = [around(leaf, element.words) for element in leaf.elements]
    placed = [(rank, box) for rank, box in enumerate(boxes, 1) if box]
    radius = _radius(leaf, (width * height) ** 0.5)
    drawn = _image(image) if image else ""
    missing = "" if image else f"<figcaption>{say(_NO_PICTURE)}</figcaption>"
    return (
        f'<figure class="page"><div class="stack">'
        f'<svg viewBox="0 0 {width:g} {height:g}" aria-hidden="true">'
        f'<rect class="paper" width="{width:g}" height="{height:g}"/>{drawn}'
        f'<g class="boxes">{"".join(_frames(leaf, placed))}</g>'
        f'<g class="cells">{"".join(_cells(leaf))}</g>'
        f'<path class="words" d="{_outlines(leaf)}"/>'
        f'<g class="doubtful">{"".join(_doubtful(leaf))}</g>'
        f'<g class="order">{"".join(_order(placed, radius))}</g></svg></div>{missing}</figure>'
    )


def _radius(leaf: Leaf, side: float) -> float:
    heights = [word.box.y1 - word.box.y0 for word in leaf.words if word.box]
    most = _LARGEST_OF_LINE * median(heights) if heights else side
    return max(_DISC / 2 * side, min(_DISC * side, most))


def _image(image: PageImage) -> str:
    data = b64encode(image.png).decode("ascii")
    return (
        '<image class="picture" width="100%" height="100%" preserveAspectRatio="none"'
        f' href="data:image/png;base64,{data}"/>'
    )


def around(leaf: Leaf, words: WordSpan) -> Box | None:
    """The one box around some words: it tells more than their lines where an element holds
    what it should not.
    """
    boxes = [word.box for word in leaf.words[words.start : words.end] if word.box]
    if not boxes:
        return None
    return Box(
        leaf.number,
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def _rect(box: Box, pad: float = 0.0) -> str:
    return (
        f'x="{box.x0 - pad:.1f}" y="{box.y0 - pad:.1f}" '
        f'width="{box.x1 - box.x0 + 2 * pad:.1f}" height="{box.y1 - box.y0 + 2 * pad:.1f}"'
    )


def _frames(leaf: Leaf, placed: list[tuple[int, Box]]) -> Iterator[str]:
    for rank, box in placed:
        kind, name = leaf.elements[rank - 1].kind.value, f"{leaf.number}-{rank}"
        tip = f"<title>{rank}. {kind.replace('_', ' ')} / {FRENCH[kind]}</title>"
        yield (
            f'<a id="b{name}" href="#e{name}" tabindex="-1" data-e="{name}">'
            f'<rect class="{kind}" {_rect(box, _PAD)}>{tip}</rect></a>'
        )


def _cells(leaf: Leaf) -> Iterator[str]:
    for element in leaf.elements:
        if element.table:
            yield from _cells_of(leaf, element)


def _cells_of(leaf: Leaf, element: Element) -> Iterator[str]:
    header = element.table.header if element.table else None
    if header and (box := around(leaf, header)):
        yield f'<rect class="head" {_rect(box, _PAD)}/>'
    for cell in element.table.cells if element.table else ():
        if box := around(leaf, cell.words):
            yield f"<rect {_rect(box, _PAD / 2)}/>"


def _outlines(leaf: Leaf) -> str:
    """One path for all words: a page may have a thousand."""
    return "".join(
        f"M{box.x0:.1f} {box.y0:.1f}H{box.x1:.1f}V{box.y1:.1f}H{box.x0:.1f}Z"
        for word in leaf.words
        if (box := word.box)
    )


def _doubtful(leaf: Leaf) -> Iterator[str]:
    for word in leaf.words:
        if word.box and is_doubtful(word):
            tip = f"<title>{word.confidence:.2f}</title>"
            yield f"<rect {_rect(word.box)}>{tip}</rect>"


def _order(placed: list[tuple[int, Box]], radius: float) -> Iterator[str]:
    """From the beginning of each element to that of the next, each with its number on its left."""
    spots = [
        (rank, max(radius, box.x0 - _PAD - radius), box.y0 + radius / 2) for rank, box in placed
    ]
    if len(spots) > 1:
        yield f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for _, x, y in spots)}"/>'
    for rank, x, y in spots:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
        yield (
            f'<text x="{x:.1f}" y="{y + 0.4 * radius:.1f}" font-size="{1.15 * radius:.1f}">'
            f"{rank}</text>"
        )
