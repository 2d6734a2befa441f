"""A suite of one's own takes a file, a folder and a table: the guide's example, as printed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from core.encoding import Encoder
from eval import plan, runner
from eval.measures.names import described
from eval.progress import silent
from eval.suite import Profile, names, read
from tests.eval import places

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "eval.md"


def block(language: str) -> str:
    """The one block of a language in the guide."""
    pattern = rf"(?ms)^```{language}\n(.*?)^```"
    [text] = re.findall(pattern, GUIDE.read_text("utf-8"))
    return str(text)


async def test_the_guide_s_example_runs(tmp_path: Path, encoder: Encoder, samples: Path) -> None:
    (tmp_path / "documents").mkdir()
    shutil.copy(samples / "bail-commercial.pdf", tmp_path / "documents")
    (tmp_path / "leases.toml").write_text(block("toml"), "utf-8")
    (tmp_path / "questions.csv").write_text(block("csv"), "utf-8")
    here = places.workspace(tmp_path / "data", encoder)
    planned = await plan.make(here, [read(tmp_path / "leases.toml")], Profile.FULL)
    run = await runner.run(here, planned, "mine", silent)
    records = {record.id: record for record in run.records("leases")}
    assert set(records) == {"rent", "term", "tart"}
    assert records["rent"].measures["citation.hit"] == (1.0,)
    assert records["tart"].measures["abstention.refused"] == (1.0,)
    assert run.configuration["suites"]["leases"]["bars"] == {"citation.hit": 0.5}


@pytest.mark.parametrize("suite", names())
def test_every_suite_is_in_the_guide(suite: str) -> None:
    assert f"`{suite}`" in GUIDE.read_text("utf-8")


def test_every_measure_is_in_the_guide_with_its_meaning() -> None:
    text = GUIDE.read_text("utf-8")
    missing = [name for name, about in described() if f"| `{name}` | {about} |" not in text]
    assert missing == []
