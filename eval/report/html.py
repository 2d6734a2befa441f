"""The report as one self-contained page of HTML, that asks nothing of anybody.

Everything that comes from a run is hostile: it is escaped where it enters the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.report import charts
from eval.report.contents import Contents, Section, contents
from eval.report.line import Verdict, bound
from eval.report.sections import chip, section_of
from eval.report.texts import IDENTITY, facts, interval, number, text, unit
from eval.runs import Run

_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'"
)


def html(run: Run) -> str:
    """The whole page. Raises `NotFound` and `InvalidRequest` for a damaged run."""
    told = contents(run)
    floors = sorted({name for section in told.sections for name in section.floors})
    sections = "".join(
        section_of(section, index, floors) for index, section in enumerate(told.sections, 1)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">{_head(told)}<body>'
        '<a class="skip" href="#overview">To the overview</a>'
        f"{_banner(told)}<main>{_overview(told.sections, floors)}{_legend(floors)}"
        f"{_filter(told.sections)}{sections}</main>"
        f"<script>{_file('page.js')}</script></body></html>\n"
    )


def _file(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _head(told: Contents) -> str:
    return (
        f'<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"'
        f' content="{_POLICY}"><meta name="viewport" content="width=device-width,'
        'initial-scale=1"><meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="data:,">'
        f"<title>{text(told.name)} – evaluation report</title>"
        f"<style>{_file('page.css')}</style></head>"
    )


def _banner(told: Contents) -> str:
    notes = "".join(f'<p class="note">{note}</p>' for note in _notes(told))
    summary = "Environment" if told.origin else "Environment and settings"
    environment = _facts(told, told.environment)
    folded = f"<details><summary>{summary}</summary>{environment}</details>"
    origin = f'<p class="note"><strong>{text(told.origin)}</strong></p>' if told.origin else ""
    return (
        '<header class="banner"><p class="eyebrow">Probant evaluation report</p>'
        f'<h1>{text(told.name)}</h1>{origin}<p class="headline">{text(told.headline)}</p>{notes}'
        f"{_facts(told, IDENTITY)}{folded}</header>"
    )


def _facts(told: Contents, names: Sequence[str]) -> str:
    rows = "".join(
        f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>"
        for name, value in facts(told.configuration, names)
    )
    return f'<dl class="facts">{rows}</dl>'


def _notes(told: Contents) -> Iterator[str]:
    if told.missed:
        yield f"<strong>Misses a bar:</strong> {', '.join(map(text, told.missed))}."
    if told.unfinished:
        yield f"<strong>Not run to the end:</strong> {', '.join(map(text, told.unfinished))}."
    for name, why in told.left_out.items():
        yield f"<strong>Left out:</strong> {text(name)}. {text(why)}"
    if told.is_smoke:
        yield "A smoke run: it shows that everything runs, and its numbers are never compared."


def _overview(sections: Sequence[Section], floors: Sequence[str]) -> str:
    if not sections:
        return '<section id="overview"><h2>Overview</h2><p>Nothing was measured.</p></section>'
    rows = "".join(
        _overview_row(section, index, floors) for index, section in enumerate(sections, 1)
    )
    heads = "".join(
        f'<th scope="col"{kind}>{name}</th>'
        for name, kind in (
            ("Suite", ""),
            ("First gated measure", ""),
            ("Value", ' class="n"'),
            ("95 % interval", ' class="n"'),
            ("Bar", ' class="n"'),
            ("Failing", ' class="n"'),
            ("Verdict", ""),
        )
    )
    return (
        '<section id="overview"><h2>Overview</h2><table class="lines overview">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _overview_row(section: Section, index: int, floors: Sequence[str]) -> str:
    line, name = section.leading, section.leading.measure
    failed = section.failures
    top = charts.tops(section.lines)[unit(name)]
    return (
        f'<tr class="{section.verdict.name.lower()}" data-suite="{index}">'
        f'<th scope="row"><a href="#suite-{index}">{text(section.name)}</a></th>'
        f'<td class="chart"><span class="measure">{text(name)}</span>'
        f"{charts.bar(line, top, floors)}</td>"
        f'<td class="n strong" data-label="Value">{number(name, line.value)}</td>'
        f'<td class="n" data-label="95 % interval">{interval(name, line.low, line.high)}</td>'
        f'<td class="n" data-label="Bar">{bound(line)}</td>'
        f'<td class="n" data-label="Failing">{failed.count} of {failed.judged}</td>'
        f'<td class="v">{chip(section.verdict)}</td></tr>'
    )


def _legend(floors: Sequence[str]) -> str:
    marks = "".join(
        f'<span><svg class="key" aria-hidden="true"><svg class="mark" x="8" y="8">'
        f"{charts.mark(name, floors)}</svg></svg> floor {text(name)}</span>"
        for name in floors
    )
    return (
        '<p class="legend"><span><i class="swatch"></i> value</span>'
        f'<span><i class="swatch missed"></i> value that {Verdict.MISSES} its bar</span>'
        '<span><svg class="key long" aria-hidden="true"><g class="whisker">'
        '<path d="M1 8H23M1 4.5V11.5M23 4.5V11.5"/></g></svg> 95 % interval</span>'
        '<span><svg class="key" aria-hidden="true"><line class="tick" x1="8" x2="8" y1="1"'
        f' y2="15"/></svg> bar</span>{marks}</p>'
    )


def _filter(sections: Sequence[Section]) -> str:
    """Hidden until the script runs: without it nothing would happen."""
    options = "".join(
        f'<option value="{index}">{text(section.name)}</option>'
        for index, section in enumerate(sections, 1)
    )
    return (
        '<form id="filter" role="search" hidden><div><label for="suite">Suite</label>'
        f'<select id="suite"><option value="">All suites</option>{options}</select></div>'
        '<div class="grow"><label for="text">Failing cases that hold</label><input id="text"'
        ' type="search" autocomplete="off" placeholder="some words, a document, an id"></div>'
        '<output id="found" aria-live="polite"></output></form>'
    )
