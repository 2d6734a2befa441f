"""Headings and their levels, from blocks, sizes and an outline."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.parsers.pdf.blocks import Block, block_of
from adapters.parsers.pdf.layout import Ink, Line
from adapters.parsers.pdf.levels import with_levels
from adapters.parsers.pdf.outline import Title, title_key
from adapters.parsers.pdf.sketch import sketch_of
from core.places import Box
from core.readings import ElementKind

HEADING, PARAGRAPH = ElementKind.HEADING, ElementKind.PARAGRAPH


def block(kind: ElementKind, text: str, size: float = 10, level: int = 0) -> Block:
    words = [
        Ink(word, Box(1, 50 + 60 * n, 100, 100 + 60 * n, 100 + size))
        for n, word in enumerate(text.split())
    ]
    return block_of(kind, [Line(tuple(words))], level)


BODY = block(PARAGRAPH, "Le preneur entretient ce local à ses frais pendant le bail.")


def levels(blocks: Sequence[Block], *outline: Title) -> dict[str, int]:
    [page] = with_levels([[sketch_of(block) for block in (*blocks, BODY)]], outline)
    return {b.text: b.level for b in page if b.kind is HEADING}


def entry(text: str, level: int) -> Title:
    return Title(title_key(text), 1, level)


def test_larger_type_ranks_higher_whatever_the_engine_says() -> None:
    found = [block(HEADING, "Comptes", 20, 4), block(PARAGRAPH, "Dette nette", 14)]
    assert levels(found) == {"Comptes": 1, "Dette nette": 2}


def test_there_are_six_levels_at_most() -> None:
    found = [block(HEADING, f"Titre {size}", size, 1) for size in range(40, 12, -3)]
    assert set(levels(found).values()) == {1, 2, 3, 4, 5, 6}


def test_the_outline_goes_before_the_type_and_teaches_it() -> None:
    found = [block(PARAGRAPH, "Partie I"), block(HEADING, "Le loyer", 14, 1)]
    found.append(block(HEADING, "La durée", 14, 1))
    told = levels(found, entry("PARTIE I.", 1), entry("Le loyer", 3))
    assert told == {"Partie I": 1, "Le loyer": 3, "La durée": 3}


def test_an_outline_without_depth_leaves_the_ranks_to_the_type() -> None:
    found = [block(HEADING, "Comptes", 20, 1), block(HEADING, "Dette nette", 14, 1)]
    told = levels(found, entry("Comptes", 1), entry("Dette nette", 1))
    assert told == {"Comptes": 1, "Dette nette": 2}


def test_what_runs_on_every_page_is_no_heading() -> None:
    assert levels([block(ElementKind.HEADER, "Rapport annuel", 20)]) == {}


def test_headers_of_columns_are_no_heading() -> None:
    head = [Ink(year, Box(1, x, 100, x + 40, 120)) for year, x in (("2018", 300), ("2017", 400))]
    assert levels([block_of(PARAGRAPH, [Line(tuple(head))], 0)]) == {}
