"""Charts as inline SVG, drawn in CSS classes so that they follow the page's colours."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from eval.report.line import Line, Verdict
from eval.report.texts import interval, number, shown, unit

_MARKS = (
    '<circle r="4"/>',
    '<path d="M0-5 5 0 0 5-5 0Z"/>',
    '<path d="M-4-4H4V4H-4Z"/>',
    '<path d="M0-5 5 4H-5Z"/>',
)
"""One shape a floor; told apart without colour."""
_WIDTH, _HEIGHT = 360, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 342, 12, 164
"""The curve's frame, in the units of its viewBox."""
_MOST_POINTS = 400


def tops(lines: Sequence[Line]) -> dict[str, float]:
    """Where the scale of each unit ends: 1 for shares, so that all suites compare by eye."""
    ends = {"": 1.0}
    for line in lines:
        if named := unit(line.measure):
            known = [n for n in (line.value, line.high, line.bar, *line.floors.values()) if n]
            ends[named] = max([ends.get(named, 0.0), *(1.05 * n for n in known)])
    return ends


def bar(line: Line, top: float, floors: Sequence[str]) -> str:
    """A measure as a horizontal bar with its interval, the floors' marks and its bar's tick."""
    label = escape(described(line))
    drawn = [f'<title>{label}</title><rect class="track" y="8" width="100%" height="12" rx="2"/>']
    if line.value is not None:
        missed = " missed" if line.verdict is Verdict.MISSES else ""
        width = _percent(line.value, top)
        drawn.append(f'<rect class="value{missed}" y="8" width="{width}" height="12" rx="2"/>')
    if line.low is not None and line.high is not None:
        drawn.append(_whisker(_percent(line.low, top), _percent(line.high, top)))
    for name, value in line.floors.items():
        if value is not None:
            at = _percent(value, top)
            drawn.append(f'<svg class="mark" x="{at}" y="14">{mark(name, floors)}</svg>')
    if line.bar is not None:
        at = _percent(line.bar, top)
        drawn.append(f'<line class="tick" x1="{at}" x2="{at}" y1="1" y2="27"/>')
    return f'<svg class="bar" role="img" aria-label="{label}">{"".join(drawn)}</svg>'


def _whisker(low: str, high: str) -> str:
    ends = "".join(f'<line x1="{x}" x2="{x}" y1="10.5" y2="17.5"/>' for x in (low, high))
    return f'<g class="whisker"><line x1="{low}" x2="{high}" y1="14" y2="14"/>{ends}</g>'


def mark(floor: str, floors: Sequence[str]) -> str:
    """The shape of a floor among the floors of a report, around the origin."""
    return _MARKS[floors.index(floor) % len(_MARKS)]


def described(line: Line) -> str:
    """A line in words, for who does not see the chart."""
    name = line.measure
    told = [f"{shown(name)}: {number(name, line.value)}"]
    if line.low is not None and line.high is not None:
        told.append(f"interval {interval(name, line.low, line.high)}")
    told += [f"{shown(floor)} {number(name, value)}" for floor, value in line.floors.items()]
    if line.bar is not None:
        told.append(f"bar {number(name, line.bar)}, {line.verdict}")
    return ", ".join(told)


def _percent(value: float, top: float) -> str:
    return f"{100 * min(max(value / top, 0.0), 1.0):.2f}%" if top else "0%"


def curve(points: NDArray[np.float64]) -> str:
    """The risk-coverage curve through points (coverage, risk) of shape (cases, 2)."""
    x = _LEFT + points[:, 0] * (_RIGHT - _LEFT)
    y = _BOTTOM - points[:, 1] * (_BOTTOM - _TOP)
    kept = np.unique(np.linspace(0, len(points) - 1, min(len(points), _MOST_POINTS)).astype(int))
    path = " ".join(f"{x[i]:.1f},{y[i]:.1f}" for i in kept)
    drawn = f'<circle class="dot" cx="{x[-1]:.1f}" cy="{y[-1]:.1f}" r="3.5"/>'
    label = _curve_in_words(points)
    return (
        f'<svg class="curve" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">'
        f"<title>{label}</title>{_axes()}"
        f'<polyline class="path" points="{path}"/>{drawn}</svg>'
    )


def _curve_in_words(points: NDArray[np.float64]) -> str:
    told = [
        f"risk {np.interp(share, points[:, 0], points[:, 1]):.3f} at {share:.0%} coverage"
        for share in (0.25, 0.5, 0.75, 1.0)
    ]
    return f"Risk-coverage curve: {', '.join(told)}."


def _axes() -> str:
    drawn: list[str] = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = _LEFT + share * (_RIGHT - _LEFT)
        y = _BOTTOM - share * (_BOTTOM - _TOP)
        drawn.append(f'<line class="grid" x1="{_LEFT}" x2="{_RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        drawn.append(f'<text x="{_LEFT - 6}" y="{y + 3.5:.1f}" text-anchor="end">{share:g}</text>')
        drawn.append(f'<text x="{x:.1f}" y="178" text-anchor="middle">{share:.0%}</text>')
    middle = (_LEFT + _RIGHT) / 2
    drawn.append(f'<text x="{middle:.0f}" y="195" text-anchor="middle">coverage</text>')
    drawn.append('<text transform="translate(10 88) rotate(-90)" text-anchor="middle">risk</text>')
    return "".join(drawn)
