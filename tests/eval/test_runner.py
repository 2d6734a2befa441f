"""Runs: written case by case, gone on with after a crash, the same bytes twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.encoding import Encoder
from core.errors import Conflict, InvalidRequest
from eval import plan, runner
from eval.progress import silent
from eval.runs import Run
from eval.suite import Profile
from eval.workspace import Workspace
from tests.eval import places


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return places.write_suite(tmp_path_factory.mktemp("suite"))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Workspace:
    return places.workspace(tmp_path_factory.mktemp("data"), encoder)


async def planned(here: Workspace, file: Path, profile: Profile = Profile.FULL) -> plan.Plan:
    return await plan.make(here, [places.read(file)], profile)


async def run(here: Workspace, file: Path, name: str) -> Run:
    return await runner.run(here, await planned(here, file), name, silent)


def contents(run: Run) -> dict[str, bytes]:
    """Every file of a run but those that hold times."""
    files = [path for path in run.folder.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(run.folder)): path.read_bytes()
        for path in files
        if not path.name.startswith("timings")
    }


async def test_a_line_a_case_with_question_gold_answer_and_measures(
    here: Workspace, declared: Path
) -> None:
    done = await run(here, declared, "whole")
    records = {record.id: record for record in done.records("notes-suite")}
    assert list(records) == ["rent", "floor", "fee", "cake"]
    rent = records["rent"]
    assert rent.output["state"] == "answered"
    assert "12,500" in rent.output["answer"]
    assert rent.output["citations"][0]["in_source"] is True
    assert rent.measures["number"] == (1.0,)
    assert rent.measures["abstention.refused"] is None  # it can be answered
    assert records["cake"].measures["citation.hit"] is None
    summary = done.summary("notes-suite")
    assert summary["cases"] == 4
    assert summary["failed"] == 0
    assert summary["documents"] == {"indexed": 2}
    assert summary["values"]["document.hit@1"]["value"] == 1.0
    assert summary["values"]["latency.p50"]["value"] > 0


async def test_no_file_name_reaches_the_system(here: Workspace, declared: Path) -> None:
    done = await run(here, declared, "names")
    told = "".join(path.read_text("utf-8") for path in done.folder.rglob("records.jsonl"))
    assert "lease.md" not in told
    hits = [r.output["hits"][0]["document"] for r in done.records("notes-suite")]
    assert all(name.endswith(".md") and len(name) == 19 for name in hits)


async def test_twice_the_same_bytes_but_for_times(here: Workspace, declared: Path) -> None:
    first, second = await run(here, declared, "one"), await run(here, declared, "two")
    assert contents(first) == contents(second)


class Crash(BaseException):
    """What no one catches: the process dies here."""


async def test_a_run_that_died_goes_on_and_ends_with_the_same_bytes(
    here: Workspace, declared: Path
) -> None:
    whole = await run(here, declared, "not-interrupted")

    def dying(suite: str, stage: str, done: int, total: int) -> None:
        if stage == "cases" and done == 2:
            raise Crash

    with pytest.raises(Crash):
        await runner.run(here, await planned(here, declared), "interrupted", dying)
    records = here.runs / "interrupted" / "notes-suite" / "records.jsonl"
    assert len(records.read_bytes().splitlines()) == 2
    with records.open("ab") as file:
        file.write(b'{"id": "fee", "case": {"qu')  # what a crash leaves of a line
    asked: list[int] = []

    def watching(suite: str, stage: str, done: int, total: int) -> None:
        asked.append(done)

    resumed = await runner.run(here, await planned(here, declared), "interrupted", watching)
    assert 0 not in asked  # what was written down is not asked again
    assert contents(resumed) == contents(whole)


async def test_another_configuration_does_not_go_on_with_a_run(
    here: Workspace, declared: Path
) -> None:
    await run(here, declared, "taken")
    smoke = await planned(here, declared, Profile.SMOKE)
    with pytest.raises(Conflict, match="profile, suites differ"):
        await runner.run(here, smoke, "taken", silent)


async def test_lines_of_other_cases_are_not_gone_on_with(here: Workspace, declared: Path) -> None:
    done = await run(here, declared, "tampered")
    folder = done.folder / "notes-suite"
    (folder / "summary.json").unlink()
    lines = (folder / "records.jsonl").read_text("utf-8").splitlines(keepends=True)
    (folder / "records.jsonl").write_text("".join(reversed(lines)), "utf-8")
    with pytest.raises(InvalidRequest, match="its lines are not the suite's cases"):
        await run(here, declared, "tampered")


async def test_settings_of_a_suite_reach_the_system(here: Workspace, tmp_path: Path) -> None:
    file = places.write_suite(tmp_path / "strict")
    text = file.read_text("utf-8").replace("[data]", "[settings]\nabstain_below = 1.0\n\n[data]")
    file.write_text(text, "utf-8")
    done = await run(here, file, "strict")
    assert {r.output["state"] for r in done.records("notes-suite")} == {"abstained"}


async def test_a_smaller_profile_takes_fewer_documents_and_their_cases(
    here: Workspace, declared: Path
) -> None:
    smoke = await planned(here, declared, Profile.SMOKE)
    [taken] = smoke.suites
    assert len(taken.dataset.documents) == 1
    assert {case.id for case in taken.dataset.cases} < {"rent", "floor", "fee", "cake"}


async def test_run_json_names_code_data_and_environment(here: Workspace, declared: Path) -> None:
    done = await run(here, declared, "described")
    told = json.loads((done.folder / "run.json").read_text("utf-8"))
    assert told["code"]["fingerprint"]
    assert told["environment"]["packages"]["torch"]
    assert len(told["suites"]["notes-suite"]["documents"]) == 2
    assert told["suites"]["notes-suite"]["gated"] == ["citation.hit"]
