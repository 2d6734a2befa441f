"""A case of a run as its reader needs it: what was asked, what was expected, what came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eval.cases import Task
from eval.report.texts import contribution
from eval.runs import Json, Record

Told = tuple[tuple[str, str], ...]
"""(label, text) in order; texts as they are in the run, neither cut nor escaped."""
_HITS = 10
_ROWS = 10


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    title: str
    state: str
    expected: Told
    came: Told
    scores: Told
    slices: Told


def entry(record: Record, task: Task) -> Entry:
    title, state, expected, came = _TELLERS[task](record.case, record.output)
    scores = [(n, contribution(c)) for n, c in record.measures.items() if c is not None]
    slices = [(name, str(value)) for name, value in record.case.get("slices", {}).items()]
    error = [("Error", record.output["error"])] if record.output.get("error") else []
    told = (*came, *error)
    return Entry(record.id, title, state, tuple(expected), told, tuple(scores), tuple(slices))


_Parts = tuple[str, str, Iterable[tuple[str, str]], Iterable[tuple[str, str]]]


def _asked(case: Json, output: Json) -> _Parts:
    return case["question"], output["state"], _gold(case), _reply(case, output)


def _gold(case: Json) -> Iterator[tuple[str, str]]:
    if not case.get("answerable", True):
        yield "Answer", "None: the right thing is to abstain."
    for answer in case.get("answers", ()):
        yield "Answer", answer
    for evidence in case.get("evidence", ()):
        yield "Evidence", _standing(evidence["document"], evidence["pages"], evidence["quote"])
    for text in case.get("forbidden", ()):
        yield "Must not hold", text


def _reply(case: Json, output: Json) -> Iterator[tuple[str, str]]:
    if output.get("answer"):
        yield "Answer", output["answer"]
    if output.get("confidence") is not None:
        yield "Confidence", f"{output['confidence']:.3f}"
    for cited in output.get("citations", ()):
        where = _standing(cited["document"], _pages(cited), cited["quote"])
        mark = "" if cited["in_source"] else " [not in the source]"
        verdict = f" [{cited['verdict']}]" if cited.get("verdict") else ""
        yield "Cited", f"{where}{verdict}{mark}"
    hits = output.get("hits", ())
    for rank, hit in enumerate(hits[:_HITS], start=1):
        mark = " ✓ gold" if _on_gold(hit, case) else ""
        yield f"Hit {rank}", f"{_standing(hit['document'], _pages(hit))}{mark}"
    if len(hits) > _HITS:
        yield "Hits", f"{len(hits) - _HITS} more"


def _on_gold(hit: Json, case: Json) -> bool:
    """Whether a hit lies in a gold document, on a gold page where both have pages."""
    return any(
        hit["document"] == gold["document"]
        and (not gold["pages"] or hit["page"] is None or hit["page"] in gold["pages"])
        for gold in case.get("evidence", ())
    )


def _pages(found: Json) -> list[int]:
    return [] if found["page"] is None else [found["page"]]


def _standing(document: str, pages: Iterable[int], quote: str = "") -> str:
    """Where something stands: document, page or alternatives, quote."""
    listed = " or ".join(map(str, pages))
    return document + (f", page {listed}" if listed else "") + (f": “{quote}”" if quote else "")


def _claimed(case: Json, output: Json) -> _Parts:
    expected = [("Verdict", _verdict(case["supported"]))]
    expected += [("Evidence", text) for text in case["texts"]]
    verdict = _verdict(output["supported"])
    return case["claim"], verdict, expected, [("Verdict", verdict)]


def _verdict(supported: bool | None) -> str:
    if supported is None:
        return "no verdict"
    return "supported" if supported else "not supported"


def _printed(case: Json, output: Json) -> _Parts:
    title = _standing(case["document"], [case["page"]])
    gold = [_gold_row(row) for row in case["rows"]]
    read = [" | ".join(row["cells"]) for row in output["rows"]]
    state = f"{len(output['words'])} words read"
    return title, state, _page(case, gold), _page(output, read)


def _page(side: Json, rows: list[str]) -> Iterator[tuple[str, str]]:
    if words := side["words"]:
        yield f"{len(words)} words", " ".join(words)
    for row in rows[:_ROWS]:
        yield "Row", row
    if len(rows) > _ROWS:
        yield "Rows", f"{len(rows) - _ROWS} more"
    if headings := side["headings"]:
        yield "Headings", " / ".join(text for _, text in headings)


def _gold_row(row: Mapping[str, Any]) -> str:
    figures = [f"{year}: {figure}" for year, figure in row["figures"].items()]
    return " | ".join((row["label"], *figures))


def _dropped(case: Json, output: Json) -> _Parts:
    came = [("Status", output["status"])]
    came += [("Category", category) for category in output["categories"]]
    for flag, told in (("died", "The worker died."), ("hung", "It went on past its limit.")):
        if output[flag]:
            came.append(("Worker", told))
    outcome = "Read in whole or in part, or failed with a reason; the worker lives."
    return case["document"], output["status"], [("Outcome", outcome)], came


_TELLERS: dict[Task, Callable[[Json, Json], _Parts]] = {
    Task.SEARCH: _asked,
    Task.ANSWER: _asked,
    Task.GRID: _asked,
    Task.OBEY: _asked,
    Task.VERIFY: _claimed,
    Task.READ: _printed,
    Task.SURVIVE: _dropped,
}
