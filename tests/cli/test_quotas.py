"""What commands show of quotas is the same in this process and by a server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from click.testing import CliRunner

from cli.backend import Backend
from cli.commands.quotas import command
from cli.local import Local
from cli.remote import Remote
from core.errors import Busy, QuotaSpent
from flows.bootstrap import Installation
from flows.question import Question
from governance.identity import local_user
from tests.api.clients import client_of
from tests.flows.quotas.declared import START, Clock, open_limited
from tests.parts import HERE

DECLARED = "every: {user: {requests_per_day: 2}, entity: {tokens_per_month: 100}}"
QUESTION = Question("Quel est le loyer annuel ?")


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_limited(tmp_path, DECLARED, Clock()) as opened:
        yield opened


@pytest_asyncio.fixture(params=["local", "remote"])
async def backend(request: pytest.FixtureRequest, parts: Installation) -> AsyncIterator[Backend]:
    if request.param == "local":
        yield Local(parts, local_user(HERE))
    else:
        async with client_of(parts) as client:
            yield Remote(client)


async def test_a_command_says_what_is_spent_and_does_not_wait(backend: Backend) -> None:
    for _ in range(2):
        await backend.ask(QUESTION, None)
    with pytest.raises(QuotaSpent, match="2 requests a day") as caught:
        await backend.ask(QUESTION, None)
    assert not isinstance(caught.value, Busy)
    assert "2026-11-24 00:00 UTC" in str(caught.value)


async def test_what_is_left_and_what_was_used(backend: Backend) -> None:
    await backend.ask(QUESTION, None)
    told = {one["whose"]: (one["used"], one["left"]) for one in await backend.quotas()}
    assert told == {"user": (1, 1), "entity": (0, 100)}
    [line] = [one async for one in backend.export_usage(START.date())]
    assert (line["entity"], line["requests"]) == (HERE, 1)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    declared = tmp_path / "quotas.yaml"
    declared.write_text(DECLARED, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROBANT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PROBANT_QUOTAS", str(declared))

    def invoke(*arguments: str) -> Any:
        return CliRunner().invoke(command, arguments)

    return invoke


def test_limits_are_listed_as_they_are_declared(run: Any) -> None:
    listed = run()
    assert listed.exit_code == 0, listed.output
    user, entity = listed.stdout.splitlines()
    assert user.split()[:5] == ["user", "-", "requests_per_day", "0", "of"]
    assert "tokens_per_month" in entity
    assert len(json.loads(run("--json").stdout)["quotas"]) == 2


def test_nothing_asked_is_nothing_exported(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "usage.jsonl"
    done = run("export", "--month", f"{datetime.now(UTC):%Y-%m}", "--out", str(out))
    assert (done.exit_code, done.stdout, out.read_text("utf-8")) == (0, "", "")
    assert run("export", "--month", "2026-13").exit_code == 2
