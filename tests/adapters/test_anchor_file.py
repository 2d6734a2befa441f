"""The anchor only grows, by whole lines, whoever writes to it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from adapters.anchor_file import AnchorFile


def test_many_writers(tmp_path: Path) -> None:
    file = tmp_path / "apart" / "anchor.jsonl"
    assert AnchorFile(file).lines() == []

    def write(number: int) -> None:
        AnchorFile(file).add([f"{number}-{line}-{'x' * 500}" for line in range(3)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    lines = AnchorFile(file).lines()
    assert sorted(line.split("-x")[0] for line in lines) == sorted(
        f"{number}-{line}" for number in range(40) for line in range(3)
    )


def test_a_line_that_was_cut_off_stays_alone(tmp_path: Path) -> None:
    file = tmp_path / "anchor.jsonl"
    anchor = AnchorFile(file)
    anchor.add(["one"])
    with file.open("a") as cut:
        cut.write("tw")
    anchor.add(["three"])
    assert anchor.lines() == ["one", "tw", "three"]
