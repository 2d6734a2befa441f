"""What a command would pass over, or could never do, is wrong usage and said at once."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cli.commands import collections, jobs, retry, serve
from core.errors import Misconfigured

AWAY = "http://127.0.0.1:9"


def used(folder: Path, command: click.Command, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, env={"PROBANT_DATA": str(folder)})


@pytest.mark.parametrize("before", [["--server", AWAY], ["--json"], ["--failed"]])
def test_options_go_after_the_subcommand(tmp_path: Path, before: list[str]) -> None:
    done = used(tmp_path, jobs.command, *before, "requeue", "--all")
    assert done.exit_code == 2
    assert "after `requeue`" in done.output


def test_a_rule_is_not_set_here_where_a_server_was_meant(tmp_path: Path) -> None:
    days = ("set", "leases", "--retention-days", "30")
    done = used(tmp_path, collections.command, "--server", AWAY, *days)
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_documents_that_are_named_are_of_no_collection(tmp_path: Path) -> None:
    assert used(tmp_path, retry.command, "some-id", "--collection", "leases").exit_code == 2


@pytest.mark.parametrize("url", ["PROBANT_QUEUE_URL=redis://q", "PROBANT_INDEX_URL=http://i", "A="])
def test_a_server_without_a_worker_leaves_its_jobs_to_somebody(tmp_path: Path, url: str) -> None:
    name, _, value = url.partition("=")
    given = {"PROBANT_DATA": str(tmp_path), name: value}
    done = CliRunner().invoke(serve.command, ["--no-worker"], env=given)
    assert isinstance(done.exception, Misconfigured)
    assert list(tmp_path.iterdir()) == []
