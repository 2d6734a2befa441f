"""A run scored again: the same outputs, today's measures and bars."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.encoding import Encoder
from core.errors import Conflict, InvalidRequest
from eval import others, plan, runner
from eval.progress import silent
from eval.rescore import rescore
from eval.suite import Profile
from tests.eval import places


async def test_measures_and_bars_change_and_outputs_stay(tmp_path: Path, encoder: Encoder) -> None:
    file = places.write_suite(tmp_path / "suite")
    here = places.workspace(tmp_path / "data", encoder)
    planned = await plan.make(here, [places.read(file)], Profile.FULL)
    run = await runner.run(here, planned, "old", silent)
    same = rescore(run, "same", {"notes-suite": places.read(file)})
    for name in ("records.jsonl", "summary.json", "timings.jsonl", "timings.json"):
        before = run.folder / "notes-suite" / name
        assert (same.folder / "notes-suite" / name).read_bytes() == before.read_bytes()
    text = file.read_text("utf-8").replace(places.MEASURES, 'measures = ["number", "span.f1"]')
    file.write_text(text + '\n[bars]\n"number" = 0.5\n', "utf-8")
    changed = rescore(run, "changed", {"notes-suite": places.read(file)})
    values = changed.summary("notes-suite")["values"]
    assert set(values) == {"number", "span.f1"}
    assert values["number"] == run.summary("notes-suite")["values"]["number"]
    assert changed.configuration["suites"]["notes-suite"]["bars"] == {"number": 0.5}
    assert changed.configuration["rescored"] == "old"
    with pytest.raises(Conflict, match="changed"):
        rescore(run, "changed", {"notes-suite": places.read(file)})
    with pytest.raises(InvalidRequest, match="None of the suites"):
        rescore(run, "other", {})


async def test_floors_are_scored_again_too(tmp_path: Path, encoder: Encoder) -> None:
    file = places.write_suite(tmp_path / "suite")
    here = places.workspace(tmp_path / "data", encoder)
    planned = await plan.make(here, [places.read(file)], Profile.FULL)
    run = await runner.run(here, planned, "old", silent)
    await others.measure_floors(here, planned, run, [others.FloorKind.BM25], silent)
    again = rescore(run, "again", {"notes-suite": places.read(file)})
    assert (again.folder / "floors.json").read_bytes() == (run.folder / "floors.json").read_bytes()
