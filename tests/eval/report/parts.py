"""A finished run on disk, small and made by hand, with a suite of every task."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.cases import Task, to_json
from eval.runs import Json, Record, Run, Value
from tests.eval.report.scored import Scored, asked, claimed, dropped, printed

NAN = float("nan")
HOSTILE = (
    "<script>alert(1)</script></style></title>--><img src=x onerror=\"alert('x')\">"
    " a\u2028b\u202ec \ud800 \x00 & | **bold** " + "w" * 900
)


@dataclass
class Given:
    """A suite of the run: what run.json declares, and what was measured."""

    task: Task
    values: Mapping[str, Value]
    scored: Sequence[Scored] = ()
    about: str = "What a lease says, and where."
    gated: Sequence[str] = ()
    bars: Mapping[str, float] = field(default_factory=dict)
    lower: Sequence[str] = ()
    slices: Mapping[str, Mapping[str, Mapping[str, Value]]] = field(default_factory=dict)
    timings: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    failed: int = 0
    documents: Mapping[str, int] = field(default_factory=dict)
    finished: bool = True


def write_run(
    folder: Path,
    suites: Mapping[str, Given],
    profile: str = "quick",
    floors: Mapping[str, Any] | None = None,
    left_out: Mapping[str, str] | None = None,
    scored: Mapping[str, str] | None = None,
) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    declared = {name: _declared(given) for name, given in suites.items()}
    configuration = {
        "profile": profile,
        "code": {"commit": "0.1.0", "fingerprint": "c1", "measures": "m1"},
        "encoder": "small 384",
        "environment": {"python": "3.11", "packages": {"numpy": "2.4"}},
        "settings": {"chat_model": ""},
        "left_out": dict(left_out or {}),
        "suites": declared,
    }
    if scored:
        configuration["scored"] = dict(scored)
    _write(folder / "run.json", configuration)
    if floors is not None:
        _write(folder / "floors.json", floors)
    for name, given in suites.items():
        if given.finished:
            _write_suite(folder / name, given)
    return Run(folder)


def _declared(given: Given) -> Json:
    measures = list(given.values)
    return {
        "about": given.about,
        "task": given.task,
        "cases": len(given.scored),
        "fingerprint": "f" * 64,
        "measures": measures,
        "gated": list(given.gated) or measures[:1],
        "bars": dict(given.bars),
        "lower_is_better": list(given.lower),
    }


def _write_suite(folder: Path, given: Given) -> None:
    folder.mkdir()
    timed = {n: v.to_json() for n, v in given.values.items() if n.startswith("latency")}
    plain = {n: v.to_json() for n, v in given.values.items() if n not in timed}
    slices = {
        name: {value: {m: v.to_json() for m, v in of.items()} for value, of in values.items()}
        for name, values in given.slices.items()
    }
    counts = {
        "cases": len(given.scored),
        "failed": given.failed,
        "documents": dict(given.documents),
    }
    _write(folder / "summary.json", counts | {"values": plain, "slices": slices})
    _write(folder / "timings.json", {"values": timed})
    records = [Record(c.id, to_json(c), to_json(o), m).to_json() for c, o, m in given.scored]
    timings = [{"id": name, "timings": stages} for name, stages in given.timings.items()]
    _write_lines(folder / "records.jsonl", records)
    _write_lines(folder / "timings.jsonl", timings)


def _write(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data), "utf-8")


def _write_lines(path: Path, rows: Sequence[Json]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")


def share(value: float, cases: int = 40) -> Value:
    return Value(value, max(0.0, value - 0.08), min(1.0, value + 0.07), cases)


def leases(bar: float = 0.7) -> Given:
    """Forty questions of which every fourth fails, timed and with slices."""
    scored = [asked(n, float(n % 4 != 0), confidence=1 - n / 50) for n in range(40)]
    return Given(
        Task.ANSWER,
        {
            "citation.hit": share(0.75),
            "abstention.aurc": Value(0.21, 0.14, 0.3, 40),
            "number": Value(NAN, NAN, NAN, 0),
            "latency.p95": Value(390.0, 300.5, 1520.0, 40),
        },
        scored,
        bars={"citation.hit": bar, "abstention.aurc": 0.25},
        lower=("abstention.aurc", "latency.p95"),
        slices={
            "kind": {
                "lease": {"citation.hit": share(0.9, 30)},
                "loan": {"citation.hit": share(0.3, 10)},
            },
            "language": {},
        },
        timings={
            f"rent-{n}": {"total": 10.0 * (n + 1)} | ({"search": 5.0 * n} if n in (1, 2) else {})
            for n in range(40)
        },
    )


def every_task() -> dict[str, Given]:
    hits = {"page.hit@5": share(0.55)}
    return {
        "leases": leases(),
        "pages": Given(
            Task.SEARCH,
            hits,
            [(*asked(1, 0.0)[:2], {"page.hit@5": (0.0,)})],
            bars={"page.hit@5": 0.6},
        ),
        "verdicts": Given(
            Task.VERIFY,
            {"verify.balanced_accuracy": share(0.66)},
            [claimed(1, True, True), claimed(2, False, True), claimed(3, True, None)],
            failed=1,
        ),
        "tables": Given(Task.READ, {"read.rows": share(0.8)}, [printed()]),
        "files": Given(Task.SURVIVE, {"survive.outcome": share(0.98)}, [dropped()]),
        "unread": Given(Task.READ, {"read.words": share(0.8)}, finished=False),
    }


FLOORS = {
    "leases": {
        "bm25": {"citation.hit": share(0.5).to_json()},
        "dense": {"citation.hit": share(0.41).to_json()},
    },
    "pages": {"bm25": {"page.hit@5": share(0.48).to_json()}},
}
