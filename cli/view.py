"""One view of a whole batch: bars of text on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from cli.backend import Json
from cli.output import note

_LINE_EVERY_S = 10.0
"""Where stderr is no terminal."""
_ETA_FROM_S, _ETA_FROM_DOCUMENTS = 30.0, 10
"""Before this, what is left can't be told from what is done."""


@dataclass(slots=True)
class Told:
    """What a batch's view is drawn from."""

    files: int = 0
    looked_at: int = 0
    """Of the files: hashed and announced."""
    to_send: int = 0
    sent: int = 0
    refused: int = 0
    progress: Json | None = None
    """The batch's, as `GET /v1/batches/{batch}` shows it."""
    waits_for: str = ""
    """What the server, or this process, waits for before it goes on."""

    def lines(self, elapsed_s: float) -> list[tuple[str, str]]:
        """(label, text) of each line."""
        lines = [("files", f"{self.looked_at} of {self.files} looked at")]
        if self.to_send:
            lines.append(("sent", f"{self.sent} of {self.to_send}"))
        if self.progress:
            lines += _of_batch(self.progress, elapsed_s)
        if self.refused:
            lines.append(("refused", str(self.refused)))
        reason = self.waits_for or _reason(self.progress)
        if reason:
            lines.append(("waiting", reason))
        return [*lines, ("elapsed", _clock(elapsed_s) + self._left(elapsed_s))]

    def _left(self, elapsed_s: float) -> str:
        """By passages: of the documents that are still to be read, as many as of those before."""
        told = self.progress
        if not told or self.looked_at < self.files or elapsed_s < _ETA_FROM_S:
            return ""
        unfinished = told["queued"] + told["running"]
        read = told["total"] - unfinished + told["embedding"]
        to_read = unfinished - told["embedding"] + self.to_send - self.sent
        done = told["chunks_done"]
        if read < _ETA_FROM_DOCUMENTS or not done or not unfinished + to_read:
            return ""
        left = told["chunks"] * (1 + to_read / read) - done
        return f", about {_clock(elapsed_s * max(left, 0) / done)} left"


def _of_batch(progress: Json, elapsed_s: float) -> list[tuple[str, str]]:
    unfinished = progress["queued"] + progress["running"]
    read = progress["total"] - unfinished + progress["embedding"]
    pages, done = progress["pages"], progress["chunks_done"]
    ends = f"{progress['total'] - unfinished} of {progress['total']}"
    failed = f", {progress['documents_failed']} failed" if progress["documents_failed"] else ""
    partial = f", {progress['documents_partial']} partial" if progress["documents_partial"] else ""
    return [
        ("batch", progress["id"]),
        ("read", f"{read} documents, {pages} pages{_rate(pages, elapsed_s)}"),
        ("embedded", f"{done} of {progress['chunks']} passages{_rate(done, elapsed_s)}"),
        ("done", f"{ends}{partial}{failed}"),
    ]


def _reason(progress: Json | None) -> str:
    item = progress["waits_for"] if progress else None
    return str(item["message"]) if item else ""


def _rate(count: int, elapsed_s: float) -> str:
    return f" ({count / elapsed_s:.1f}/s)" if count and elapsed_s >= 1 else ""


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


Show = Callable[[Told], None]


@contextmanager
def viewing(*, quiet: bool) -> Iterator[Show]:
    """Shows a batch on stderr. Quiet, it tells what is waited for, and nothing else."""
    if quiet or not sys.stderr.isatty():
        yield lines_every(_LINE_EVERY_S, note, quiet=quiet)
        return
    from rich.console import Console
    from rich.live import Live
    from rich.table import Table

    started = monotonic()
    with Live(console=Console(stderr=True), transient=True, refresh_per_second=4) as live:

        def show(told: Told) -> None:
            table = Table.grid(padding=(0, 2))
            for label, text in told.lines(monotonic() - started):
                table.add_row(label, text)
            live.update(table)

        yield show


def lines_every(
    every_s: float,
    write: Callable[[str], None],
    *,
    quiet: bool,
    clock: Callable[[], float] = monotonic,
) -> Show:
    """A line at most every `every_s`; quiet, only where there is an outage to tell."""
    started = clock()
    last = started

    def show(told: Told) -> None:
        nonlocal last
        now = clock()
        if now - last < every_s:
            return
        lines = told.lines(now - started)
        if quiet:
            lines = [line for line in lines if line[0] == "waiting"]
        if lines:
            last = now
            write("; ".join(f"{label}: {text}" for label, text in lines))

    return show
