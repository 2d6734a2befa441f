"""The gate over real runs: a search whose hits are shuffled must not pass."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from core.encoding import Encoder
from eval import others, plan, runner
from eval.gate import gate
from eval.progress import silent
from eval.runs import Run
from eval.suite import Profile, read
from eval.workspace import Workspace
from tests.eval import places

BUILDINGS = (
    *("Alder", "Birch", "Cedar", "Elder", "Fir", "Hazel"),
    *("Juniper", "Larch", "Maple", "Oak", "Pine", "Rowan"),
)
FACTS = {"rent": "euros a year", "area": "square metres", "lease": "months", "deposit": "euros"}
SUITE = """
about = "Whether the right building is found."
task = "search"
measures = ["document.hit@1", "document.rr@10"]

[data]
kind = "folder"
documents = "buildings"
questions = "questions.csv"
"""


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve documents, and four questions about each."""
    folder = tmp_path_factory.mktemp("buildings")
    (folder / "buildings").mkdir()
    rows = ["question,document"]
    for number, building in enumerate(BUILDINGS, start=1):
        told = [f"{building}: the {f} is {number * 111} {unit}." for f, unit in FACTS.items()]
        (folder / "buildings" / f"{number}.md").write_text("\n\n".join(told), "utf-8")
        rows += [f"What is the {fact} of {building}?,{number}.md" for fact in FACTS]
    (folder / "questions.csv").write_text("\n".join(rows), "utf-8")
    (folder / "buildings.toml").write_text(SUITE, "utf-8")
    return folder / "buildings.toml"


async def shuffled(here: Workspace, planned: plan.Plan, run: Run, path: Path) -> Run:
    """What a system would give that finds the same passages, in any order."""
    chance = random.Random(0)
    lines = []
    for record in run.records("buildings"):
        hits = list(record.output["hits"])
        chance.shuffle(hits)
        lines.append(json.dumps({"id": record.id, "hits": hits}) + "\n")
    path.write_text("".join(lines), "utf-8")  # noqa: ASYNC240
    scored, missing = await others.score(here, planned, path, "shuffled", silent)
    assert missing == 0
    return scored


async def test_shuffled_hits_fail_the_gate_and_the_suite_is_named(
    tmp_path: Path, declared: Path, encoder: Encoder
) -> None:
    here = places.workspace(tmp_path / "data", encoder)
    planned = await plan.make(here, [read(declared)], Profile.QUICK)
    base = await runner.run(here, planned, "base", silent)
    assert base.summary("buildings")["values"]["document.hit@1"]["value"] > 0.8
    assert gate(base, base).passed
    verdict = gate(await shuffled(here, planned, base, tmp_path / "run.jsonl"), base)
    assert not verdict.passed
    assert any(why.startswith("buildings: document.hit@1 went from") for why in verdict.failures)
