"""The pictures of the page of usage, as inline SVG in the page's own colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from flows.usage.page_texts import number, percent, said

Json = Mapping[str, Any]
_WIDTH, _HEIGHT = 900, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 760, 16, 204
_WEEKS_FOLLOWED = 12
_LIGHT_TEXT_FROM = 0.55
"""Share from which on a cell is so dark that its text is light."""


def weekly(weeks: Sequence[Json], language: str) -> str:
    """Active and entitled people, from zero; a week of which nothing is told leaves a gap."""
    top = max((one["entitled"] or 0 for one in weeks), default=0) or 1
    step = (_RIGHT - _LEFT) / max(1, len(weeks) - 1)

    def at(rank: int, value: float) -> tuple[float, float]:
        return _LEFT + rank * step, _BOTTOM - value / top * (_BOTTOM - _TOP)

    drawn = [_grid(top, language)]
    for name in ("entitled", "active"):
        points = [(rank, one[name]) for rank, one in enumerate(weeks) if one[name] is not None]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in points))
        drawn.append(f'<polyline class="{name}" points="{line}"/>')
        if points:
            x, y = at(*points[-1])
            label = f"{number(points[-1][1], language)} {said(language, name)}"
            drawn.append(f'<text class="{name}" x="{x + 8:.1f}" y="{y + 4:.1f}">{label}</text>')
    for rank, one in enumerate(weeks):
        x, _ = at(rank, 0)
        if one["active"] is not None:
            _, y = at(rank, one["active"])
            told = percent(one["share"], language)
            drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>')
            drawn.append(f'<text class="share" x="{x:.1f}" y="{y - 9:.1f}">{told}</text>')
        drawn.append(f'<text class="tick" x="{x:.1f}" y="{_BOTTOM + 18}">{one["week"][5:]}</text>')
    label = escape(said(language, "weekly"))
    return (
        f'<svg class="weekly" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">'
        f"{''.join(drawn)}</svg>"
    )


def _grid(top: float, language: str) -> str:
    lines = []
    for part in (0, 0.5, 1):
        y = _BOTTOM - part * (_BOTTOM - _TOP)
        lines.append(f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        told = number(part * top, language)
        lines.append(f'<text class="scale" x="{_LEFT - 8}" y="{y + 4:.1f}">{told}</text>')
    return "".join(lines)


def cohorts(rows: Sequence[Json], language: str) -> str:
    """Weeks of beginning by weeks after; a dot where something is withheld or yet to come."""
    heads = "".join(f"<th>+{after}</th>" for after in range(1, _WEEKS_FOLLOWED + 1))
    lines = []
    for row in rows:
        told = {one["after"]: one for one in row["after"]}
        began = max((one["began"] for one in row["after"]), default=None)
        cells = "".join(_cell(told.get(after), language) for after in range(1, _WEEKS_FOLLOWED + 1))
        lines.append(
            f"<tr><th>{escape(row['week'][5:])}</th><td>{number(began, language)}</td>{cells}</tr>"
        )
    began_head = escape(said(language, "began"))
    return (
        f'<table class="heat"><thead><tr><th></th><th>{began_head}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _cell(told: Json | None, language: str) -> str:
    if told is None or told["share"] is None:
        return '<td class="empty">·</td>'
    share = told["share"]
    light = ' class="dark"' if share >= _LIGHT_TEXT_FROM else ""
    title = f"{number(told['stayed'], language)} / {number(told['began'], language)}"
    return f'<td{light} style="--heat:{share:.2f}" title="{title}">{100 * share:.0f}</td>'


def spread(low: float, high: float, top: float) -> str:
    """A range from zero, as a bar between its ends."""
    start, end = (max(0.0, min(100.0, 100 * value / top)) if top else 0.0 for value in (low, high))
    width = max(end - start, 0.6)
    return (
        '<svg class="spread" aria-hidden="true"><rect class="track" width="100%" height="12"/>'
        f'<rect class="value" x="{start:.1f}%" width="{width:.1f}%" height="12"/></svg>'
    )


def parts_of(values: Sequence[tuple[str, int]], language: str) -> str:
    """Names with their parts of a whole, longest first."""
    whole = sum(value for _, value in values) or 1
    lines = "".join(
        f"<li><span>{escape(name)}</span><b>{percent(value / whole, language)}</b>"
        f'<i style="--part:{value / whole:.3f}"></i></li>'
        for name, value in values
    )
    return f'<ul class="parts">{lines}</ul>'
