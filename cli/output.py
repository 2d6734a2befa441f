"""What commands show: JSON alone on stdout; progress and notes on stderr."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from cli.backend import Progress


def emit(data: Any) -> None:
    """One JSON object on one line of stdout."""
    click.echo(json.dumps(data, ensure_ascii=False))


def note(text: str) -> None:
    click.echo(text, err=True)


@contextmanager
def progress_of(label: str, position: str) -> Iterator[Progress]:
    """A progress bar on stderr where that is a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )
    from rich.progress import (
        Progress as Bars,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[position]} {task.description}"),
        BarColumn(),
        TextColumn("{task.fields[stage]}"),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task(label, total=None, position=position, stage="")

        def told(stage: str, done: int, total: int) -> None:
            bars.update(bar, completed=done, total=total or None, stage=stage)

        yield told


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def log_to_stderr() -> None:
    """Our own log from INFO up, that of libraries from WARNING up."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for room in ("adapters", "api", "cli", "flows", "governance", "ingest", "retrieval"):
        logging.getLogger(room).setLevel(logging.INFO)
