"""A workshop on hand-made corpora."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.places import Box
from core.ports import PageImage, PagesTold, untold
from core.readings import Leaf, LeafKind, Parsed, Word
from eval.data.workshop import Workshop


class FakeParser:
    """The `Parser` port: gives the pages it was made with, whatever the file."""

    def __init__(self, *pages: str) -> None:
        self._pages = pages
        self.parsed: list[str] = []

    signs = ()

    def fingerprint(self, media_type: str) -> str:
        return "fake/1"

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        self.parsed.append(path.name)
        return Parsed(tuple(_leaf(n, text) for n, text in enumerate(self._pages, start=1)))


def _leaf(number: int, text: str) -> Leaf:
    words, at = [], 0
    for piece in text.split():
        start = text.index(piece, at)
        at = start + len(piece)
        words.append(Word(start, at))
    return Leaf(number, LeafKind.PAGE, text, tuple(words), ())


class FakeRenderer:
    """The `PageRenderer` port: an image names what it was drawn from."""

    def __init__(self) -> None:
        self.drawn: list[tuple[str, int, float]] = []

    async def render(self, path: Path, page: int, scale: float, frames: Sequence[Box]) -> PageImage:
        self.drawn.append((path.name, page, scale))
        return PageImage(f"png of {path.name} page {page}".encode(), scale)


def workshop_at(
    corpora: Path, parser: FakeParser | None = None, renderer: FakeRenderer | None = None
) -> Workshop:
    return Workshop(
        corpora=corpora,
        samples=corpora / "samples",
        here=corpora,
        cache=corpora / "cache",
        parser=parser or FakeParser(),
        renderer=renderer or FakeRenderer(),
    )


def write_lines(path: Path, *records: dict[str, Any]) -> None:
    """JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
