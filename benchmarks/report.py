"""What the measurements share: their files, their options, and how results are shown."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples" / "documents"
GOLD = ROOT / "samples" / "gold.jsonl"

Row = dict[str, Any]


def options(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")
    return parser


def repeated(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--repeats", type=int, default=3, help="rounds, default %(default)s")
    return parser


def corpora() -> Path | None:
    """The folder of corpora, where there is one."""
    folder = Path(os.environ.get("PROBANT_CORPORA", ROOT.parent / "shared" / "corpora"))
    return folder if folder.is_dir() else None


def percentile(values: Sequence[float], percent: int) -> float:
    """The value at a percentile, between neighbours where it falls between them."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def show(title: str, rows: Sequence[Row], *, as_json: bool) -> None:
    """A table with the rows' keys as its head, or one JSON object."""
    if as_json:
        sys.stdout.write(json.dumps({"measure": title, "rows": list(rows)}) + "\n")
        return
    heads = list(rows[0])
    cells = [heads, *([_cell(row[head]) for head in heads] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(heads))]
    sys.stdout.write(f"\n{title}\n")
    for line in cells:
        first, *rest = (text for text in line)
        padded = [first.ljust(widths[0])]
        padded += [text.rjust(width) for text, width in zip(rest, widths[1:], strict=True)]
        sys.stdout.write("  " + "  ".join(padded) + "\n")


def _cell(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
