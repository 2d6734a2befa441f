"""What kind of document it is, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from core.description import Fact, Field, Source
from core.plain import plain
from core.readings import Element, ElementKind, LeafKind
from ingest.describe.leaf_text import LeafText
from ingest.describe.rules import rules

_TOP, _OPENING = 600, 3_000
"""Characters of the first leaf that name a document; and those that may."""
_LONGEST_TITLE = 160
Zone = tuple[LeafText, int, int]
Kind = tuple[str, re.Pattern[str]]


def kind_of(front: Sequence[LeafText]) -> Fact | None:
    """By the words that name kinds: among headings first, then at the top, then in the opening."""
    named = [(zone, _kinds()) for zone in (*_headings(front[:2]), *_tops(front[:1], _TOP))]
    opening = [(zone, _kinds_in_prose()) for zone in _tops(front[:3], _OPENING)]
    for (leaf, start, end), kinds in (*named, *opening):
        if found := _earliest(leaf.plain, start, end, kinds):
            kind, at = found
            return leaf.fact(Field.KIND, *at, kind)
    is_mail = bool(front) and front[0].leaf.kind is LeafKind.PART
    return Fact(Field.KIND, "letter", leaf=front[0].leaf.number) if is_mail else None


def kind_in_name(stem: str) -> Fact | None:
    """What a file's name hints at."""
    text = re.sub(r"[_-]+", " ", plain(stem))
    found = _earliest(text, 0, len(text), _kinds())
    return Fact(Field.KIND, found[0], Source.FILE_NAME, quote=stem) if found else None


def _headings(front: Sequence[LeafText]) -> Iterator[Zone]:
    """Titles say what it is before smaller headings do."""
    for leaf in front:
        headings = [e for e in leaf.elements(ElementKind.HEADING) if len(e.heading_path) < 2]
        for element in sorted(headings, key=lambda e: e.level):
            start, end = leaf.of(element)
            yield leaf, start, min(end, start + _LONGEST_TITLE)


def _tops(front: Sequence[LeafText], length: int) -> Iterator[Zone]:
    for leaf in front:
        yield leaf, 0, min(length, len(leaf.plain))


@cache
def _kinds() -> list[Kind]:
    named = rules()["kinds"].items()
    return [(kind, re.compile("|".join(patterns), re.MULTILINE)) for kind, patterns in named]


def _kinds_in_prose() -> list[Kind]:
    return [kind for kind in _kinds() if kind[0] in rules()["opening"]["kinds"]]


def _earliest(
    text: str, start: int, end: int, kinds: Sequence[Kind]
) -> tuple[str, tuple[int, int]] | None:
    found = [
        (match.start(), rank, kind, match.span())
        for rank, (kind, pattern) in enumerate(kinds)
        if (match := pattern.search(text, start, end))
    ]
    if not found:
        return None
    _, _, kind, span = min(found)
    return kind, span


def title_of(front: Sequence[LeafText], kind: Fact | None) -> Fact | None:
    """The heading that names the kind, else the first of the highest ones, else a first line."""
    for leaf in front[:2]:
        headings = leaf.elements(ElementKind.HEADING)
        named = [e for e in headings if kind and _shows(leaf, e, kind)]
        highest = sorted(headings, key=lambda e: e.level)
        for element in (*named, *highest):
            start, end = leaf.of(element)
            if _is_title(leaf.leaf.text[start:end]):
                return leaf.fact(Field.TITLE, start, end)
    return _first_line(front[:1])


def _shows(leaf: LeafText, element: Element, fact: Fact) -> bool:
    if fact.leaf != leaf.leaf.number or fact.words is None:
        return False
    return element.words.start <= fact.words.start < element.words.end


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and sum(c.isalpha() for c in text) >= 4


def _first_line(front: Sequence[LeafText]) -> Fact | None:
    for leaf in front:
        for start, end in leaf.lines(5):
            if _is_title(leaf.text[start:end]):
                return leaf.fact(Field.TITLE, start, end)
    return None
