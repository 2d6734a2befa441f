"""Looks lines of accounts up among the pages that were found."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from core.accounts import CASH, INCOME, SHOWN_IN, statements_named
from core.evidence import Hit, Passage
from core.ids import DocumentId
from core.plain import plain
from core.readings import ElementKind, WordSpan
from retrieval.figures import Figure, figures_of
from retrieval.units import Unit, units_of
from retrieval.working.lines import LABELS
from retrieval.working.part_years import PART_YEAR, WHOLE_YEAR, is_of_part_year

_SHOWN_IN = {**SHOWN_IN, "income before taxes": (INCOME,)}
_TITLE_WORDS = 120
"""Words of a page in which a statement says what it is."""
_LONGEST_PAGE = 5_000
"""Words; of what is longer, a sheet or a text without pages, only what was found is read."""
_ASIDE = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W\d_]+")
_ARTICLES = frozenset(plain("the of and a an de du des la le les l d et en note notes s").split())
_PLURAL = re.compile(r"\bstatements of\b")
_LAST_OF_YEAR_BEFORE = 2
"""Months: a fiscal year that ends by February may be called by the year before."""


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """A row of figures that one label names."""

    unit: Unit
    figures: tuple[Figure, ...]
    rank: tuple[bool, int]
    """Lower is better: whether it stands outside the statement that shows it, and the rank of its
    label."""
    is_part_year: bool = False
    """Whether the lines above its table say that it is of a part of a year."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether it stands outside the statement that shows it."""
        return self.rank[0]

    @property
    def page(self) -> int:
        return self.unit.passage.leaf.number

    def of(self, year: int) -> Figure | None:
        """The figure for a whole year; None where there is none, or more than one amount."""
        dated = [f for f in self.figures if f.moment and f.moment.year == year]
        dated = [f for f in dated if self._is_yearly(f) and self._ends_with_others(f)]
        amounts = {figure.signed for figure in dated}
        return dated[0] if len(amounts) == 1 else None

    def _is_yearly(self, figure: Figure) -> bool:
        """Whether it is of a whole year, as far as its column tells, or the others of its table, or
        the lines above."""
        moment, column = figure.moment, plain(figure.column)
        if moment is None or moment.quarter or moment.half or PART_YEAR.search(column):
            return False
        is_part = self.is_part_year or PART_YEAR.search(plain(self.unit.header_text))
        if is_part and not WHOLE_YEAR.search(column):
            return False
        return moment.month is None or moment.month > _LAST_OF_YEAR_BEFORE

    def _ends_with_others(self, figure: Figure) -> bool:
        """Whether it is not later in its year than the figure of the year before: an interim
        balance stands beside that of the last year's end."""
        month = figure.moment.month if figure.moment else None
        months = {f.moment.month for f in self.figures if f.moment and f.moment.month}
        return month is None or all(min(apart := abs(month - m), 12 - apart) < 2 for m in months)


PRINTED = "printed"
"""What rows are found as that show what would be worked out."""


def by_document(
    hits: Sequence[Hit], concepts: Collection[str], names: Sequence[str] = ()
) -> Iterator[Mapping[str, Sequence[Found]]]:
    """For each document, that of the best hit first: by concept, rows whose label is its name; as
    `PRINTED`, those labelled with one of the names."""
    wanted = {label: found for label, found in _named().items() if found[0] in concepts}
    wanted |= {_key(name): (PRINTED, 0) for name in names}
    pages: dict[DocumentId, dict[int, Passage]] = {}
    for hit in hits:
        passage = hit.passage
        pages.setdefault(passage.document, {}).setdefault(passage.leaf.number, passage)
    for leaves in pages.values():
        rows: dict[str, list[Found]] = {}
        for passage in leaves.values():
            for concept, found in _rows(passage, wanted):
                rows.setdefault(concept, []).append(found)
        yield rows


@cache
def _named() -> Mapping[str, tuple[str, int]]:
    """Concept and rank of each label."""
    return {
        _key(label): (concept, rank)
        for concept, labels in LABELS.items()
        for rank, label in reversed(list(enumerate(labels)))
    }


def _key(label: str) -> str:
    """Its words, without articles, what stands in brackets, and numbers: of notes, of years."""
    words = _WORD.findall(plain(_ASIDE.sub(" ", label)))
    return " ".join(word for word in words if word not in _ARTICLES)


def _rows(passage: Passage, wanted: Mapping[str, tuple[str, int]]) -> Iterator[tuple[str, Found]]:
    """The rows of a whole page that are labelled as one of those wanted."""
    whole = WordSpan(0, len(passage.leaf.words))
    title = passage.leaf.quote(WordSpan(0, min(_TITLE_WORDS, whole.end)))
    titles = " ".join([title, *passage.chunk.heading_path])
    statements = statements_named(_PLURAL.sub("statement of", plain(titles)))
    if whole.end <= _LONGEST_PAGE:
        passage = replace(passage, chunk=replace(passage.chunk, words=whole))
    for unit in units_of(passage):
        known = wanted.get(_key(unit.quote)) if unit.kind is ElementKind.TABLE else None
        if known:
            concept, rank = known
            is_shown = not statements.isdisjoint(_shown_in(concept))
            # In another statement it is something else: of cash flows, what changed.
            if is_shown or not statements or concept == PRINTED:
                is_part = is_of_part_year(unit)
                yield concept, Found(unit, figures_of(unit), (not is_shown, rank), is_part)


def _shown_in(concept: str) -> tuple[str, ...]:
    """Cash flows begin with the net income of the income statement."""
    statements = _SHOWN_IN.get(concept, ())
    return (*statements, CASH) if concept == "net income" else statements


def chosen(
    rows: Mapping[str, Sequence[Found]], years: Mapping[str, Sequence[int]]
) -> Mapping[str, Found] | None:
    """For each concept the row that has its years; None where one is missing or not the only one.

    Of rows labelled alike the greatest is the group's: a part of it, a segment or the parent
    company alone, shows less. Rows of one statement stand on one page, or on two that follow.
    """
    found: dict[str, Found] = {}
    for statement in dict.fromkeys(_SHOWN_IN.get(concept, (concept,)) for concept in years):
        of_it = [c for c in years if _SHOWN_IN.get(c, (c,)) == statement]
        ways = [list(_whole(rows.get(concept, ()), years[concept])) for concept in of_it]
        pages = {row.page for way in ways for row in way}
        together = [pick for page in sorted(pages) if (pick := _near(ways, page))]
        if not together:
            return None
        best = min(together, key=_rank)
        found |= dict(zip(of_it, best, strict=True))
    return found


def missing_of(
    rows: Mapping[str, Sequence[Found]], years: Mapping[str, Sequence[int]]
) -> list[str]:
    """The concepts without a row that has their years; all, where they stand on no one page."""
    missing = [c for c, of in years.items() if not any(_whole(rows.get(c, ()), of))]
    return missing if missing or chosen(rows, years) else list(years)


def _rank(pick: Sequence[Found]) -> tuple[int, int]:
    return sum(row.rank[0] for row in pick), sum(row.rank[1] for row in pick)


def _near(ways: Sequence[Sequence[Found]], page: int) -> list[Found]:
    """The best row of each way on a page or the next one; none where one has none there."""
    near = [[row for row in way if 0 <= row.page - page <= 1] for way in ways]
    return [min(way, key=lambda row: row.rank) for way in near] if all(near) else []


def _whole(rows: Sequence[Found], years: Sequence[int]) -> Iterator[Found]:
    """Of the rows of each rank those that are the greatest in every year."""
    told = {row: _amounts(row, years) for row in rows if all(row.of(year) for year in years)}
    for row, amounts in told.items():
        alike = [told[other] for other in told if other.rank == row.rank]
        if all(mine >= its for other in alike for mine, its in zip(amounts, other, strict=True)):
            yield row


def _amounts(row: Found, years: Sequence[int]) -> tuple[Decimal, ...]:
    """Without signs: one statement prints in brackets what another does not."""
    return tuple(figure.quantity.magnitude for year in years if (figure := row.of(year)))
