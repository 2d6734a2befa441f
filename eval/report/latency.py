"""Where the time of a suite goes, as a table of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from eval.measures.latency import Latency
from eval.report.contents import Section
from eval.report.texts import quantity, text

_OF_EVERY_CASE = ("total", "peak_mb")
"""What a case that has none took for ever: as `Latency` and `Memory` count it."""
_HEADS = ("n", "median", "p95", "longest")


def latency(section: Section) -> str:
    """Median, 95th percentile and longest by stage, as `Latency` takes them."""
    by_stage = _by_stage(section.run.timings(section.name), section.cases)
    if not by_stage:
        return ""
    rows = "".join(_stage(stage, values) for stage, values in by_stage.items())
    heads = "".join(f'<th scope="col" class="n">{name}</th>' for name in _HEADS)
    return (
        '<h3>Latency</h3><div class="wide" role="region" tabindex="0" aria-label="Latency">'
        f'<table class="slices"><thead><tr><th scope="col">Stage</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _by_stage(timings: Mapping[str, Mapping[str, float]], cases: int) -> dict[str, list[float]]:
    """Of the cases that came to a stage; the whole, of all."""
    by_stage: dict[str, list[float]] = {}
    for stages in timings.values():
        for stage, value in stages.items():
            by_stage.setdefault(stage, []).append(value)
    for stage in by_stage.keys() & _OF_EVERY_CASE:
        by_stage[stage] += [float("inf")] * (cases - len(by_stage[stage]))
    return by_stage


def _stage(stage: str, values: Sequence[float]) -> str:
    named = "MB" if stage == "peak_mb" else "ms"
    column = np.array(values)[:, None]
    figures = (Latency(50).aggregate(column), Latency(95).aggregate(column), max(values))
    cells = "".join(f'<td class="n">{quantity(figure, named)}</td>' for figure in figures)
    return f'<tr><th scope="row">{text(stage)}</th><td class="n">{len(values)}</td>{cells}</tr>'
