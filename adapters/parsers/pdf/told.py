"""What leaves the process that read some pages: enough to decide on the whole document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.parsers.headings import with_heading_paths
from adapters.parsers.pdf.furniture import mark_furniture
from adapters.parsers.pdf.levels import with_levels
from adapters.parsers.pdf.outline import Title
from adapters.parsers.pdf.sketch import Sketch
from core.errors import Unreadable
from core.outcomes import ErrorItem, Hidden
from core.readings import ElementKind, Leaf, Parsed

Decision = tuple[ElementKind, int]
"""The kind and the level of a block."""


@dataclass(frozen=True, slots=True)
class Told:
    """One page, as the process that read it tells it."""

    number: int
    height: float = 0.0
    sketches: tuple[Sketch, ...] = ()
    is_scan: bool = False
    """Whether it shows an image of text that is still to be recognised."""
    hidden: tuple[Hidden, ...] = ()
    error: ErrorItem | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "height": self.height,
            "sketches": [sketch.to_json() for sketch in self.sketches],
            "is_scan": self.is_scan,
            "hidden": [hidden.to_json() for hidden in self.hidden],
            "error": self.error.to_json() if self.error else None,
        }

    @staticmethod
    def from_json(data: dict[str, Any]) -> Told:
        number = int(data["number"])
        return Told(
            number,
            float(data["height"]),
            tuple(Sketch.from_json(sketch, number) for sketch in data["sketches"]),
            bool(data["is_scan"]),
            tuple(Hidden.from_json(hidden) for hidden in data["hidden"]),
            ErrorItem(**data["error"]) if data["error"] else None,
        )


def decided(pages: Sequence[Told], outline: Sequence[Title]) -> dict[int, list[Decision]]:
    """What each block of each page is, told from all of them; by page number."""
    marked = mark_furniture([(page.height, list(page.sketches)) for page in pages])
    levelled = with_levels(marked, outline)
    return {
        page.number: [(sketch.kind, sketch.level) for sketch in sketches]
        for page, sketches in zip(pages, levelled, strict=True)
    }


def parsed_of(
    leaves: Iterable[Leaf], told: Sequence[Told], hidden: Sequence[Hidden] = ()
) -> Parsed:
    """All pages, in order. Raises `Unreadable` where there is none that could be read."""
    errors = tuple(page.error for page in told if page.error)
    unread = [page for page in told if page.error and page.error.component == "pdf"]
    if told and len(unread) == len(told):
        raise Unreadable(f"The PDF can't be read: {errors[0].message}", errors[0].category)
    on_pages = [item for page in told for item in page.hidden]
    return Parsed(with_heading_paths(list(leaves)), errors, (*hidden, *on_pages))
