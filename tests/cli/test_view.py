"""One view of a batch: what is in, what is not, and why."""

from __future__ import annotations

from typing import Any

from cli.view import Told, lines_every


def progress(**figures: Any) -> dict[str, Any]:
    none = dict.fromkeys(("queued", "running", "done", "failed", "cancelled", "embedding"), 0)
    more = {"pages": 0, "chunks_done": 0, "chunks": 0, "waits_for": None}
    batch = {"documents_failed": 0, "documents_partial": 0, "is_final": False}
    shown = {"id": "a-batch", **none, **more, **batch, **figures}
    states = ("queued", "running", "done", "failed", "cancelled")
    return {**shown, "total": sum(shown[state] for state in states)}


def shown(told: Told, elapsed_s: float = 100.0) -> dict[str, str]:
    return dict(told.lines(elapsed_s))


def test_every_figure_is_in_the_view() -> None:
    now = progress(
        queued=40, running=10, done=50, embedding=20, pages=1000, chunks_done=300, chunks=900,
        documents_failed=2, documents_partial=1,
    )  # fmt: skip
    lines = shown(Told(files=120, looked_at=120, to_send=110, sent=100, progress=now))
    assert lines["batch"] == "a-batch"  # for `probant cancel --batch`
    assert lines["files"] == "120 of 120 looked at"
    assert lines["sent"] == "100 of 110"
    assert lines["read"] == "70 documents, 1000 pages (10.0/s)"
    assert lines["embedded"] == "300 of 900 passages (3.0/s)"
    assert lines["done"] == "50 of 100, 1 partial, 2 failed"
    # 300 passages took 100 s; 70 documents have 900, and 40 are still to be read.
    assert lines["elapsed"] == "0:01:40, about 0:06:11 left"


def test_no_time_is_foretold_from_too_little() -> None:
    few = progress(queued=100, done=3)
    assert shown(Told(103, 103, progress=few))["elapsed"] == "0:01:40"
    some = progress(queued=100, done=30)
    assert shown(Told(130, 130, progress=some), 5)["elapsed"] == "0:00:05"
    assert shown(Told(5000, 130, progress=some))["elapsed"] == "0:01:40"


def test_an_outage_is_shown() -> None:
    item = {"component": "job", "category": "internal", "message": "Qdrant does not answer."}
    told = Told(1, 1, progress=progress(queued=1, waits_for=item))
    assert shown(told)["waiting"] == "Qdrant does not answer."
    told.waits_for = "The server does not answer."
    assert shown(told)["waiting"] == "The server does not answer."


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_without_a_terminal_there_is_a_line_now_and_then() -> None:
    clock, written = Clock(), list[str]()
    show = lines_every(10, written.append, quiet=False, clock=clock)
    for second in range(35):
        clock.now = second
        show(Told(8, 8, progress=progress(done=second)))
    assert len(written) == 3
    assert "done: 10 of 10" in written[0]


def test_quiet_it_tells_outages_alone() -> None:
    clock, written = Clock(), list[str]()
    show = lines_every(10, written.append, quiet=True, clock=clock)
    clock.now = 20
    show(Told(8, 8, progress=progress(done=1)))
    assert written == []
    clock.now = 21
    show(Told(8, 8, waits_for="The server does not answer."))
    assert written == ["waiting: The server does not answer."]
