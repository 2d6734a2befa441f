"""A passage as a model reads it: whose, where, under which headings, its tables as tables."""

from __future__ import annotations

from collections.abc import Iterator

from core.evidence import Passage
from core.readings import Element, ElementKind, WordSpan
from core.words import words
from retrieval.orders import ordering
from retrieval.prompts.data import lines_of, one_line, quoted
from retrieval.prompts.tables import markdown
from retrieval.prompts.templates import Template

_MOST_TITLE_CHARS = 160
"""Of each name and heading."""


def block(number: int, passage: Passage, template: Template) -> str:
    """`[number] document, place, whose — headings`, then the passage's words, line by line."""
    lines = list(_lines(passage))
    around = passage.chunk.header
    if not set(words(around)) <= set(words(" ".join(lines))):
        lines = [*lines_of(around), *lines]
    return f"[{number}] {_title(passage, template)}\n{quoted(lines)}"


def _title(passage: Passage, template: Template) -> str:
    leaf = passage.leaf
    place = template.places[leaf.kind.value].format(number=leaf.number, label=leaf.label)
    told = (passage.document_name, place, passage.chunk.context)
    whose = ", ".join(one_line(part, _MOST_TITLE_CHARS) for part in told if part.strip())
    path = " > ".join(one_line(title, _MOST_TITLE_CHARS) for title in passage.chunk.heading_path)
    return f"{whose} — {path}" if path else whose


def _lines(passage: Passage) -> Iterator[str]:
    """Lines of what may be evidence: running heads are none, nor is what orders a model about."""
    span, leaf = passage.chunk.words, passage.leaf
    kept_out = ordering(passage)
    at = span.start
    for element in leaf.elements:
        if element.words.end <= at or element.words.start >= span.end:
            continue
        inside = WordSpan(max(element.words.start, at), min(element.words.end, span.end))
        yield from lines_of(leaf.quote(WordSpan(at, inside.start)))
        at = inside.end
        if element.kind not in (ElementKind.HEADER, ElementKind.FOOTER):
            yield from _element(passage, element, inside, kept_out)
    yield from lines_of(leaf.quote(WordSpan(at, span.end)))


def _element(
    passage: Passage, element: Element, inside: WordSpan, kept_out: frozenset[int]
) -> Iterator[str]:
    if element.table:
        for row in markdown(passage.leaf, element.table, inside, kept_out):
            yield from lines_of(row)
    elif inside.start not in kept_out:
        yield from lines_of(passage.leaf.quote(inside))
