"""Made-up reports: the words of this repository's documentation, as often as they come there."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate

from benchmarks.report import ROOT
from core.description import Description, Fact, Field
from core.documents import Document
from core.evidence import Chunk
from core.ids import (
    CollectionId,
    DocumentId,
    EntityId,
    ReadingId,
    VersionId,
    chunk_id,
    document_id,
    reading_id,
)
from core.outcomes import Outcome, Status
from core.places import Box, PageSpan
from core.readings import Element, ElementKind, Leaf, LeafKind, Reading, Word, WordSpan

PAGES = 60
PASSAGES_A_PAGE, WORDS_A_PASSAGE = 3, 150
PASSAGES_A_REPORT = PAGES * PASSAGES_A_PAGE
BENCH = CollectionId("bench")
_NUMBERS = 0.2
"""Share of words that are figures, as in financial reports."""
_STATEMENTS = ("balance_sheet", "income_statement", "cash_flow")
_FIRST = ("Aramon", "Bellac", "Corvin", "Delmas", "Estrel", "Fontenay", "Gavarn", "Hautmont")
_SECOND = ("Énergie", "Transport", "Habitat", "Foncier", "Industries", "Holding", "Retail", "Ports")
_YEARS = range(2015, 2025)
_FROM = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Report:
    document: Document
    reading: Reading
    chunks: tuple[Chunk, ...]
    outcome: Outcome
    found: Description


def issuer_and_year(number: int) -> tuple[str, int]:
    """Of the report with this number: a new pair each time, until there are 640."""
    pairs = [f"{first} {second}" for first in _FIRST for second in _SECOND]
    return pairs[number % len(pairs)], _YEARS[number // len(pairs) % len(_YEARS)]


def report(number: int, entity: EntityId, pages: int = PAGES) -> Report:
    """The same for the same number and as many pages."""
    chance = random.Random(number)  # noqa: S311 - no secret hangs on it
    version = VersionId(hashlib.sha256(f"report {number}".encode()).hexdigest())
    document = document_id(entity, BENCH, version)
    reading = reading_id(document, version, "made/1")
    leaves = tuple(_page(chance, page) for page in range(1, pages + 1))
    issuer, year = issuer_and_year(number)
    chunks = tuple(
        _chunk(entity, document, reading, leaf, part, f"{issuer}, annual report, {year}")
        for leaf in leaves
        for part in range(PASSAGES_A_PAGE)
    )
    outcome = Outcome(Status.INDEXED, pages, len(chunks), len(chunks))
    return Report(
        Document(
            document, entity, BENCH, f"{number}.pdf", version, "application/pdf", 1, _FROM, ""
        ),
        Reading(reading, document, version, "made/1", leaves),
        chunks,
        outcome,
        _described(issuer, year),
    )


def _described(issuer: str, year: int) -> Description:
    facts = [
        Fact(Field.ISSUER, issuer),
        Fact(Field.KIND, "annual_report"),
        Fact(Field.PERIOD, str(year)),
        Fact(Field.LANGUAGE, "en"),
        *(Fact(Field.STATEMENT, kind, leaf=30 + n) for n, kind in enumerate(_STATEMENTS)),
    ]
    return Description(tuple(facts))


def _page(chance: random.Random, number: int) -> Leaf:
    texts = _words(chance, PASSAGES_A_PAGE * WORDS_A_PASSAGE)
    words, at = [], 0
    for rank, text in enumerate(texts):
        row, column = divmod(rank, 10)
        box = Box(number, 50 + 50 * column, 40 + 16 * row, 98 + 50 * column, 52 + 16 * row)
        words.append(Word(at, at + len(text), box))
        at += len(text) + 1
    elements = tuple(
        Element(ElementKind.PARAGRAPH, _part(part), heading_path=(f"Note {number}",))
        for part in range(PASSAGES_A_PAGE)
    )
    return Leaf(
        number, LeafKind.PAGE, " ".join(texts), tuple(words), elements, "", 595, 842, ("made",)
    )


def _part(part: int) -> WordSpan:
    return WordSpan(part * WORDS_A_PASSAGE, (part + 1) * WORDS_A_PASSAGE)


def _chunk(
    entity: EntityId, document: DocumentId, reading: ReadingId, leaf: Leaf, part: int, context: str
) -> Chunk:
    words = _part(part)
    start, end = leaf.char_span(words)
    locator = PageSpan(leaf.number, start, end, ()).locator
    return Chunk(
        id=chunk_id(entity, document, reading, locator),
        reading=reading,
        ordinal=(leaf.number - 1) * PASSAGES_A_PAGE + part,
        leaf=leaf.number,
        words=words,
        locator=locator,
        text=leaf.quote(words),
        heading_path=leaf.elements[part].heading_path,
        header="",
        language="en",
        context=context,
    )


def _words(chance: random.Random, count: int) -> list[str]:
    known, weights = _vocabulary()
    drawn = chance.choices(known, cum_weights=weights, k=count)
    return [
        f"{chance.randrange(10**5):,}" if chance.random() < _NUMBERS else word for word in drawn
    ]


@cache
def _vocabulary() -> tuple[list[str], list[int]]:
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))]
    counts = Counter(re.findall(r"[a-zà-ÿ]{2,}", " ".join(texts).lower()))
    ordered = sorted(counts.items())
    return [word for word, _ in ordered], list(accumulate(count for _, count in ordered))
