"""Key figures of French annual reports, from the quotes of the corpus rapports-fr."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from eval.data.facts.fact import Fact, pick
from eval.data.jsonl import read_lines
from eval.data.workshop import Workshop

_QUOTE = re.compile(
    r"(?P<figure>\d[\d  \u202f]*(?:,\d+)?)(?P<unit> ?(?:€ TTC|€|%))?"
    r"(?P<named>, (?:le|la|les) | l[’'])?(?P<what>.+)"
)
_QUOTE_END = re.compile(r"(?:^| )(?:à|au|aux|de|des|du|d[’']|en|et|la|le|les|pour|par|sur)$")
"""A quote that ends so was cut by the end of a line."""
_OTHER_UNITS = {"€": "dollars", "€ TTC": "dollars", "%": "€"}
_YEAR = re.compile(r"\b20\d\d\b")


class _Evidence(BaseModel):
    doc: str
    page0: int = Field(ge=0)
    quote: str


class _Item(BaseModel):
    id: str
    question: str
    evidence: list[_Evidence]
    type: str


@dataclass(frozen=True, slots=True)
class _KeyFigure:
    id: str
    topic: str
    """The same for the same figure of another year."""
    year: str
    page: tuple[str, int]
    quote: str
    figure: str
    unit: str
    form: str
    """The sentence, with places for year, figure and unit."""


def facts(workshop: Workshop) -> Iterator[Fact]:
    """Raises `NotFound`, `InvalidRequest`."""
    path = workshop.corpus("rapports-fr", "questions.jsonl") / "questions.jsonl"
    figures = [f for item in read_lines(path, _Item) if (f := _key_figure(item))]
    pages = defaultdict(list)
    topics = defaultdict(list)
    for figure in figures:
        pages[figure.page].append(figure)
        topics[figure.topic].append(figure)
    for figure in figures:
        if sum(beside.form == figure.form for beside in pages[figure.page]) > 1:
            continue  # two places of one name: what is said of one may hold for the other
        others = [o for o in topics[figure.topic] if _differs(o, figure) and o.year != figure.year]
        yield _fact(figure, others, pages)


def _key_figure(item: _Item) -> _KeyFigure | None:
    """None for a question on several places or years, or where the quote is in another form."""
    years = set(_YEAR.findall(item.question))
    if item.type != "single" or len(item.evidence) != 1 or len(years) != 1:
        return None
    [evidence], [year] = item.evidence, years
    found = _QUOTE.fullmatch(evidence.quote.strip(" ."))
    if not found or _QUOTE_END.search(found["what"]) or year not in evidence.doc:
        return None
    return _KeyFigure(
        id=item.id,
        topic=item.id.replace(year, ""),
        year=year,
        page=(evidence.doc, evidence.page0),
        quote=evidence.quote,
        figure=found["figure"].strip(),
        unit=(found["unit"] or "").strip(),
        form=_form(found["named"] or "", found["what"].strip()),
    )


def _form(named: str, what: str) -> str:
    """Of "12, le nombre de lots": that number is 12; of "12 lots": there are 12."""
    if named:
        return f"En {{year}}, {named.strip(', ')} {what} est de {{amount}}."
    return f"En {{year}}, le rapport fait état de {{amount}} {what}."


def _fact(
    figure: _KeyFigure,
    others: Sequence[_KeyFigure],
    pages: Mapping[tuple[str, int], Sequence[_KeyFigure]],
) -> Fact:
    """The evidence is the figure's page, and that of another year where the figure differs."""
    altered = {}
    texts = [_text(pages[figure.page])]
    if others:
        other = pick(others, figure.id, "year")
        texts.append(_text(pages[other.page]))
        altered["year"] = _sentence(figure, other.figure, figure.unit)
    beside = [o for o in pages[figure.page] if _differs(o, figure) and o.unit == figure.unit]
    if beside:
        altered["row"] = _sentence(figure, pick(beside, figure.id, "row").figure, figure.unit)
    if figure.unit:
        altered["unit"] = _sentence(figure, figure.figure, _OTHER_UNITS[figure.unit])
    true = _sentence(figure, figure.figure, figure.unit)
    return Fact(figure.id, tuple(texts), true, altered, "fr", "report")


def _text(page: Sequence[_KeyFigure]) -> str:
    return "\n".join([f"Chiffres clés {page[0].year}", *(figure.quote for figure in page)])


def _sentence(figure: _KeyFigure, number: str, unit: str) -> str:
    return figure.form.format(year=figure.year, amount=f"{number} {unit}".strip())


def _differs(one: _KeyFigure, other: _KeyFigure) -> bool:
    return re.sub(r"\D", "", one.figure) != re.sub(r"\D", "", other.figure)
