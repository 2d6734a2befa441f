"""Which blocks are headings, and how deep: by the outline, else by the size of their type."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from adapters.parsers.pdf.outline import Title, title_key
from adapters.parsers.pdf.sketch import Sketch
from core.readings import ElementKind

_LARGER = 1.15
"""What is set this much larger than the running text is a heading, where it is short."""
_SAME = 1.06
"""Two sizes that differ by less than this factor are one: boxes are rounded, fonts differ."""
_WORDS, _LINES, _DEEPEST = 20, 3, 6
_STOPPED = 5
"""A full stop ends "Article 1." and sentences; what has more words than this is a sentence."""
_TEXT = (ElementKind.PARAGRAPH, ElementKind.LIST_ITEM)


def with_levels(pages: Sequence[Sequence[Sketch]], outline: Sequence[Title]) -> list[list[Sketch]]:
    """The blocks of all pages, headings known and their levels set, 1 the highest."""
    body = _body_height(block for blocks in pages for block in blocks)
    entries = {(title.page, title.key): title.level for title in reversed(outline)}
    known = [[_outlined(block, entries) for block in blocks] for blocks in pages]
    told = [
        [_as_heading(block, body, level) for block, level in zip(blocks, levels, strict=True)]
        for blocks, levels in zip(pages, known, strict=True)
    ]
    if len({level for levels in known for level in levels} - {0}) == 1:
        known = [[0] * len(levels) for levels in known]  # a flat list of titles ranks nothing
    styles = _Styles.of(told, body)
    depths = styles.depths(told, known)
    return [
        [
            _at(block, level or depths.get(styles.style(block), 0))
            for block, level in zip(blocks, levels, strict=True)
        ]
        for blocks, levels in zip(told, known, strict=True)
    ]


def _at(block: Sketch, level: int) -> Sketch:
    """The block with its level, where it is a heading."""
    return block._replace(level=level) if block.kind is ElementKind.HEADING else block


def _height(block: Sketch) -> float:
    return block.lines[0].height


def _body_height(blocks: Iterable[Sketch]) -> float:
    """The height of most words of running text, in half points."""
    seen: Counter[float] = Counter()
    for block in blocks:
        if block.kind in _TEXT:
            for line in block.lines:
                seen[round(2 * line.height) / 2] += line.words
    return seen.most_common(1)[0][0] if seen else 0.0


def _as_heading(block: Sketch, body: float, level: int) -> Sketch:
    """An entry of the outline is a heading, and so is what is short and large; what is long or a
    sentence is none, whatever the engine says.
    """
    if level:
        return block._replace(kind=ElementKind.HEADING)
    large = bool(body) and _height(block) > _LARGER * body
    if block.kind is ElementKind.PARAGRAPH and large and _reads_as_heading(block):
        return block._replace(kind=ElementKind.HEADING, level=1)
    if block.kind is ElementKind.HEADING and not _reads_as_heading(block):
        return block._replace(kind=ElementKind.PARAGRAPH, level=0)
    return block


def _reads_as_heading(block: Sketch) -> bool:
    text, words = block.text, block.words
    sentence = text.endswith((".", ";", ",")) and words > _STOPPED
    letters = sum(sign.isalpha() for sign in text)
    is_header = any(line.is_header for line in block.lines)
    short = words <= _WORDS and len(block.lines) <= _LINES
    return short and not sentence and letters >= max(2, len(text) // 3) and not is_header


def _outlined(block: Sketch, entries: Mapping[tuple[int, str], int]) -> int:
    """The level of the outline's entry that a block is; 0 where it is none."""
    is_text = block.kind in (ElementKind.HEADING, *_TEXT)
    return entries.get((block.box.page, title_key(block.text)), 0) if is_text else 0


@dataclass(frozen=True, slots=True)
class _Styles:
    """The looks of a document's headings: by size and, in the size of the text, by the engine's
    level, which knows of bold and capitals.
    """

    sizes: tuple[float, ...]

    @classmethod
    def of(cls, pages: Sequence[Sequence[Sketch]], body: float) -> _Styles:
        heights = [_height(b) for blocks in pages for b in blocks if b.kind is ElementKind.HEADING]
        sizes: list[float] = []
        for height in sorted(heights, reverse=True):
            if height > _SAME * body and (not sizes or sizes[-1] > _SAME * height):
                sizes.append(height)
        return cls(tuple(sizes))

    def style(self, block: Sketch) -> tuple[int, int]:
        """Sorts before the styles of lesser headings."""
        height = _height(block)
        for rank, size in enumerate(self.sizes):
            if size <= _SAME * height:
                return rank, 0
        return len(self.sizes), block.level

    def depths(
        self, pages: Sequence[Sequence[Sketch]], known: Sequence[Sequence[int]]
    ) -> dict[tuple[int, int], int]:
        """The level of each style: what the outline gives most such headings, else its rank."""
        seen: dict[tuple[int, int], list[int]] = defaultdict(list)
        for blocks, levels in zip(pages, known, strict=True):
            for block, level in zip(blocks, levels, strict=True):
                if block.kind is ElementKind.HEADING:
                    seen[self.style(block)].append(level)
        return {
            style: median_low(found) if (found := [n for n in seen[style] if n]) else rank
            for style, rank in _ranked(seen)
        }


def _ranked(styles: Iterable[tuple[int, int]]) -> list[tuple[tuple[int, int], int]]:
    return [(style, min(n, _DEEPEST)) for n, style in enumerate(sorted(styles), start=1)]
