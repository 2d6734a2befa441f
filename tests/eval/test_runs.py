"""Damaged runs are said to be damaged, with the file and the line."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from core.encoding import Encoder
from core.errors import InvalidRequest, NotFound
from eval import plan, runner
from eval.progress import silent
from eval.runs import Run, open_run
from eval.suite import Profile
from tests.eval import places

SUITE = "notes-suite"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Run:
    folder = tmp_path_factory.mktemp("whole")
    here = places.workspace(folder / "data", encoder)

    async def run() -> Run:
        planned = await plan.make(here, [places.suite(folder / "suite")], Profile.FULL)
        return await runner.run(here, planned, "whole", silent)

    return asyncio.run(run())


@pytest.fixture
def damaged(whole: Run, tmp_path: Path) -> Run:
    """A copy to damage."""
    return open_run(Path(shutil.copytree(whole.folder, tmp_path / "damaged")))


def test_lines_that_are_missing_are_missed(damaged: Run) -> None:
    path = damaged.folder / SUITE / "records.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    with pytest.raises(InvalidRequest, match="2 lines for 4 cases"):
        damaged.scores(SUITE)


@pytest.mark.parametrize("line", [b"[1]", b"{}", b"{", b'{"id": 1, "measures": {"number": ["x"]}}'])
def test_a_line_that_is_no_record_is_named(damaged: Run, line: bytes) -> None:
    path = damaged.folder / SUITE / "records.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], line + b"\n", *lines[2:]]))
    with pytest.raises(InvalidRequest, match=r"records\.jsonl:2 is"):
        damaged.scores(SUITE)


@pytest.mark.parametrize("text", ["[]", "{}", "{", "[" * 100_000, "\udcff"])
def test_a_configuration_that_is_none(damaged: Run, text: str) -> None:
    (damaged.folder / "run.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InvalidRequest, match=r"run\.json is damaged"):
        damaged.suites()


def test_a_file_that_is_not_there(damaged: Run) -> None:
    (damaged.folder / SUITE / "timings.jsonl").unlink()
    with pytest.raises(NotFound, match=r"timings\.jsonl"):
        damaged.timings(SUITE)
