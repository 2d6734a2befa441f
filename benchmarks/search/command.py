"""What the measurements over made-up stores share on the command line."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from benchmarks.reading.figure import Figure
from benchmarks.report import show
from core.encoding import Encoder
from core.settings import Settings
from flows.bootstrap import bare_encoder

Measure = Callable[[Path, Encoder, argparse.Namespace], Awaitable[Sequence[Figure]]]
"""From the folder of the stores, the encoder and the options."""


def options(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--questions", type=int, default=80, help="default %(default)s")
    parser.add_argument("--rounds", type=int, default=3, help="default %(default)s")
    parser.add_argument("--folder", type=Path, help="of the stores, default DATA/bench")
    return parser


def run(name: str, title: str, measure: Measure, given: argparse.Namespace) -> None:
    """Measure with the bundled encoder, and show the figures."""
    settings = Settings.read().model_copy(update={"encoder": "bundled"})
    folder = given.folder or settings.data / "bench"

    async def measured() -> Sequence[Figure]:
        return await measure(folder, bare_encoder(settings), given)

    rows = [figure.row() for figure in asyncio.run(measured())]
    show(title, rows, as_json=False)
    if given.json:
        given.json.write_text(json.dumps({"measure": name, "rows": rows}, indent=1), "utf-8")
