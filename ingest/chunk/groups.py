"""Elements that belong together: what introduces something goes with its beginning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.readings import Element, ElementKind, Leaf
from ingest.chunk.introductions import introduces, is_note, is_text
from ingest.chunk.tokens import Ruler


@dataclass(frozen=True, slots=True)
class Group:
    """An element and what introduces it: consecutive words."""

    start: int
    body: Element
    is_section: bool
    """Whether it begins with a heading."""
    is_note: bool

    @property
    def end(self) -> int:
        return self.body.words.end

    @property
    def body_start(self) -> int:
        return self.body.words.start


def groups(leaf: Leaf, ruler: Ruler, most: int) -> Iterator[Group]:
    """The groups of a leaf in order; what introduces is at most `most` tokens together."""
    start, is_section = -1, False
    elements = list(filter(is_text, leaf.elements))
    for rank, element in enumerate(elements):
        if start < 0:
            start, is_section = element.words.start, element.kind is ElementKind.HEADING
        following = elements[rank + 1] if rank + 1 < len(elements) else None
        is_short = ruler.size(start, element.words.end) <= most
        if following and is_short and introduces(leaf, element, following):
            continue
        yield Group(start, element, is_section, is_note(leaf, element))
        start = -1
