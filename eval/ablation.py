"""What each part of the search gives: the same cases with one part off at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import reduce

from eval.compare import rounded
from eval.measures import parse
from eval.progress import Told
from eval.randomisation import Compared, Difference, paired
from eval.runs import Json
from eval.searching import Key, Scored, Searches
from retrieval.rank import Weights

HEADS = ("suite", "measure", "off", "n", "value", "difference", "95 %", "p")
_LEFT = 3
"""Columns of text, which come first."""


@dataclass(frozen=True, slots=True)
class Row:
    """A measure of a suite, with one part off."""

    suite: str
    measure: str
    without: str
    """The parts, by `+`; empty where everything is on."""
    cases: int
    value: float
    difference: Difference | None
    """To everything on; None there. Its p is not adjusted for being one of many."""

    def to_json(self) -> Json:
        data: Json = rounded(asdict(self))
        return data


async def ablate(searches: Searches, told: Told, off: Sequence[Sequence[str]] = ()) -> list[Row]:
    """By measure: everything on first, then without the parts of each entry of `off`; where there
    is none, without each of the parts that are on.
    """
    weights = searches.weights
    each = [(name,) for name in weights.names() if weights.without(name) != weights]
    parts = [tuple(names) for names in off] or each
    told(searches.planned.suite.name, "everything on", 0, len(parts) + 1)
    whole = await searches.under(weights, told)
    rows = {key: [_row(key, "", whole)] for key in whole}
    for number, part in enumerate(parts, start=1):
        told(searches.planned.suite.name, f"without {'+'.join(part)}", number, len(parts) + 1)
        lacking = await searches.under(reduce(Weights.without, part, weights), told)
        for key in whole:
            rows[key].append(_row(key, "+".join(part), lacking, whole))
    return [row for of_key in rows.values() for row in of_key]


def _row(key: Key, without: str, scored: Scored, whole: Scored | None = None) -> Row:
    compared = Compared(parse(key[1]), (whole or scored)[key], scored[key])
    return Row(
        *key,
        without,
        len(compared.before),
        compared.values[1],
        difference(compared) if whole is not None else None,
    )


def difference(compared: Compared) -> Difference:
    """With its bootstrap interval and the p of a randomisation test."""
    before = [compared.before[case] for case in compared.cases]
    return paired(compared.measure, before, [compared.after[case] for case in compared.cases])


def lines(rows: list[Row]) -> Iterator[str]:
    """A table in Markdown."""
    return table(HEADS, [_cells(row) for row in rows], _LEFT)


def _cells(row: Row) -> tuple[str, ...]:
    told = (row.suite, row.measure, row.without or "nothing", str(row.cases), f"{row.value:.3f}")
    return (*told, *cells(row.difference))


def cells(difference: Difference | None) -> tuple[str, str, str]:
    """Difference, interval and p."""
    if difference is None:
        return "–", "–", "–"
    interval = f"{difference.low:+.3f} to {difference.high:+.3f}"
    return f"{difference.delta:+.3f}", interval, f"{difference.p:.3f}"


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]], left: int) -> Iterator[str]:
    """Markdown that is a table in a terminal too; `left` columns are text, others numbers."""
    # Of two at least: Markdown's rule needs them.
    widths = [max(2, *map(len, column)) for column in zip(heads, *rows, strict=True)]
    rule = tuple("-" * w if at < left else "-" * (w - 1) + ":" for at, w in enumerate(widths))
    for row in (heads, rule, *rows):
        padded = (
            cell.ljust(width) if at < left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"| {' | '.join(padded)} |"
