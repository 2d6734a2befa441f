"""`probant usage report`, `feedback`, `task`: here and by a server, with the same outcome."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cli.commands import feedback, task, usage

HERE = {"PROBANT_ENTITY": "here"}


def run(folder: Path, command: click.Command, *arguments: str) -> Result:
    given = {**HERE, "PROBANT_DATA": str(folder)}
    return CliRunner().invoke(command, arguments, env=given)


def test_a_report_is_a_page_or_a_table_or_json(tmp_path: Path) -> None:
    page = run(tmp_path, usage.command, "report", "--period", "2026-Q3")
    assert page.output.startswith("<!doctype html>")
    out = tmp_path / "q3.csv"
    told = run(tmp_path, usage.command, "report", "--format", "csv", "--out", str(out), "--json")
    assert json.loads(told.stdout)["entity"] == "here"
    assert out.read_text("utf-8").startswith("\ufeffperiod,entity")


def test_all_entities_are_told_by_the_one_that_runs_the_service(tmp_path: Path) -> None:
    told = run(tmp_path, usage.command, "report", "--group", "--json")
    assert json.loads(told.stdout)["entity"] is None


@pytest.mark.parametrize("period", ["2026", "2026-07-01", "2026-Q5"])
def test_a_period_is_a_week_a_month_or_a_quarter(tmp_path: Path, period: str) -> None:
    done = run(tmp_path, usage.command, "report", "--period", period)
    assert "2026-W38" in str(done.exception)


@pytest.mark.parametrize("satisfaction", ["0", "6", "good"])
def test_satisfaction_is_one_to_five(tmp_path: Path, satisfaction: str) -> None:
    done = run(tmp_path, feedback.command, "0" * 32, "--satisfaction", satisfaction)
    assert done.exit_code == 2


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    rated = run(tmp_path, feedback.command, "0" * 32, "--satisfaction", "4")
    ended = run(tmp_path, task.command, "finish", "0" * 32)
    begun = run(tmp_path, task.command, "start", "nothing")
    assert "no such answer of yours" in str(rated.exception)
    assert "no such task of yours" in str(ended.exception)
    assert "authorised" in str(begun.exception)
