"""Answers without a model that are worked out: a formula over figures, each of them cited."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.accounts import STATEMENTS, statements_showing
from core.evidence import Citation, Hit
from core.ids import DocumentId
from core.units import CURRENCIES
from retrieval.cite import cite
from retrieval.figures import Figure
from retrieval.sentence import Part, Sentence
from retrieval.working.brackets import has_their_sign
from retrieval.working.expressions import Expression, Line, lines_of, mean, shifted
from retrieval.working.operands import PRINTED, Found, by_document, chosen, missing_of
from retrieval.working.parted import plans_of
from retrieval.working.plan import Mode, Plan
from retrieval.working.ratios import Kind
from retrieval.working.spelling import Spelling, change_of, value_of_tree

_Operands = Mapping[Line, tuple[Found, Figure]]


CONFIDENCE = 0.97
"""How likely the question of a worked answer is answered here, as the confidence of what is quoted
is: of those of the suites `samples`, `rapports-fr`, `crosslingual`, `financebench-answers` and
`financebench-withheld` 37 are worked out, and all have an answer; of 102 that have none, none is.
It is (37 + 1) / (37 + 2), Laplace's rule of succession."""


def worked(
    question: str, hits: Sequence[Hit], language: str, named: Collection[str] = ()
) -> Sentence | None:
    """The answer to a question that asks for simple arithmetic over lines of accounts, a part for
    each thing and each year; None where it asks for none, or a figure is missing or not the only
    one, or it asks for anything else besides.

    All figures are of one document: that of the best hit that has them all. What it prints itself
    is to be quoted. `named` are the words of the names of those it is asked of. Nothing is verified
    yet.
    """
    plans = plans_of(question, named)
    concepts = {concept for plan in plans for concept in _concepts(plan)}
    printed = [name for plan in plans for name in plan.names]
    for rows in by_document(hits, concepts, printed) if plans else ():
        if any(_is_printed(row, plan) for row in rows.get(PRINTED, ()) for plan in plans):
            return None
        found = [_worked(plan, rows, language) for plan in plans]
        if all(found):
            return Sentence(tuple(part for parts in found for part in parts))
    return None


def _worked(plan: Plan, rows: Mapping[str, Sequence[Found]], language: str) -> Sequence[Part]:
    ways = (tuple(_parts(plan, way, rows, language)) for way in plan.ways)
    return next(filter(None, ways), ())


def _concepts(plan: Plan) -> set[str]:
    return {line.concept for way in plan.ways for line in lines_of(way)}


@dataclass(frozen=True, slots=True)
class Wanting:
    """What would have to be found for an answer to be worked out."""

    document: DocumentId
    text: str
    """To be searched for: lines, the statement that shows them, and the year."""


def wanting(question: str, hits: Sequence[Hit], named: Collection[str] = ()) -> Wanting | None:
    """The lines that the document of the best hit has on none of the pages that were found; None
    where nothing is to be worked out, or nothing is missing."""
    plans = plans_of(question, named)
    if not plans or not hits:
        return None
    needed = {plan: _needed(plan) for plan in plans}
    rows = next(by_document(hits, {line.concept for lines in needed.values() for line in lines}))
    found = [missing_of(rows, _years(lines, plan)) for plan, lines in needed.items()]
    missing = list(dict.fromkeys(concept for each in found for concept in each))
    if not missing:
        return None
    statements = {kind: STATEMENTS[kind][0] for kind in statements_showing(missing)}
    text = ", ".join([*sorted(statements.values()), *missing])
    return Wanting(hits[0].passage.document, f"{text} {plans[0].years[-1]}")


def _needed(plan: Plan) -> set[Line]:
    return {line for _, tree in _trees(plan, plan.ways[0]) for line in lines_of(tree)}


def _parts(
    plan: Plan, way: Expression, rows: Mapping[str, Sequence[Found]], language: str
) -> Iterator[Part]:
    trees = list(_trees(plan, way))
    operands = _operands({line for _, tree in trees for line in lines_of(tree)}, plan, rows)
    if operands is None or not _is_one_unit(operands):
        return
    if not has_their_sign([(line.concept, *of) for line, of in operands.items()]):
        return
    figures = {line: figure for line, (_, figure) in operands.items()}
    is_one_scale = len({figure.quantity.scale for figure in figures.values()}) == 1
    has_units = plan.kind is Kind.AMOUNT or not is_one_scale
    for when, tree in trees:
        spelling = Spelling(figures, language, has_units)
        if plan.mode is Mode.CHANGE and isinstance(tree, Line):
            text = change_of(spelling, tree, plan)
        else:
            text = value_of_tree(spelling, tree, when, plan)
        if text is None:
            return
        yield Part(text, tuple(_citations(operands, tree)))


def _trees(plan: Plan, way: Expression) -> Iterator[tuple[str, Expression]]:
    """What is worked out, and when: lags count from the last year."""
    last = plan.years[-1]
    trees = {year: shifted(way, last - year) for year in plan.years}
    match plan.mode:
        case Mode.VALUE:
            yield from ((str(year), tree) for year, tree in trees.items())
        case Mode.AVERAGE:
            yield f"{plan.years[0]}–{last}", mean(list(trees.values()))
        case Mode.CHANGE:
            yield "", way


def _operands(
    lines: Collection[Line], plan: Plan, rows: Mapping[str, Sequence[Found]]
) -> _Operands | None:
    """Of each concept the figures of one row."""
    years = _years(lines, plan)
    found = chosen(rows, years)
    if found is None:
        return None
    return {
        Line(concept, plan.years[-1] - year): (found[concept], figure)
        for concept, of in years.items()
        for year in of
        if (figure := found[concept].of(year))
    }


def _years(lines: Collection[Line], plan: Plan) -> dict[str, list[int]]:
    """For which years a concept's figures are needed."""
    last = plan.years[-1]
    needed = {(line.concept, last - line.lag) for line in lines}
    if plan.mode is Mode.CHANGE:
        needed |= {(line.concept, plan.years[0]) for line in lines}
    return {
        concept: sorted(year for other, year in needed if other == concept)
        for concept in sorted({concept for concept, _ in needed})
    }


def _is_printed(row: Found, plan: Plan) -> bool:
    """Whether a row shows what is asked for: a margin as a percentage, not as an amount."""
    figures = [row.of(year) for year in plan.years]
    is_share = plan.kind is Kind.PERCENT
    return all(figure and (figure.quantity.unit == "%") == is_share for figure in figures)


def _is_one_unit(operands: _Operands) -> bool:
    """No rates, no two currencies, and no scale that is told of one and not of another."""
    quantities = [figure.quantity for _, figure in operands.values()]
    units, scales = {q.unit for q in quantities}, {q.scale for q in quantities}
    is_scaled = None not in scales or len(scales) == 1
    return units <= CURRENCIES | {None} and len(units - {None}) <= 1 and is_scaled


def _citations(operands: _Operands, tree: Expression) -> Iterator[Citation]:
    """The rows in the order in which they are told, then headers and stated scales, each once."""
    concepts = dict.fromkeys(line.concept for line in lines_of(tree))
    told = {line.concept: pair for line, pair in operands.items()}
    pairs = [told[concept] for concept in concepts]
    spans = [(found, span) for found, figure in pairs for span in figure.sources[:1]]
    spans += [(found, span) for found, figure in pairs for span in figure.sources[1:]]
    seen = set()
    for found, span in spans:
        passage = found.unit.passage
        if (passage.leaf.number, span) not in seen:
            seen.add((passage.leaf.number, span))
            yield cite(passage, span, CONFIDENCE)
