"""The report as Markdown: the numbers, for a terminal, a pull request or a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from eval.report.contents import Contents, Section, contents
from eval.report.line import Line, bound
from eval.report.texts import IDENTITY, facts, interval, number, shown
from eval.runs import Json, Run

_HEADS = ("Suite", "n", "Measure", "Value", "95 % interval", "Floor", "Bar", "Verdict")
_ALIGNED = "| --- | ---: | --- | ---: | --- | --- | ---: | --- |"
_WORST = 8
"""Values of a slice that are listed, the worst first."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]|#~!])")


def markdown(run: Run) -> str:
    """The whole report. Raises `NotFound` and `InvalidRequest` for a damaged run."""
    told = contents(run)
    return "\n".join((*_head(told), *_table(told.sections), *_suites(told.sections)))


def _head(told: Contents) -> Iterator[str]:
    yield f"# Evaluation run {_inline(told.name)}\n"
    if told.origin:
        yield f"{_inline(told.origin)}\n"
    yield f"{told.headline}\n"
    if told.missed:
        yield f"**Misses a bar:** {', '.join(map(_inline, told.missed))}.\n"
    if told.unfinished:
        yield f"**Not run to the end:** {', '.join(map(_inline, told.unfinished))}.\n"
    for name, why in told.left_out.items():
        yield f"**Left out:** {_inline(name)}. {_inline(why)}\n"
    if told.is_smoke:
        yield "A smoke run: it shows that everything runs, and its numbers are never compared.\n"
    for name, value in facts(told.configuration, (*IDENTITY, *told.environment)):
        yield f"- {_inline(name)}: {_inline(value)}"
    yield ""


def _table(sections: Sequence[Section]) -> Iterator[str]:
    if sections:
        yield _row(_HEADS)
        yield _ALIGNED
    for section in sections:
        for line in section.lines:
            yield _row(_cells(line))
    yield ""


def _cells(line: Line) -> tuple[str, ...]:
    name = line.measure
    floors = ", ".join(f"{_inline(n)} {number(name, v)}" for n, v in line.floors.items())
    return (
        _inline(line.suite),
        str(line.cases),
        _inline(name),
        number(name, line.value),
        interval(name, line.low, line.high),
        floors or "–",
        bound(line),
        str(line.verdict),
    )


def _suites(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        yield f"## {_inline(section.name)}\n"
        yield f"{_inline(section.about)}\n"
        yield from (f"- {_inline(told)}" for told in section.failures.sentences)
        if section.reading:
            yield f"- {section.reading}"
        if section.failed:
            yield f"- {section.failed} of {section.cases} gave an error or nothing"
        for slicing, values in section.slices.items():
            if listed := _slice(section.leading, values):
                yield f"- {_inline(slicing)}: {listed}"
        yield ""


def _slice(leading: Line, values: Mapping[str, Mapping[str, Json]]) -> str:
    """The values of a slice under the leading measure, the worst first."""
    told = [(name, of[leading.measure]) for name, of in values.items() if leading.measure in of]
    known = [(name, value) for name, value in told if value["value"] is not None]
    known.sort(key=lambda pair: pair[1]["value"], reverse=leading.lower_is_better)
    listed = [
        f"{_inline(name)} {number(leading.measure, value['value'])} (n {value['cases']})"
        for name, value in known[:_WORST]
    ]
    more = len(known) - len(listed)
    return " · ".join(listed) + (f" · {more} more" if more else "")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _inline(text: object) -> str:
    """A text that stays a text: no markup of Markdown's own, and no HTML."""
    escaped = _SPECIAL.sub(r"\\\1", shown(text))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
