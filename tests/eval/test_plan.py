"""What can't be measured is said before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.encoding import Encoder
from core.errors import InvalidRequest
from eval import plan
from eval.suite import Profile, find
from eval.workspace import Workspace
from tests.eval import places


@pytest.fixture
def here(tmp_path: Path, encoder: Encoder) -> Workspace:
    return places.workspace(tmp_path / "data", encoder)


async def made(here: Workspace, file: Path) -> plan.Plan:
    return await plan.make(here, [places.read(file)], Profile.FULL)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return places.write_suite(tmp_path / "suite")


def edit(file: Path, name: str, old: str, new: str) -> None:
    path = file.parent / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


async def test_an_empty_suite(here: Workspace, file: Path) -> None:
    (file.parent / "questions.csv").write_text("id,question,answer\n", "utf-8")
    with pytest.raises(InvalidRequest, match="empty"):
        await made(here, file)


async def test_a_suite_without_gold(here: Workspace, file: Path) -> None:
    (file.parent / "questions.csv").write_text("question\nWhat is the rent?\n", "utf-8")
    with pytest.raises(InvalidRequest):
        await made(here, file)


async def test_a_suite_whose_measures_find_no_gold(here: Workspace, file: Path) -> None:
    edit(file, "notes-suite.toml", places.MEASURES, 'measures = ["page.hit@5"]')
    with pytest.raises(InvalidRequest, match=r"has no gold for page\.hit@5"):
        await made(here, file)


async def test_a_measure_of_the_output_alone_makes_no_gold(here: Workspace, file: Path) -> None:
    edit(file, "notes-suite.toml", places.MEASURES, 'measures = ["citation.source"]')
    odd = next((file.parent / "notes").glob("*.md"))
    (file.parent / "questions.csv").write_text(f"question,document\nRent?,{odd.name}\n", "utf-8")
    await made(here, file)  # it says at least where to look


async def test_a_task_that_the_data_do_not_fit(here: Workspace, file: Path) -> None:
    edit(file, "notes-suite.toml", 'task = "answer"', 'task = "verify"')
    edit(file, "notes-suite.toml", places.MEASURES, 'measures = ["verify.recall"]')
    with pytest.raises(InvalidRequest, match="takes Claimed cases"):
        await made(here, file)


async def test_absent_data_leave_a_suite_out_and_say_what_is_missing(
    here: Workspace, file: Path
) -> None:
    suites = [find("piaf"), places.read(file)]
    settings = here.settings.model_copy(update={"corpora": file.parent / "nowhere"})
    elsewhere = Workspace(
        settings, here.encoder, here.remembering_encoder, here.parser, here.remembering_parser
    )
    planned = await plan.make(elsewhere, suites, Profile.SMOKE)
    assert [p.suite.name for p in planned.suites] == ["notes-suite"]
    assert "nowhere" in planned.left_out["piaf"]
    assert "PROBANT_CORPORA" in planned.left_out["piaf"]


async def test_bars_do_not_make_runs_incomparable_but_questions_do(
    here: Workspace, file: Path
) -> None:
    before = (await made(here, file)).suites[0].fingerprint
    edit(file, "notes-suite.toml", "[data]", '[bars]\n"number" = 0.9\n\n[data]')
    assert (await made(here, file)).suites[0].fingerprint == before
    edit(file, "questions.csv", "yearly rent", "rent")
    assert (await made(here, file)).suites[0].fingerprint != before
