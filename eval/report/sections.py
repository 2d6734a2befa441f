"""The part of the page that tells of one suite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import numpy as np

from eval.measures.risk import risk_coverage
from eval.report import charts
from eval.report.contents import Section
from eval.report.entries import Entry, Told, entry
from eval.report.latency import latency
from eval.report.line import Line, Verdict, bound
from eval.report.texts import interval, number, shown, text, unit
from eval.runs import Json

_TITLE = 180
"""Characters of a case's question in its closed entry."""
_CHIPS = {
    Verdict.MEETS: '<span class="chip meets">✓ meets</span>',
    Verdict.MISSES: '<span class="chip misses">✕ misses</span>',
    Verdict.NONE: '<span class="chip none" title="It has no bar">–</span>',
}


def chip(verdict: Verdict) -> str:
    return _CHIPS[verdict]


def section_of(section: Section, index: int, floors: Sequence[str]) -> str:
    """A suite: its measures, curve, slices, timings and failing cases. Its id is its `index`."""
    return (
        f'<section class="suite" id="suite-{index}" data-suite="{index}">'
        f"<header><h2>{text(section.name)} {chip(section.verdict)}</h2>"
        f'<p class="about">{text(section.about)}</p>'
        f'<p class="meta">{" · ".join(_meta(section))}</p></header>'
        f"{_measures(section, floors)}{_curve(section)}{_slices(section)}{latency(section)}"
        f"{_failing(section)}</section>"
    )


def _meta(section: Section) -> Iterator[str]:
    yield f"task {section.task}"
    yield f"{section.cases:,} cases"
    if section.reading:
        yield text(section.reading)
    elif documents := section.declared.get("documents"):
        yield f"{len(documents):,} documents"
    if section.failed:
        yield f"{section.failed} gave an error or nothing"
    yield f"gated by {', '.join(map(text, section.gated))}"


def _measures(section: Section, floors: Sequence[str]) -> str:
    tops = charts.tops(section.lines)
    rows = "".join(_measure(line, tops[unit(line.measure)], floors) for line in section.lines)
    heads = "".join(
        f'<th scope="col"{kind}>{name}</th>'
        for name, kind in (
            ("Measure", ""),
            ('<span class="unseen">Chart</span>', ""),
            ("Value", ' class="n"'),
            ("95 % interval", ' class="n"'),
            ("Floors", ""),
            ("Bar", ' class="n"'),
            ("n", ' class="n"'),
            ("Verdict", ""),
        )
    )
    return (
        '<h3>Measures</h3><table class="lines measures">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _measure(line: Line, top: float, floors: Sequence[str]) -> str:
    name = line.measure
    better = ' <small title="lower is better">↓</small>' if line.lower_is_better else ""
    beaten = "<br>".join(f"{text(n)} {number(name, v)}" for n, v in line.floors.items())
    return (
        f'<tr class="{line.verdict.name.lower()}"><th scope="row">{text(name)}{better}</th>'
        f'<td class="chart">{charts.bar(line, top, floors)}</td>'
        f'<td class="n strong" data-label="Value">{number(name, line.value)}</td>'
        f'<td class="n" data-label="95 % interval">{interval(name, line.low, line.high)}</td>'
        f'<td data-label="Floors">{beaten or "–"}</td>'
        f'<td class="n" data-label="Bar">{bound(line)}</td>'
        f'<td class="n" data-label="n">{line.cases}</td>'
        f'<td class="v">{chip(line.verdict)}</td></tr>'
    )


def _curve(section: Section) -> str:
    if not section.failures.risks:
        return ""
    return (
        "<figure><figcaption><h3>Risk and coverage</h3><p>The share of wrong answers among the"
        " most confident ones, as more of the questions are answered. Where confidence can"
        " be trusted, the curve starts low and rises.</p></figcaption>"
        f"{charts.curve(risk_coverage(np.asarray(section.failures.risks)))}</figure>"
    )


def _slices(section: Section) -> str:
    tables = "".join(_slice(section, name, of) for name, of in section.slices.items() if of)
    return f"<h3>Slices</h3>{tables}" if tables else ""


def _slice(section: Section, name: str, values: Mapping[str, Mapping[str, Json]]) -> str:
    present = {measure for of in values.values() for measure in of}
    measures = [line.measure for line in section.lines if line.measure in present]
    heads = "".join(f'<th scope="col" class="n">{text(m)}</th>' for m in ("n", *measures))
    rows = "".join(_slice_row(value, of, measures) for value, of in values.items())
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="Slice {text(name)}">'
        f'<table class="slices"><thead><tr><th scope="col">{text(name)}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _slice_row(value: str, of: Mapping[str, Json], measures: Sequence[str]) -> str:
    count = max((known["cases"] for known in of.values()), default=0)
    cells = "".join(f'<td class="n">{number(m, of.get(m, {}).get("value"))}</td>' for m in measures)
    return f'<tr><th scope="row">{text(value)}</th><td class="n">{count}</td>{cells}</tr>'


def _failing(section: Section) -> str:
    failed = section.failures
    cases = "".join(_case(entry(record, section.task)) for record in failed.first)
    rest = failed.count - len(failed.first)
    where = f"{text(section.name)}/records.jsonl"
    more = f'<p class="more">{rest:,} more failing cases are in {where}.</p>' if rest else ""
    rules = (f'<p class="rule">{text(told)}.</p>' for told in failed.sentences)
    none = "" if failed.count else "<p>No case fails.</p>"
    return (
        f'<h3>Failing cases <span class="count">{failed.count:,} of {failed.judged:,}</span></h3>'
        f"{''.join(rules)}"
        f'{none}<div class="cases">{cases}</div>{more}'
    )


def _case(told: Entry) -> str:
    tags = "".join(
        f"<li>{text(name)} <b>{text(value)}</b></li>"
        for name, value in (*told.scores, *told.slices)
    )
    return (
        f'<details class="case"><summary><span class="state">{text(told.state)}</span>'
        f'<span class="asked" dir="auto">{escape(shown(told.title, _TITLE))}</span></summary>'
        f'<div class="body"><p class="whole" dir="auto">{text(told.title)}</p>'
        f'<div class="sides">{_side("Expected", told.expected)}{_side("Came", told.came)}</div>'
        f'<ul class="tags"><li>case <b>{text(told.id)}</b></li>{tags}</ul></div></details>'
    )


def _side(name: str, told: Told) -> str:
    rows = "".join(
        f'<div><dt>{text(label)}</dt><dd dir="auto">{text(value)}</dd></div>'
        for label, value in told
    )
    return f"<div><h4>{name}</h4><dl>{rows or '<div><dd>Nothing.</dd></div>'}</dl></div>"
