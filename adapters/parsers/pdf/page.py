"""A page between its engine and its leaf, and how it rests on disk in between."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from adapters.parsers.ocr.upright import Stance
from adapters.parsers.pdf.blocks import Block, block_of
from adapters.parsers.pdf.layout import Ink, Line
from core.outcomes import Hidden
from core.places import Box
from core.readings import ElementKind, Leaf


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks of a page in reading order; sizes in points."""

    number: int
    width: float
    height: float
    blocks: tuple[Block, ...]
    read_by: tuple[str, ...]
    """The engines that read it; one that failed with its reason."""
    hidden: tuple[Hidden, ...] = ()
    stance: Stance | None = None
    """How the page lies that was recognised from its image: blocks are those of the upright one."""

    @property
    def words(self) -> list[Ink]:
        return [word for block in self.blocks for line in block.lines for word in line.words]

    def finished(self, leaf: Leaf) -> Leaf:
        """A leaf made of the blocks, as the page stands."""
        words = leaf.words
        if self.stance:
            place = self.stance.on_page
            words = tuple(
                word._replace(box=place(word.box)) if word.box else word for word in words
            )
        return replace(
            leaf, words=words, width_pt=self.width, height_pt=self.height, read_by=self.read_by
        )


A4_PT = 595.0, 842.0
"""Width and height of a page of which nothing is known."""


class PageFailure(NamedTuple):
    """A page that an engine could not read."""

    number: int
    message: str


def attempted(number: int, read: Callable[[], Page]) -> Page | PageFailure:
    """A page, or why it could not be read: what goes wrong on one leaves the others alone."""
    try:
        return read()
    except MemoryError:
        raise
    except Exception as error:  # engines have types of their own, and damaged files find more
        return PageFailure(number, f"{type(error).__name__}: {error}")


def write_page(folder: Path, page: Page) -> None:
    """Leave a page for `read_page`, without what is hidden; one of its number is replaced."""
    data = {
        "size": [page.width, page.height],
        "blocks": [_block_to_json(block) for block in page.blocks],
        "read_by": page.read_by,
        "stance": [page.stance.turn, page.stance.skew] if page.stance else None,
    }
    _file(folder, page.number).write_text(json.dumps(data, separators=(",", ":")), "utf-8")


def read_page(folder: Path, number: int) -> Page:
    """An empty one where none was left: nothing could read it."""
    try:
        data = json.loads(_file(folder, number).read_text("utf-8"))
    except FileNotFoundError:
        return Page(number, *A4_PT, (), ())
    width, height = data["size"]
    blocks = tuple(_block_from_json(block, number) for block in data["blocks"])
    stance = Stance(width, height, *data["stance"]) if data["stance"] else None
    return Page(number, width, height, blocks, tuple(data["read_by"]), (), stance)


def _file(folder: Path, number: int) -> Path:
    return folder / f"page-{number}.json"


def _block_to_json(block: Block) -> list[Any]:
    lines = [[_ink_to_json(word) for word in line.words] for line in block.lines]
    return [block.kind.value, block.level, lines]


def _block_from_json(data: Sequence[Any], page: int) -> Block:
    kind, level, lines = data
    found = [Line(tuple([_ink_from_json(word, page) for word in line])) for line in lines]
    return block_of(ElementKind(kind), found, level)


def _ink_to_json(word: Ink) -> list[Any]:
    box = word.box
    return [word.text, box.x0, box.y0, box.x1, box.y1, word.confidence]


def _ink_from_json(data: Sequence[Any], page: int) -> Ink:
    text, x0, y0, x1, y1, confidence = data
    return Ink(text, Box(page, x0, y0, x1, y1), confidence)
