"""How often the gate fails where nothing was lost: `python -m benchmarks.measure_gate A B`.

A and B are folders of two runs of the same suites. Under the null, which of the two gave which
result of a case is chance: results are exchanged at random, and the gate is asked, bars aside. It
should fail about one time in twenty.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.report import options
from eval.gate import gate
from eval.runs import Record, Run, open_run

_NULLS = 200


def main() -> None:
    parser = options("How often the gate fails where nothing was lost.")
    parser.add_argument("runs", nargs=2, type=Path, help="folders of two runs of the same suites")
    parser.add_argument("--nulls", type=int, default=_NULLS, help="default %(default)s")
    chosen = parser.parse_args()
    a, b = (open_run(folder) for folder in chosen.runs)
    suites = [suite for suite in a.suites() if suite in b.suites()]
    results = {suite: (list(a.records(suite)), list(b.records(suite))) for suite in suites}
    chance = np.random.default_rng(0)
    failed = sum(_fails((a, b), results, chance) for _ in range(chosen.nulls))
    told = {"suites": len(suites), "nulls": chosen.nulls, "false_alarms": failed / chosen.nulls}
    if chosen.json:
        sys.stdout.write(json.dumps(told) + "\n")
        return
    sys.stdout.write(
        f"{failed} of {chosen.nulls} permuted nulls fail the gate over {len(suites)} suites:"
        f" {failed / chosen.nulls:.3f}\n"
    )


def _fails(
    runs: tuple[Run, Run],
    results: dict[str, tuple[list[Record], list[Record]]],
    chance: np.random.Generator,
) -> bool:
    with tempfile.TemporaryDirectory() as name:
        made = [Path(name, side) for side in ("before", "after")]
        for run, folder in zip(runs, made, strict=True):
            folder.mkdir()
            _describe(run, folder, list(results))
        for suite, (before, after) in results.items():
            swapped = chance.random(len(before)) < 0.5
            pairs = zip(before, after, swapped, strict=True)
            exchanged = [(y, x) if swap else (x, y) for x, y, swap in pairs]
            for side, folder in enumerate(made):
                _write(folder / suite, [pair[side] for pair in exchanged])
                shutil.copy(runs[side].folder / suite / "summary.json", folder / suite)
                shutil.copy(runs[side].folder / suite / "timings.json", folder / suite)
        return not gate(Run(made[1]), Run(made[0]), asked={}).passed


def _describe(run: Run, folder: Path, suites: list[str]) -> None:
    """run.json with the suites that both have."""
    told = run.configuration
    kept = {suite: told["suites"][suite] for suite in suites}
    (folder / "run.json").write_text(json.dumps(told | {"suites": kept}), "utf-8")


def _write(folder: Path, records: list[Record]) -> None:
    """The measures alone: the gate looks at nothing else."""
    folder.mkdir()
    bare = [Record(record.id, {}, {"error": ""}, record.measures).to_json() for record in records]
    text = "".join(json.dumps(line) + "\n" for line in bare)
    (folder / "records.jsonl").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
