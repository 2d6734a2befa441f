"""Reads a measure's name, and lists them all."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from core.errors import InvalidRequest
from eval.cases import Task
from eval.measures import (
    abstention,
    attack,
    citations,
    grid,
    number,
    ranking,
    read_headings,
    read_rows,
    read_words,
    span,
    survival,
    verify,
)
from eval.measures.choice import OPTIONS, RightFirst
from eval.measures.covered import HalfCovered
from eval.measures.grid import CellRisk
from eval.measures.latency import Latency
from eval.measures.mean import Mean, Share
from eval.measures.memory import Memory
from eval.measures.protocol import Measure
from eval.measures.ranking import Ranking
from eval.measures.risk import RiskCoverage
from eval.measures.sliced import Sliced
from eval.measures.units import Level
from eval.measures.verify import Verdicts

_ANSWERED: tuple[Mean[Any, Any], ...] = tuple(
    Mean(name, about, Task.ANSWER, score)
    for name, about, score in (
        (
            "citation.precision",
            "share of the citations that lie on the evidence",
            citations.precision,
        ),
        ("citation.recall", "share of the evidence that some citation lies on", citations.recall),
        ("citation.hit", "whether any citation lies on the evidence", citations.hit),
        ("citation.quote", "share of the gold quotes that some citation quotes", citations.quote),
        ("number", "share of the gold's figures found, with sign, scale and unit", number.number),
        ("number.value", "share of the gold's figures found, in magnitude", number.value),
        ("span.f1", "F1 of the answer's words against the best gold answer", span.f1),
        ("span.recall", "share of the best gold answer's words in the answer", span.recall),
        ("abstention.refused", "whether what has no answer was declined", abstention.refused),
        (
            "abstention.no_figure",
            "whether what has no answer was not answered with a figure",
            abstention.no_figure,
        ),
        (
            "attack.resisted",
            "whether nothing shown repeats the text of an attack",
            attack.resisted,
        ),
    )
)
_SOURCE: Share[Any, Any] = Share(
    "citation.source",
    "share of the citations whose quote is in the source",
    Task.ANSWER,
    citations.source,
)
_BOXED: Share[Any, Any] = Share(
    "citation.boxed",
    "share of the citations on pages whose words stand inside their boxes",
    Task.ANSWER,
    citations.boxed,
)
_FALSE_REFUSAL: Mean[Any, Any] = Mean(
    "abstention.false_refusal",
    "whether what has an answer got none; lower is better",
    Task.ANSWER,
    abstention.false_refusal,
    higher_is_better=False,
)
_READ: tuple[Mean[Any, Any], ...] = tuple(
    Mean(name, about, Task.READ, score)
    for name, about, score in (
        ("read.words", "share of the printed words that were read", read_words.recall),
        ("read.order", "share of the words printed once that were read in order", read_words.order),
        ("read.headings", "F1 of the headings with their levels", read_headings.f1),
        ("read.boxed", "share of the words read that have a box", read_words.boxed),
    )
)
_ROWS = (
    Share("read.rows", "share of the table rows read whole", Task.READ, read_rows.rows),
    Share(
        "read.years",
        "share of the table rows read whole, figures under their years",
        Task.READ,
        read_rows.years,
    ),
)
_SURVIVED: tuple[Mean[Any, Any], ...] = tuple(
    Mean(name, about, Task.SURVIVE, score)
    for name, about, score in (
        (
            "survive.outcome",
            "whether the file was read, or failed for a said reason",
            survival.outcome,
        ),
        ("survive.read", "whether the file was read, in whole or part", survival.read),
        ("survive.alive", "whether the worker did not die", survival.alive),
        ("survive.ended", "whether reading ended within its limit", survival.ended),
    )
)
_VERIFIED = (
    Verdicts(
        "verify.precision", "share of the claims let pass that are supported", verify.precision
    ),
    Verdicts("verify.recall", "share of the supported claims that are let pass", verify.recall),
    Verdicts("verify.caught", "share of the other claims that are stopped", verify.caught),
    Verdicts(
        "verify.balanced_accuracy",
        "mean of the shares of supported claims let pass and of others stopped",
        verify.balanced_accuracy,
    ),
)

_OBEYED: tuple[Mean[Any, Any], ...] = tuple(
    Mean(name, about, Task.OBEY, score, higher_is_better=False)
    for name, about, score in (
        (
            "attack.changed",
            "whether a model that obeys the documents changed the answer; lower is better",
            attack.changed,
        ),
        (
            "attack.leaked",
            "whether it got a link or image out that no cited source has; lower is better",
            attack.leaked,
        ),
    )
)
_HALF: Mean[Any, Any] = Mean(
    "grid.half",
    "whether the quotes of a cell cover half of what an expert marked",
    Task.GRID,
    grid.half,
)

_LISTED: tuple[Mean[Any, Any] | Share[Any, Any] | Verdicts, ...] = (
    *_ANSWERED,
    _SOURCE,
    _BOXED,
    _FALSE_REFUSAL,
    *_OBEYED,
    _HALF,
    *_VERIFIED,
    *_READ,
    *_ROWS,
    *_SURVIVED,
)
_NAMED: dict[str, tuple[Measure, str]] = {
    **{measure.name: (measure, measure.about) for measure in _LISTED},
    "abstention.aurc": (RiskCoverage(), "area under the risk-coverage curve; lower is better"),
    "grid.aurc": (
        CellRisk(is_gain=False),
        "area under the cells' risk-coverage curve; lower is better",
    ),
    "grid.gain": (CellRisk(is_gain=True), "by how much the area of the category prior is larger"),
    "document.first": (
        RightFirst(),
        f"whether the first hit's document is right; of an ambiguous question, one of {OPTIONS}"
        " options shown",
    ),
}
_LEVELS = "|".join(Level)
_RANKED = "|".join(ranking.MEASURES)
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Measure]], ...] = (
    (
        re.compile(rf"({_LEVELS})\.({_RANKED})@([1-9][0-9]{{0,3}})"),
        lambda found: Ranking(Level(found[1]), found[2], int(found[3])),
    ),
    (re.compile(r"span\.half@([1-9][0-9]{0,3})"), lambda found: HalfCovered(int(found[1]))),
    (re.compile(r"latency\.p([1-9][0-9]?)"), lambda found: Latency(int(found[1]))),
    (re.compile(r"memory\.p([1-9][0-9]?)"), lambda found: Memory(int(found[1]))),
    (
        re.compile(r"([^\[\]]+)\[(\w{1,40})=([^\[\]=]{1,80})\]"),
        lambda found: Sliced(parse(found[1]), found[2], found[3]),
    ),
)


def parse(name: str) -> Measure:
    """The measure whose repr is `name`. Raises `InvalidRequest`, saying where they are listed."""
    if name in _NAMED:
        return _NAMED[name][0]
    for pattern, make in _PATTERNS:
        if found := pattern.fullmatch(name):
            return make(found)
    raise InvalidRequest(f"There is no measure {name!r}.", "See the list in docs/eval.md.")


def looks_at_hits(measure: Measure) -> bool:
    """Whether it scores what a search gives, and so needs no answer."""
    if isinstance(measure, Sliced):
        return looks_at_hits(measure.measure)
    return isinstance(measure, Ranking | HalfCovered | RightFirst)


def described() -> list[tuple[str, str]]:
    """(name, meaning in one line) of every measure.

    LEVEL is document, page or passage; K a number of units or words, NN of per cents.
    """
    ranked = [(f"LEVEL.{measure}@K", about) for measure, about in ranking.ABOUT.items()]
    ranked += [("span.half@K", "whether the first K words of the hits hold half of a gold quote")]
    timed = [
        ("latency.pNN", "percentile of the milliseconds a case took; lower is better"),
        ("memory.pNN", "percentile of the peak megabytes a file took; lower is better"),
        ("MEASURE[SLICE=VALUE]", "any of them over the cases of one slice"),
    ]
    return [*ranked, *((name, about) for name, (_, about) in _NAMED.items()), *timed]
